using System.Collections.Immutable;

namespace Darkroom.Webhooks;

/// <summary>
/// The messages that are due. Any number of processes can share the work: a message is leased to one sender at a time, and one whose sender is gone is
/// due again, so that it arrives at least once.
/// </summary>
public interface IWebhookQueue
{
    /// <summary>
    /// The maximum number of messages that are sent to one endpoint at a time, by all processes. There is no limit for all endpoints together, so that
    /// a slow one delays no other.
    /// </summary>
    const int MaxPerEndpoint = 4;

    /// <summary>Leases due messages of active endpoints, those that have waited longest first, as many as may be sent at a time.</summary>
    /// <param name="lease">How long a sender has; longer than an attempt can take.</param>
    Task<WebhookClaim> ClaimAsync(TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Writes a test message for an endpoint in any state, and leases it.</summary>
    /// <returns>Null if there is no such endpoint.</returns>
    Task<WebhookLease?> StartTestAsync(string endpointId, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Writes an attempt and what follows from it.</summary>
    /// <returns>False, and nothing is written, if the lease is lost.</returns>
    Task<bool> CompleteAsync(WebhookLease lease, WebhookAttempt attempt, WebhookVerdict verdict, CancellationToken cancellationToken);
}

/// <summary>The result of a claim.</summary>
/// <param name="Next">The time of the next message that is not due yet, of an endpoint that could get another one; null if there is none.</param>
public sealed record WebhookClaim(ImmutableArray<WebhookLease> Leases, DateTimeOffset? Next);
