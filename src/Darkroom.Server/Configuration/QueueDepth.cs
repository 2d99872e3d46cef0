using System.Diagnostics.Metrics;
using Darkroom.Providers;
using Darkroom.Storage;

namespace Darkroom.Server.Configuration;

/// <summary>Counts the images that wait and run, for the export of measurements.</summary>
internal sealed partial class QueueDepth(RunQueue queue, Lazy<ProviderCatalog> providers, TimeProvider time, ILogger<QueueDepth> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly SlotStatus[] States = [SlotStatus.Waiting, SlotStatus.Running];

    private volatile IReadOnlyList<Measurement<long>> _depth = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start must not wait for the providers.
        await Task.Yield();
        Telemetry.ObserveQueue(() => _depth);
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await CountAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            var counts = (await queue.ListAsync(cancellationToken))
                .SelectMany(run => run.State.Slots.Select(slot => (run.State.RequestOf(slot.ImageIndex).Provider, slot.Status))).CountBy(one => one).ToDictionary();

            // Zeros too: an empty queue is a measurement.
            _depth =
            [
                .. providers.Value.All.Where(provider => provider.Setup.Configured).SelectMany(provider => States.Select(state => new Measurement<long>(
                    counts.GetValueOrDefault((provider.Id, state)),
                    KeyValuePair.Create(Telemetry.Provider, (object?)provider.Id),
                    KeyValuePair.Create("darkroom.state", (object?)Wire.Name(state))))),
            ];
        }
        catch (StorageException fault)
        {
            LogFault(fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not count the images in the queue")]
    private partial void LogFault(Exception fault);
}
