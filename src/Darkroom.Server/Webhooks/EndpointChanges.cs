using Darkroom.Providers.Http;
using Darkroom.Server.Webhooks.Pages;
using Darkroom.Webhooks;

namespace Darkroom.Server.Webhooks;

/// <summary>What the operator does with endpoints, for the API and the pages.</summary>
internal sealed class EndpointChanges(IWebhookStore store, IWebhookQueue queue, WebhookSecrets secrets, WebhookDeliveries deliveries, NetworkGuard guard, TimeProvider time)
{
    private const int MaxUrlLength = 2000;

    /// <returns>The endpoint and its secret, which cannot be read again; or what is wrong.</returns>
    public async Task<(WebhookEndpoint? Endpoint, string Secret, ImmutableArray<ValidationError> Problems)> AddAsync(
        string? url, IReadOnlyCollection<string>? events, CancellationToken cancellationToken)
    {
        var problems = Check(url ?? "", events ?? []);
        if (!problems.IsEmpty)
        {
            return (null, "", problems);
        }

        var id = Ids.New(time);
        var (secret, stored) = secrets.Create(id);
        var endpoint = new WebhookEndpoint(id, Normalize(url!), InOrder(events!), stored, time.GetUtcNow());
        return await store.AddAsync(endpoint, cancellationToken)
            ? (endpoint, secret, [])
            : (null, "", [new ValidationError("url", PageText.Format(WebhookTexts.TooMany, IWebhookStore.MaxEndpoints))]);
    }

    /// <summary>Changes what is not null.</summary>
    /// <returns>The changed endpoint, or what is wrong; neither if there is no such endpoint.</returns>
    public async Task<(WebhookEndpoint? Endpoint, ImmutableArray<ValidationError> Problems)> ChangeAsync(
        string id, string? url, IReadOnlyCollection<string>? events, bool? enabled, CancellationToken cancellationToken)
    {
        var problems = Check(url, events);
        return problems.IsEmpty
            ? (await store.ChangeAsync(
                id,
                endpoint => endpoint with
                {
                    Url = url is null ? endpoint.Url : Normalize(url),
                    Events = events is null ? endpoint.Events : InOrder(events),
                    State = enabled is not { } active ? endpoint.State : active ? WebhookState.Active : WebhookState.Disabled,
                },
                cancellationToken), [])
            : (null, problems);
    }

    /// <summary>Replaces the secret. The present one stays valid beside it for a day.</summary>
    /// <returns>The endpoint and its new secret, which cannot be read again; null if there is no such endpoint.</returns>
    public async Task<(WebhookEndpoint Endpoint, string Secret)?> ChangeSecretAsync(string id, CancellationToken cancellationToken)
    {
        var (secret, stored) = secrets.Create(id);
        return await store.ChangeAsync(id, endpoint => endpoint.WithSecret(stored, time.GetUtcNow()), cancellationToken) is { } changed ? (changed, secret) : null;
    }

    /// <summary>Sends a test message and waits for the outcome.</summary>
    /// <returns>Null if there is no such endpoint.</returns>
    public async Task<WebhookDelivery?> TestAsync(string id, CancellationToken cancellationToken)
    {
        if (await queue.StartTestAsync(id, WebhookDeliveries.Lease, cancellationToken) is not { } lease)
        {
            return null;
        }

        await deliveries.RunAsync(lease, cancellationToken);
        return await store.FindDeliveryAsync(id, lease.Id, cancellationToken);
    }

    private ImmutableArray<ValidationError> Check(string? url, IReadOnlyCollection<string>? events)
    {
        var problems = ImmutableArray.CreateBuilder<ValidationError>();
        if (url is not null && ProblemOf(url) is { } wrong)
        {
            problems.Add(new ValidationError("url", wrong));
        }

        if (events is { Count: 0 })
        {
            problems.Add(new ValidationError("events", PageText.Format(WebhookTexts.EventsMissing, string.Join(", ", WebhookEvents.All))));
        }

        if (events?.FirstOrDefault(name => !WebhookEvents.All.Contains(name)) is { } unknown)
        {
            problems.Add(new ValidationError("events", PageText.Format(WebhookTexts.EventUnknown, PageText.Short(unknown, 40), string.Join(", ", WebhookEvents.All))));
        }

        return problems.ToImmutable();
    }

    private string? ProblemOf(string url) =>
        url.Trim() is not { Length: > 0 and <= MaxUrlLength } text || !Uri.TryCreate(text, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0 || address.Fragment.Length > 0
            ? PageText.Format(WebhookTexts.UrlInvalid, MaxUrlLength)
            : guard.MayAdmit(address) ? null : WebhookTexts.UrlPrivate;

    private static string Normalize(string url) => new Uri(url.Trim()).AbsoluteUri;

    private static ImmutableArray<string> InOrder(IReadOnlyCollection<string> events) => [.. WebhookEvents.All.Where(events.Contains)];
}
