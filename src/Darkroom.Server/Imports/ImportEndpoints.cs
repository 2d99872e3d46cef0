using Darkroom.Keys;
using Darkroom.Server.Imports.Api;
using Darkroom.Server.Imports.Pages;

namespace Darkroom.Server.Imports;

internal static class ImportEndpoints
{
    public static void MapImports(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/gallery/import", ShowImport.Handle).ExcludeFromDescription();

        // OriginCheck replaces antiforgery tokens.
        routes.MapPost("/gallery/import", ShowImport.RunAsync).DisableAntiforgery().WithMetadata(ImportRequests.Limit).ExcludeFromDescription().Needs(KeyScope.Generate);

        routes.MapPost("/api/imports", ImportImages.HandleAsync).WithTags("Images")
            .WithSummary("Import images of other programs: files, a zip, or a folder of the server")
            .Accepts<IFormFile>("multipart/form-data", "application/zip", "application/json").WithMetadata(ImportRequests.Limit)
            .WithMetadata(new StreamedEvents(("file", typeof(ImportedFileView)), ("complete", typeof(ImportReportView)), ("error", typeof(ImportedFileView)), ("heartbeat", null)))
            .Produces<ImportReportView>().ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(429).Needs(KeyScope.Generate);
    }
}
