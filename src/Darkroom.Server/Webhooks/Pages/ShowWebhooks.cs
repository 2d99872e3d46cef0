using Darkroom.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Webhooks.Pages;

/// <summary><c>/settings/webhooks</c>: the endpoints, and a page for each. Everything works without scripts.</summary>
internal static class ShowWebhooks
{
    private const int PageSize = 20;

    public static string PathOf(string id) => $"/settings/webhooks/{id}";

    /// <summary><c>GET /settings/webhooks</c>.</summary>
    public static async Task<IResult> ListAsync(string? deleted, IWebhookStore store, CancellationToken cancellationToken)
    {
        var endpoints = await store.ListAsync(cancellationToken);
        return new RazorComponentResult<WebhooksPage>(new
        {
            Endpoints = endpoints,
            Failing = await FailingAsync(endpoints, store, cancellationToken),
            Events = ImmutableArray.Create(WebhookEvents.GenerationCompleted, WebhookEvents.GenerationFailed),
            Done = deleted is null ? null : WebhookTexts.Deleted,
        });
    }

    /// <summary><c>POST /settings/webhooks</c>: adds an endpoint and shows its secret, this once.</summary>
    public static async Task<IResult> AddAsync([FromForm] IFormCollection form, [AsParameters] PageServices services, HttpContext context, CancellationToken cancellationToken)
    {
        var (url, events) = Read(form);
        var (endpoint, secret, problems) = await services.Changes.AddAsync(url, events, cancellationToken);
        if (endpoint is null)
        {
            var endpoints = await services.Store.ListAsync(cancellationToken);
            var failing = await FailingAsync(endpoints, services.Store, cancellationToken);
            return new RazorComponentResult<WebhooksPage>(new { Endpoints = endpoints, Failing = failing, Url = url, Events = events, Errors = problems })
            {
                StatusCode = StatusCodes.Status400BadRequest,
            };
        }

        services.Log.SettingsChanged(context, $"webhook {endpoint.Id}");
        return await PageAsync(endpoint, new Shown { Secret = secret }, services.Store, cancellationToken);
    }

    /// <summary><c>GET /settings/webhooks/{id}</c>.</summary>
    public static async Task<IResult> ShowAsync(string id, string? before, string? saved, string? replayed, IWebhookStore store, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await store.FindAsync(id, cancellationToken) is { } endpoint
            ? await PageAsync(
                endpoint,
                new Shown { Before = before, Done = saved is not null ? WebhookTexts.Saved : replayed is not null ? WebhookTexts.Replayed : null },
                store,
                cancellationToken)
            : Missing;

    /// <summary><c>POST /settings/webhooks/{id}</c>: changes, tests or deletes an endpoint, or sends a message again.</summary>
    public static async Task<IResult> ChangeAsync(
        string id, [FromForm] IFormCollection form, [AsParameters] PageServices services, HttpContext context, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || await services.Store.FindAsync(id, cancellationToken) is not { } endpoint)
        {
            return Missing;
        }

        switch (form["do"].ToString())
        {
            case "test":
                return await PageAsync(endpoint, new Shown { Tested = await services.Changes.TestAsync(id, cancellationToken) }, services.Store, cancellationToken);
            case "replay":
                return Ids.IsWellFormed(form["delivery"].ToString()) && await services.Store.ReplayAsync(id, form["delivery"].ToString(), cancellationToken)
                    ? new SeeOther(PathOf(id) + "?replayed=1#deliveries")
                    : ErrorPage.NotFound(WebhookTexts.NoDelivery);
            case "delete":
                if (await services.Store.DeleteAsync(id, cancellationToken))
                {
                    services.Log.Deleted(context, "webhook", id);
                }

                return new SeeOther("/settings/webhooks?deleted=1");
            case "secret":
                if (await services.Changes.ChangeSecretAsync(id, cancellationToken) is not var (changed, secret))
                {
                    return Missing;
                }

                services.Log.SettingsChanged(context, $"secret of webhook {id}");
                return await PageAsync(changed, new Shown { Secret = secret }, services.Store, cancellationToken);
            case "enable" or "disable":
                await services.Changes.ChangeAsync(id, null, null, form["do"] == "enable", cancellationToken);
                services.Log.SettingsChanged(context, $"webhook {id}");
                return new SeeOther(PathOf(id) + "?saved=1");
            default:
                return await SaveAsync(endpoint, form, services, context, cancellationToken);
        }
    }

    private static RazorComponentResult<NotFoundPageView> Missing => ErrorPage.NotFound(WebhookTexts.NoEndpoint);

    private static async Task<IResult> SaveAsync(
        WebhookEndpoint endpoint, IFormCollection form, PageServices services, HttpContext context, CancellationToken cancellationToken)
    {
        var (url, events) = Read(form);
        var (_, problems) = await services.Changes.ChangeAsync(endpoint.Id, url, events, null, cancellationToken);
        if (!problems.IsEmpty)
        {
            return await PageAsync(endpoint, new Shown { Url = url, Events = events, Errors = problems }, services.Store, cancellationToken);
        }

        services.Log.SettingsChanged(context, $"webhook {endpoint.Id}");
        return new SeeOther(PathOf(endpoint.Id) + "?saved=1");
    }

    /// <summary>Returns the delivery of the last attempt, by the id of its endpoint, if that failed.</summary>
    private static async Task<Dictionary<string, WebhookDelivery>> FailingAsync(
        ImmutableArray<WebhookEndpoint> endpoints, IWebhookStore store, CancellationToken cancellationToken)
    {
        var failing = new Dictionary<string, WebhookDelivery>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints.Where(endpoint => endpoint.State == WebhookState.Active))
        {
            if (EndpointFacts.FailingOf(await store.DeliveriesAsync(endpoint.Id, null, PageSize, cancellationToken)) is { } last)
            {
                failing[endpoint.Id] = last;
            }
        }

        return failing;
    }

    private static (string Url, ImmutableArray<string> Events) Read(IFormCollection form) => (form["url"].ToString(), [.. form["events"].OfType<string>()]);

    private static async Task<IResult> PageAsync(WebhookEndpoint endpoint, Shown shown, IWebhookStore store, CancellationToken cancellationToken)
    {
        var current = shown.Tested is null ? endpoint : await store.FindAsync(endpoint.Id, cancellationToken) ?? endpoint;
        var before = shown.Before is { } typed && Ids.IsWellFormed(typed) ? typed : null;
        var deliveries = await store.DeliveriesAsync(endpoint.Id, before, PageSize + 1, cancellationToken);
        return new RazorComponentResult<WebhookPage>(new
        {
            Endpoint = current,
            Failing = EndpointFacts.FailingOf(before is null ? deliveries : await store.DeliveriesAsync(endpoint.Id, null, PageSize, cancellationToken)),
            Deliveries = deliveries.Length > PageSize ? deliveries[..PageSize] : deliveries,
            Next = deliveries.Length > PageSize ? deliveries[PageSize - 1].Id : null,
            shown.Secret,
            shown.Done,
            shown.Tested,
            Url = shown.Url ?? endpoint.Url,
            Events = shown.Events ?? endpoint.Events,
            shown.Errors,
        })
        {
            StatusCode = shown.Errors.IsEmpty ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
        };
    }

    /// <summary>What a page of an endpoint shows beside what is stored.</summary>
    private sealed record Shown
    {
        public string? Before { get; init; }

        public string? Secret { get; init; }

        public string? Done { get; init; }

        public WebhookDelivery? Tested { get; init; }

        public string? Url { get; init; }

        public ImmutableArray<string>? Events { get; init; }

        public ImmutableArray<ValidationError> Errors { get; init; } = [];
    }

    /// <summary>What the forms use.</summary>
    internal sealed record PageServices(IWebhookStore Store, EndpointChanges Changes, SecurityLog Log);
}
