using Darkroom.Server.Webhooks.Api;
using Darkroom.Server.Webhooks.Pages;

namespace Darkroom.Server.Webhooks;

internal static class WebhookRoutes
{
    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        MapApi(routes.MapGroup("/api/webhooks").WithTags("Webhooks"));

        // OriginCheck replaces antiforgery tokens.
        var pages = routes.MapGroup("/settings/webhooks").ExcludeFromDescription().ForOperator().DisableAntiforgery();
        pages.MapGet("/", ShowWebhooks.ListAsync);
        pages.MapPost("/", ShowWebhooks.AddAsync);
        pages.MapGet("/{id}", ShowWebhooks.ShowAsync);
        pages.MapPost("/{id}", ShowWebhooks.ChangeAsync);
    }

    private static void MapApi(RouteGroupBuilder group)
    {
        group.ForOperator().AddEndpointFilter(KnownFields.CheckAsync);
        group.MapGet("/", Endpoints.ListAsync).WithSummary("The endpoints that get events; for the operator only").ProducesProblem(403);
        group.MapPost("/", Endpoints.AddAsync).WithSummary("Add an endpoint; only this response has its secret").ProducesProblem(400).ProducesProblem(403);
        group.MapGet("/{id}", Endpoints.FindAsync).WithSummary("One endpoint").ProducesProblem(403).ProducesProblem(404);
        group.MapPatch("/{id}", Endpoints.ChangeAsync).WithSummary("Change the address or the events of an endpoint, disable or enable it")
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        group.MapDelete("/{id}", Endpoints.DeleteAsync).WithSummary("Delete an endpoint and the log of its deliveries").ProducesProblem(403).ProducesProblem(404);
        group.MapPost("/{id}/secret", Endpoints.ChangeSecretAsync)
            .WithSummary("Change the secret; for 24 hours messages are signed with the previous one too").ProducesProblem(403).ProducesProblem(404);
        group.MapPost("/{id}/test", Endpoints.TestAsync).WithSummary("Send a test event and wait for the outcome").ProducesProblem(403).ProducesProblem(404);
        group.MapGet("/{id}/deliveries", Endpoints.DeliveriesAsync).WithSummary("The deliveries of the last 30 days with their attempts, newest first, a page at a time")
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        group.MapPost("/{id}/deliveries/{delivery}/replay", Endpoints.ReplayAsync).WithSummary("Send a message again, under the same id")
            .ProducesProblem(403).ProducesProblem(404);
    }
}
