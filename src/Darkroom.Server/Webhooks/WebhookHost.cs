using System.Collections.Concurrent;
using Darkroom.Storage;
using Darkroom.Webhooks;

namespace Darkroom.Server.Webhooks;

/// <summary>Sends messages when they are due, while the server runs. A signal wakes it; the timer is for messages that wait, and for other processes' signals.</summary>
internal sealed partial class WebhookHost(IWebhookQueue queue, WebhookDeliveries deliveries, IJobSignals signals, TimeProvider time, ILogger<WebhookHost> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<WebhookLease, Task> _running = new(ReferenceEqualityComparer.Instance);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The store may still be opening; the start must not wait for it.
        await Task.Yield();
        using var subscription = signals.Subscribe(IJobSignals.Webhooks);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await subscription.WaitAsync(await StartDueAsync(stoppingToken), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The host is stopping; the next start continues.
            }
            catch (StorageException fault)
            {
                LogFault(fault);
                await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(_running.Values);
    }

    /// <summary>Starts the messages that are due.</summary>
    /// <returns>How long to wait for the next one.</returns>
    private async Task<TimeSpan> StartDueAsync(CancellationToken stoppingToken)
    {
        var claim = await queue.ClaimAsync(WebhookDeliveries.Lease, stoppingToken);
        foreach (var lease in claim.Leases)
        {
            _running[lease] = Task.CompletedTask;
            var sending = RunAsync(lease, stoppingToken);
            _running.TryUpdate(lease, sending, Task.CompletedTask);
        }

        return claim.Next - time.GetUtcNow() is { } wait && wait < Interval ? (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) : Interval;
    }

    private async Task RunAsync(WebhookLease lease, CancellationToken stoppingToken)
    {
        // Leaves the claiming loop, so that messages are sent side by side.
        await Task.Yield();
        try
        {
            await deliveries.RunAsync(lease, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping. The message is due again when the next one has started.
        }
        catch (Exception fault)
        {
            // The storage failed. The lease expires, and the message is sent again.
            LogBroken(fault, lease.Id);
        }
        finally
        {
            _running.TryRemove(lease, out _);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not read the webhooks that are due; retrying")]
    private partial void LogFault(Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not send the webhook {Id}; it is sent again")]
    private partial void LogBroken(Exception fault, string id);
}
