using System.Collections.Immutable;

namespace Darkroom.Webhooks;

/// <summary>Whether an endpoint gets events.</summary>
public enum WebhookState
{
    Active,

    /// <summary>The operator disabled it.</summary>
    Disabled,

    /// <summary>It answered 410 Gone.</summary>
    Gone,
}

/// <summary>The address of another program that gets events.</summary>
/// <param name="Url">An absolute http or https URL.</param>
/// <param name="Events">The events that it gets, from <see cref="WebhookEvents.All"/>.</param>
/// <param name="Secret">The secret that messages are signed with, encrypted.</param>
public sealed record WebhookEndpoint(string Id, string Url, ImmutableArray<string> Events, ImmutableArray<byte> Secret, DateTimeOffset CreatedAt)
{
    /// <summary>How long messages are signed with the previous secret too.</summary>
    public static readonly TimeSpan PreviousSecretValid = TimeSpan.FromHours(24);

    public WebhookState State { get; init; } = WebhookState.Active;

    /// <summary>The secret before the last change, encrypted; empty if there was none.</summary>
    public ImmutableArray<byte> PreviousSecret { get; init; } = [];

    /// <summary>Until when messages are signed with the previous secret too; null if there was none.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>When a message was delivered last; null before the first.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>When a delivery failed after its last attempt; null if a message was delivered since.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>Returns the endpoint with a new secret. Messages are signed with the present one too for a day.</summary>
    public WebhookEndpoint WithSecret(ImmutableArray<byte> secret, DateTimeOffset now) =>
        this with { Secret = secret, PreviousSecret = Secret, PreviousUntil = now + PreviousSecretValid };

    /// <summary>Returns the secrets that sign a message, the present one first.</summary>
    public ImmutableArray<ImmutableArray<byte>> SecretsAt(DateTimeOffset now) =>
        PreviousUntil > now && !PreviousSecret.IsEmpty ? [Secret, PreviousSecret] : [Secret];
}
