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
            return Page(Problems.Busy("Other imports are running. Try again when one of them has ended."));
        }

        using var end = EventStream.EndOf(context);
        var (results, problem) = await imports.OpenAsync(context.Request, end.Token);
        return results is null ? Page(problem!) : new RazorComponentResult<ImportPage>(new { Report = await ImportReportView.CollectAsync(results) });
    }

    private static RazorComponentResult<ImportPage> Page(ProblemHttpResult problem) =>
        new(new { Problem = problem.ProblemDetails.Detail }) { StatusCode = problem.StatusCode };
}
