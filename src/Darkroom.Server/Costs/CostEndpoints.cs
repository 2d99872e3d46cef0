using Darkroom.Server.Costs.Api;

namespace Darkroom.Server.Costs;

internal static class CostEndpoints
{
    public static void MapCosts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/costs").WithTags("Costs");
        group.MapGet("/", ListCosts.HandleAsync).WithSummary("The cost of each provider by day").ProducesProblem(400);
        group.MapGet("/estimate", EstimateCost.HandleAsync).WithSummary("The estimated cost of a request").ProducesProblem(400);
    }
}
