using Darkroom.Providers;
using Darkroom.Storage;

namespace Darkroom.Server.Configuration;

/// <summary>Runs the job engine for as long as the server runs.</summary>
/// <param name="runner">The engine. It needs every provider, which the start of the server does not wait for.</param>
/// <param name="providers">The providers, created with the engine.</param>
internal sealed partial class JobHost(
    Lazy<JobRunner> runner, Lazy<ProviderCatalog> providers, JobOptions options, IHostApplicationLifetime lifetime, ILogger<JobHost> log)
    : BackgroundService
{
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
            await runner.Value.RunAsync(RunAgain, stop.Token);
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

    /// <summary>A call that the provider can resume is run again, whatever is configured: it is not paid twice.</summary>
    private bool RunAgain(GenerationRequest request, string? resumeToken) => resumeToken is not null || options.OnInterrupted switch
    {
        OnInterrupted.Retry => true,
        OnInterrupted.Report => false,
        _ => providers.Value.Find(request.Provider) is { Description.Paid: false },
    };

    [LoggerMessage(Level = LogLevel.Critical, Message = "The job engine broke; the server stops")]
    private partial void LogBroken(Exception fault);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The server stops, because its storage cannot be used. {Advice} ({Cause})")]
    private partial void LogStorageUnusable(string advice, string? cause);
}
