using Darkroom.Server.Imports.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Imports.Pages;

/// <summary>The page that imports images.</summary>
internal static class ShowImport
{
    public static IResult Handle() => new RazorComponentResult<ImportPage>();

    /// <summary>Imports for a page without scripts, and shows the report.</summary>
    public static async Task<IResult> RunAsync(HttpContext context, ImportRequests imports, ImportGate gate)
    {
        using var place = gate.TryEnter();
        if (place is null)
        {
            return Page(ProblemTexts.ImportsRunning, StatusCodes.Status429TooManyRequests);
        }

        using var end = EventStream.EndOf(context);
        var import = await imports.OpenAsync(context.Request, end.Token);
        return import.Results is null
            ? Page(import.Message!, import.Problem!.StatusCode, import.Fields)
            : new RazorComponentResult<ImportPage>(new { Report = await ImportReportView.CollectAsync(import.Results) });
    }

    private static RazorComponentResult<ImportPage> Page(string problem, int status, ImportFields? fields = null) =>
        new(new { Problem = problem, Fields = fields }) { StatusCode = status };
}
