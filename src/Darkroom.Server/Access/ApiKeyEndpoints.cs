using Darkroom.Server.Access.Api;
using Darkroom.Server.Access.Pages;

namespace Darkroom.Server.Access;

internal static class ApiKeyEndpoints
{
    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/keys").WithTags("API keys").NeedsNoApiKey().ForOperator().AddEndpointFilter(KnownFields.CheckAsync);
        group.MapGet("/", ManageApiKeys.ListAsync).WithSummary("The API keys with their use, the newest first; for the operator only").ProducesProblem(403);
        group.MapPost("/", ManageApiKeys.CreateAsync).WithSummary("Create an API key, which cannot be read afterwards").ProducesProblem(400).ProducesProblem(403);
        group.MapGet("/{id}", ManageApiKeys.GetAsync).WithSummary("One API key with its use").ProducesProblem(403).ProducesProblem(404);
        group.MapPatch("/{id}", ManageApiKeys.ChangeAsync).WithSummary("Change the name or the limits of an API key")
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        group.MapDelete("/{id}", ManageApiKeys.RevokeAsync).WithSummary("Revoke an API key at once").ProducesProblem(403).ProducesProblem(404);
        group.MapGet("/{id}/usage", ManageApiKeys.UsageAsync).WithSummary("What an API key was used for, by day")
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);

        // OriginCheck replaces antiforgery tokens.
        var pages = routes.MapGroup(ShowApiKeys.Path).ExcludeFromDescription().NeedsNoApiKey().ForOperator().DisableAntiforgery();
        pages.MapGet("/", ShowApiKeys.HandleAsync);
        pages.MapPost("/", ShowApiKeys.CreateAsync);
        pages.MapPost("/{id}", ShowApiKeys.ChangeAsync);
        pages.MapPost("/{id}/revoke", ShowApiKeys.RevokeAsync);
    }
}
