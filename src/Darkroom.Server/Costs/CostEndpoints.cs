using Darkroom.Server.Costs.Api;

namespace Darkroom.Server.Costs;

internal static class CostEndpoints
{
    public static void MapCosts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/costs").WithTags("Costs");
        group.MapGet("/", ListCosts.HandleAsync).WithSummary("What each provider cost, day by day").ProducesProblem(400);
        group.MapGet("/estimate", EstimateCost.Handle).WithSummary("What a request would cost").ProducesProblem(400);
    }
}
