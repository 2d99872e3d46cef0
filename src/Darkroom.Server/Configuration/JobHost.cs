using Darkroom.Gallery;
using Darkroom.Jobs;
using Darkroom.Providers;

namespace Darkroom.Server.Configuration;

/// <summary>Runs the job engine for as long as the server runs, and sweeps unreferenced originals once at start.</summary>
internal sealed partial class JobHost(
    JobRunner runner, BlobSweep sweep, ProviderCatalog providers, JobOptions options, IHostApplicationLifetime lifetime, ILogger<JobHost> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Off the thread that starts the server: it should answer before old work is looked at.
        await Task.Yield();
        try
        {
            await Task.WhenAll(runner.RunAsync(RunAgain, stoppingToken), SweepAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (Exception fault)
        {
            // Without the engine nothing is made: better a stopped server that is restarted than one that looks alive.
            LogBroken(fault);
            lifetime.StopApplication();
            throw;
        }
    }

    /// <summary>What is not swept today is swept after the next start; nothing depends on it.</summary>
    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            await sweep.RunAsync(stoppingToken);
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            LogNotSwept(fault);
        }
    }

    /// <summary>What the provider can pick up is not paid for twice, whatever was configured for the rest.</summary>
    private bool RunAgain(GenerationRequest request, string? resumeToken) => resumeToken is not null || options.OnInterrupted switch
    {
        OnInterrupted.Retry => true,
        OnInterrupted.Report => false,
        _ => providers.Find(request.Provider) is { Description.Paid: false },
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Originals that nothing refers to could not be swept")]
    private partial void LogNotSwept(Exception fault);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The job engine broke; the server stops")]
    private partial void LogBroken(Exception fault);
}
