using System.Diagnostics;
using Darkroom.Webhooks;

namespace Darkroom.Server.Webhooks;

/// <summary>Delivers messages: one attempt each, and what follows from it.</summary>
internal sealed partial class WebhookDeliveries(WebhookSender sender, IWebhookQueue queue, ILogger<WebhookDeliveries> log)
{
    /// <summary>How long a message belongs to its sender: an attempt takes at most <see cref="WebhookSender.Timeout"/>.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>Makes one attempt and writes its result.</summary>
    /// <exception cref="OperationCanceledException">The host stops. The message is sent again by the next one.</exception>
    public async Task RunAsync(WebhookLease lease, CancellationToken cancellationToken)
    {
        var attempt = await sender.SendAsync(lease, cancellationToken);
        var verdict = WebhookSchedule.After(lease, attempt, Random.Shared.NextDouble());

        // A stop must not lose the result: the message would be sent twice.
        await queue.CompleteAsync(lease, attempt, verdict, CancellationToken.None);
        Telemetry.WebhookDuration.Record(attempt.DurationMs / 1000.0, KeyValuePair.Create(Telemetry.Outcome, (object?)OutcomeOf(verdict)));
        switch (verdict)
        {
            case WebhookVerdict.Failed:
                LogFailed(lease.Id, lease.Type, lease.Endpoint.Id, attempt.Error!);
                break;
            case WebhookVerdict.Gone:
                LogGone(lease.Endpoint.Id);
                break;
            case WebhookVerdict.Retry(var delay):
                LogRetry(lease.Id, lease.Endpoint.Id, delay, attempt.Error!);
                break;
        }
    }

    private static string OutcomeOf(WebhookVerdict verdict) => verdict switch
    {
        WebhookVerdict.Delivered => "delivered",
        WebhookVerdict.Retry => "retry",
        WebhookVerdict.Failed => "failed",
        WebhookVerdict.Gone => "gone",
        _ => throw new UnreachableException(),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook {Id} ({Type}) to the endpoint {Endpoint} failed for good. {Error}")]
    private partial void LogFailed(string id, string type, string endpoint, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook endpoint {Endpoint} answered 410 Gone and was disabled")]
    private partial void LogGone(string endpoint);

    [LoggerMessage(Level = LogLevel.Information, Message = "The webhook {Id} to the endpoint {Endpoint} failed and is sent again in {Delay}. {Error}")]
    private partial void LogRetry(string id, string endpoint, TimeSpan delay, string error);
}
