using Darkroom.Storage;

namespace Darkroom.Server.Configuration;

/// <summary>Applies settings that another process stored.</summary>
internal sealed partial class SettingsHost(LiveSettings settings, IJobSignals signals, ILogger<SettingsHost> log) : BackgroundService
{
    /// <summary>Another process may have stored a setting without a signal that this one gets.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The store may still be opening; the start must not wait for it.
        await Task.Yield();
        using var subscription = signals.Subscribe(IJobSignals.Settings);
        try
        {
            while (true)
            {
                await subscription.WaitAsync(Interval, stoppingToken);
                await ReloadAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private async Task ReloadAsync(CancellationToken stoppingToken)
    {
        try
        {
            await settings.ReloadAsync(stoppingToken);
        }
        catch (StorageException fault)
        {
            LogFault(fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not read the stored settings; those in effect stay")]
    private partial void LogFault(Exception fault);
}
