using Darkroom.Server.Campaigns.Api;

namespace Darkroom.Server.Campaigns;

/// <summary>What goes out of a campaign and comes into it as files.</summary>
internal static class ExportEndpoints
{
    public static void MapCampaignFiles(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/campaigns/{id}").WithTags("Campaigns");
        group.MapMethods("/export", ["GET", "POST"], ExportCampaign.HandleAsync).WithSummary("The approved creatives as a zip")
            .Produces(200, contentType: "application/zip").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        group.MapPost("/import", ImportSheet.HandleAsync).WithSummary("Texts from a sheet: what would change, or with apply=true the change")
            .Accepts<byte[]>("text/csv", "multipart/form-data").WithMetadata(ImportSheet.Limit)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415);
    }
}
