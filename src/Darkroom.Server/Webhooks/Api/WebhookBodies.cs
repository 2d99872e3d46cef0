using System.ComponentModel;
using Darkroom.Webhooks;

namespace Darkroom.Server.Webhooks.Api;

/// <summary>The body of <c>POST /api/webhooks</c>.</summary>
public sealed record WebhookBody : KnownFields
{
    [Description("The address that gets the events: https, or http in a network that the operator allowed.")]
    public string? Url { get; init; }

    [Description("The events: image.ready, generation.completed, generation.failed, campaign.completed.")]
    public IReadOnlyList<string>? Events { get; init; }
}

/// <summary>The body of <c>PATCH /api/webhooks/{id}</c>. What is absent stays.</summary>
public sealed record WebhookChangeBody : KnownFields
{
    [Description("The address that gets the events from now on, also those that wait.")]
    public string? Url { get; init; }

    [Description("The events that the endpoint gets from now on.")]
    public IReadOnlyList<string>? Events { get; init; }

    [Description("False to send nothing more: messages that wait are kept, and events in the meantime are not sent later. True to send at once what waits.")]
    public bool? Enabled { get; init; }
}

/// <summary>An endpoint.</summary>
/// <param name="Secret">The secret that messages are signed with. Only the response that creates it has it.</param>
/// <param name="PreviousSecretUntil">Until when messages are signed with the previous secret too; absent if they are not.</param>
/// <param name="DeliveredAt">When a message was delivered last.</param>
/// <param name="FailedAt">When a delivery failed after its last attempt; absent if a message was delivered since.</param>
public sealed record WebhookView(
    string Id,
    string Url,
    ImmutableArray<string> Events,
    WebhookState State,
    string? Secret,
    DateTimeOffset? PreviousSecretUntil,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DeliveredAt,
    DateTimeOffset? FailedAt)
{
    internal static WebhookView From(WebhookEndpoint endpoint, DateTimeOffset now, string? secret = null) => new(
        endpoint.Id,
        endpoint.Url,
        endpoint.Events,
        endpoint.State,
        secret,
        endpoint.PreviousUntil > now ? endpoint.PreviousUntil : null,
        endpoint.CreatedAt,
        endpoint.DeliveredAt,
        endpoint.FailedAt);
}

public sealed record WebhookListView(ImmutableArray<WebhookView> Webhooks);

/// <summary>One message to an endpoint.</summary>
/// <param name="Id">The <c>webhook-id</c> of each attempt.</param>
/// <param name="Timestamp">When the event happened.</param>
/// <param name="NextAttemptAt">Absent if there is no further attempt, or one runs.</param>
public sealed record DeliveryView(
    string Id, string Type, DateTimeOffset Timestamp, DeliveryState State, DateTimeOffset? NextAttemptAt, ImmutableArray<AttemptView> Attempts)
{
    internal static DeliveryView From(WebhookDelivery delivery) => new(
        delivery.Id,
        delivery.Type,
        delivery.At,
        delivery.State,
        delivery.DueAt,
        [.. delivery.Attempts.Select(attempt => new AttemptView(attempt.At, attempt.DurationMs, attempt.Status, attempt.Error, attempt.Excerpt))]);
}

/// <summary>One attempt to deliver a message.</summary>
/// <param name="Status">The HTTP status; absent if there was no response.</param>
/// <param name="Error">Why it failed; absent if it succeeded.</param>
/// <param name="Excerpt">The beginning of the response's body.</param>
public sealed record AttemptView(DateTimeOffset At, int DurationMs, int? Status, string? Error, string? Excerpt);

/// <summary>One page of deliveries.</summary>
/// <param name="NextCursor">The cursor of the next page; absent on the last page.</param>
public sealed record DeliveryListView(ImmutableArray<DeliveryView> Deliveries, string? NextCursor);
