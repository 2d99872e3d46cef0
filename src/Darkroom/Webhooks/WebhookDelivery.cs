using System.Collections.Immutable;

namespace Darkroom.Webhooks;

public enum DeliveryState
{
    /// <summary>Waits for its next attempt, or is being sent.</summary>
    Pending,

    Delivered,

    /// <summary>The last attempt failed.</summary>
    Failed,
}

/// <summary>One message to one endpoint.</summary>
/// <param name="Id">The id that each attempt carries as <c>webhook-id</c>.</param>
/// <param name="Type">The event.</param>
/// <param name="At">When the event happened.</param>
/// <param name="DueAt">The time of the next attempt; null if there is none or it runs.</param>
/// <param name="Attempts">The attempts, oldest first.</param>
public sealed record WebhookDelivery(
    string Id, string Type, DateTimeOffset At, DeliveryState State, DateTimeOffset? DueAt, ImmutableArray<WebhookAttempt> Attempts);

/// <summary>One attempt to deliver a message.</summary>
/// <param name="Status">The HTTP status; null if there was no response.</param>
/// <param name="Error">Why it failed, as a sentence; null if it succeeded.</param>
/// <param name="Excerpt">The beginning of the response's body; null if there was none.</param>
public sealed record WebhookAttempt(DateTimeOffset At, int DurationMs, int? Status, string? Error, string? Excerpt)
{
    /// <summary>The maximum length of <see cref="Excerpt"/> and <see cref="Error"/> in characters.</summary>
    public const int MaxTextLength = 500;

    /// <summary>The time that the endpoint asked to wait; null if it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The right to send one message until a time.</summary>
/// <param name="Endpoint">The endpoint at the time of the claim.</param>
/// <param name="Data">As in <see cref="WebhookMessage"/>.</param>
/// <param name="Claim">Counts the claims of the message. A sender that holds an older one has lost the right.</param>
/// <param name="Tries">How many attempts have failed since the event or the last replay.</param>
public sealed record WebhookLease(string Id, WebhookEndpoint Endpoint, string Type, DateTimeOffset At, string Data, long Claim, int Tries);

/// <summary>What follows from an attempt.</summary>
public abstract record WebhookVerdict
{
    private WebhookVerdict()
    {
    }

    public sealed record Delivered : WebhookVerdict;

    public sealed record Retry(TimeSpan Delay) : WebhookVerdict;

    /// <summary>It was the last attempt. The endpoint is marked as failing.</summary>
    public sealed record Failed : WebhookVerdict;

    /// <summary>The endpoint no longer exists and is disabled. The message waits until it is active again; a test has failed.</summary>
    public sealed record Gone : WebhookVerdict;
}
