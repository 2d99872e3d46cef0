using Darkroom.Campaigns;
using Darkroom.Gallery;
using Darkroom.Providers;
using Darkroom.Storage;

namespace Darkroom.Server.Configuration;

/// <summary>Runs the job engine for as long as the server runs, and sweeps what nothing refers to.</summary>
internal sealed partial class JobHost(
    IServiceProvider services, BlobSweep sweep, ICampaignStore campaigns, JobOptions options, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<JobHost> log)
    : BackgroundService
{
    /// <summary>The time of the first sweep after the start, which has more urgent work.</summary>
    private static readonly TimeSpan FirstSweep = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    /// <summary>True if the engine ended because of an error.</summary>
    public bool Broken { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Services are stopped after the web server, which waits for slow requests. Nothing may be started in that time.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            // A server that cannot listen must not have started a paid call, and one that can should respond before it recovers old work.
            await StartedAsync(stop.Token);

            // The runner needs every provider, the start needs none.
            await Task.WhenAll(services.GetRequiredService<JobRunner>().RunAsync(RunAgain, stop.Token), SweepAsync(stop.Token));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The host is stopping.
        }
        catch (Exception fault)
        {
            // Without the engine no image is made: a stopped server that is restarted is better than one that seems to work. Not rethrown,
            // because the host would only log it again.
            if (fault is StorageException { Message: var advice, InnerException: var cause })
            {
                LogStorageUnusable(advice, cause?.Message);
            }
            else
            {
                LogBroken(fault);
            }

            Broken = true;
            lifetime.StopApplication();
        }
    }

    /// <summary>Completes once the server listens, on another thread.</summary>
    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listening = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    /// <summary>Deletes unreferenced originals and unused layout warnings after the start and every hour. After an error, the next run tries again.</summary>
    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(FirstSweep, time, stoppingToken);
        using var timer = new PeriodicTimer(SweepEvery, time);
        do
        {
            try
            {
                await sweep.RunAsync(stoppingToken);
                await campaigns.DeleteUnusedWarningsAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogSweepFault(fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>A call that the provider can resume is run again, whatever is configured: it is not paid twice.</summary>
    private bool RunAgain(GenerationRequest request, string? resumeToken) => resumeToken is not null || options.OnInterrupted switch
    {
        OnInterrupted.Retry => true,
        OnInterrupted.Report => false,
        _ => services.GetRequiredService<ProviderCatalog>().Find(request.Provider) is { Description.Paid: false },
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not delete unreferenced originals and layout warnings")]
    private partial void LogSweepFault(Exception fault);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The job engine broke; the server stops")]
    private partial void LogBroken(Exception fault);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The server stops, because its storage cannot be used. {Advice} ({Cause})")]
    private partial void LogStorageUnusable(string advice, string? cause);
}
