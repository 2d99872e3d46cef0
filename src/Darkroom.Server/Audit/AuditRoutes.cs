using Darkroom.Server.Audit.Api;
using Darkroom.Server.Audit.Pages;

namespace Darkroom.Server.Audit;

internal static class AuditRoutes
{
    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/audit").WithTags("Audit").ForOperator();
        group.MapGet("/", ListAudit.HandleAsync).WithSummary("The audit log of the last 400 days, newest first, a page at a time").ProducesProblem(400).ProducesProblem(403);
        group.MapGet("/csv", ExportAudit.Handle).WithSummary("The audit log as a CSV file, newest first").Produces<string>(200, "text/csv").ProducesProblem(400).ProducesProblem(403);
        routes.MapGet(ShowAudit.Path, ShowAudit.HandleAsync).ExcludeFromDescription().ForOperator();
    }
}
