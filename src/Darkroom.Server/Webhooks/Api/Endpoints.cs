using Darkroom.Server.Webhooks.Pages;
using Darkroom.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Webhooks.Api;

/// <summary><c>/api/webhooks</c>: the operator adds, changes, tests and deletes endpoints, and reads their deliveries.</summary>
internal static class Endpoints
{
    private const int DefaultLimit = 50;

    private static ProblemHttpResult Missing => Problems.NotFound(WebhookTexts.NoEndpoint);

    /// <summary><c>GET /api/webhooks</c>.</summary>
    public static async Task<Ok<WebhookListView>> ListAsync(IWebhookStore store, TimeProvider time, CancellationToken cancellationToken) =>
        TypedResults.Ok(new WebhookListView([.. (await store.ListAsync(cancellationToken)).Select(endpoint => WebhookView.From(endpoint, time.GetUtcNow()))]));

    /// <summary><c>POST /api/webhooks</c>.</summary>
    public static async Task<Results<Created<WebhookView>, ProblemHttpResult>> AddAsync(
        WebhookBody body, EndpointChanges changes, SecurityLog log, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        var (endpoint, secret, problems) = await changes.AddAsync(body.Url, body.Events, cancellationToken);
        if (endpoint is null)
        {
            return Problems.Invalid(problems);
        }

        log.SettingsChanged(context, $"webhook {endpoint.Id}");
        return TypedResults.Created($"/api/webhooks/{endpoint.Id}", WebhookView.From(endpoint, time.GetUtcNow(), secret));
    }

    /// <summary><c>GET /api/webhooks/{id}</c>.</summary>
    public static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> FindAsync(
        string id, IWebhookStore store, TimeProvider time, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await store.FindAsync(id, cancellationToken) is { } endpoint ? TypedResults.Ok(WebhookView.From(endpoint, time.GetUtcNow())) : Missing;

    /// <summary><c>PATCH /api/webhooks/{id}</c>.</summary>
    public static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> ChangeAsync(
        string id, WebhookChangeBody body, EndpointChanges changes, SecurityLog log, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id))
        {
            return Missing;
        }

        var (endpoint, problems) = await changes.ChangeAsync(id, body.Url, body.Events, body.Enabled, cancellationToken);
        if (endpoint is null)
        {
            return problems.IsEmpty ? Missing : Problems.Invalid(problems);
        }

        log.SettingsChanged(context, $"webhook {id}");
        return TypedResults.Ok(WebhookView.From(endpoint, time.GetUtcNow()));
    }

    /// <summary><c>DELETE /api/webhooks/{id}</c>.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, IWebhookStore store, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || !await store.DeleteAsync(id, cancellationToken))
        {
            return Missing;
        }

        log.Deleted(context, "webhook", id);
        return TypedResults.NoContent();
    }

    /// <summary><c>POST /api/webhooks/{id}/secret</c>.</summary>
    public static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> ChangeSecretAsync(
        string id, EndpointChanges changes, SecurityLog log, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || await changes.ChangeSecretAsync(id, cancellationToken) is not var (endpoint, secret))
        {
            return Missing;
        }

        log.SettingsChanged(context, $"secret of webhook {id}");
        return TypedResults.Ok(WebhookView.From(endpoint, time.GetUtcNow(), secret));
    }

    /// <summary><c>POST /api/webhooks/{id}/test</c>.</summary>
    public static async Task<Results<Ok<DeliveryView>, ProblemHttpResult>> TestAsync(string id, EndpointChanges changes, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await changes.TestAsync(id, cancellationToken) is { } delivery ? TypedResults.Ok(DeliveryView.From(delivery)) : Missing;

    /// <summary><c>GET /api/webhooks/{id}/deliveries</c>.</summary>
    public static async Task<Results<Ok<DeliveryListView>, ProblemHttpResult>> DeliveriesAsync(
        string id, string? cursor, string? limit, IWebhookStore store, CancellationToken cancellationToken)
    {
        if (!QueryParameters.TryReadNumber(limit, "limit", (1, IWebhookStore.MaxLimit, DefaultLimit), out var count, out var error))
        {
            return Problems.Invalid(error);
        }

        if (cursor is not null && !Ids.IsWellFormed(cursor))
        {
            return Problems.Invalid(new ValidationError("cursor", "Send the next_cursor of the page before, unchanged."));
        }

        if (!Ids.IsWellFormed(id) || await store.FindAsync(id, cancellationToken) is null)
        {
            return Missing;
        }

        var found = await store.DeliveriesAsync(id, cursor, count, cancellationToken);
        return TypedResults.Ok(new DeliveryListView([.. found.Select(DeliveryView.From)], found.Length == count ? found[^1].Id : null));
    }

    /// <summary><c>POST /api/webhooks/{id}/deliveries/{delivery}/replay</c>.</summary>
    public static async Task<Results<Accepted<DeliveryView>, ProblemHttpResult>> ReplayAsync(
        string id, string delivery, IWebhookStore store, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && Ids.IsWellFormed(delivery) && await store.ReplayAsync(id, delivery, cancellationToken)
            && await store.FindDeliveryAsync(id, delivery, cancellationToken) is { } replayed
            ? TypedResults.Accepted((string?)null, DeliveryView.From(replayed))
            : Problems.NotFound(WebhookTexts.NoDelivery);
}
