using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Providers;
using Darkroom.Storage;

namespace Darkroom.Server.Configuration;

/// <summary>Runs the job engine for as long as the server runs, and sweeps unreferenced originals.</summary>
internal sealed partial class JobHost(
    JobRunner runner, BlobSweep sweep, ProviderCatalog providers, JobOptions options, IHostApplicationLifetime lifetime, EngineState state,
    TimeProvider time, ILogger<JobHost> log)
    : BackgroundService
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Services are stopped after the web server, which waits for slow requests: nothing may be begun in that time.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            // A server that cannot listen must not have begun a paid call, and one that can should answer before old work is looked at.
            await StartedAsync(stop.Token);
            await Task.WhenAll(runner.RunAsync(RunAgain, stop.Token), SweepAsync(stop.Token));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (Exception fault)
        {
            // Without the engine nothing is made: better a stopped server that is restarted than one that looks alive. Not thrown: the
            // host would only log it once more.
            if (fault is StorageException { Message: var advice, InnerException: var cause })
            {
                LogStorageUnusable(advice, cause?.Message);
            }
            else
            {
                LogBroken(fault);
            }

            state.Broken = true;
            lifetime.StopApplication();
        }
    }

    /// <summary>Completes, on a thread of its own, once the server listens.</summary>
    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listening = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    /// <summary>At start and every hour. What is not swept this time is swept the next; nothing depends on it.</summary>
    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepEvery, time);
        do
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
        while (await timer.WaitForNextTickAsync(stoppingToken));
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

    [LoggerMessage(Level = LogLevel.Critical, Message = "The server stops, because its storage cannot be used. {Advice} ({Cause})")]
    private partial void LogStorageUnusable(string advice, string? cause);
}

/// <summary>How the job engine ended, for the exit code of the process.</summary>
internal sealed class EngineState
{
    /// <summary>True if the engine ended although nobody had asked it to.</summary>
    public bool Broken { get; set; }
}
