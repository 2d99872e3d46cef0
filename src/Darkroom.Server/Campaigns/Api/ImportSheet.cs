using System.Collections.Immutable;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Import;
using Darkroom.Server.Campaigns.Pages;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>What a sheet changes, or would change.</summary>
/// <param name="Version">The campaign's version, after the change if it was applied.</param>
/// <param name="LanguagesRemoved">The campaign's languages that are not in the sheet.</param>
/// <param name="CreativesBefore">How many creatives the brief had.</param>
/// <param name="Notices">What was ignored, one sentence each.</param>
public sealed record SheetView(
    bool Applied,
    long Version,
    ImmutableArray<CampaignCopy> Copy,
    ImmutableArray<string> Products,
    ImmutableArray<string> LanguagesRemoved,
    long CreativesBefore,
    long CreativesAfter,
    ImmutableArray<string> Notices)
{
    internal static SheetView From(SheetImport done) => new(
        done.Saved is not null,
        done.Saved ?? done.Before.Version,
        done.After.Copy,
        done.Reading.Products,
        [.. done.Before.Brief.Copy.Select(copy => copy.Language).Except(done.After.Copy.Select(copy => copy.Language), StringComparer.OrdinalIgnoreCase)],
        Count(done.Before.Brief),
        Count(done.After),
        done.Reading.Notices);

    private static long Count(Brief brief) => brief.Copy.Sum(copy => (long)copy.Headlines.Length * copy.CallsToAction.Length)
        * brief.Concepts * (brief.Formats.Length + brief.CustomSizes.Length);
}

/// <summary>
/// <c>POST /api/campaigns/{id}/import</c>: a sheet as the body or as a form's file. <c>POST /campaigns/{id}/import</c>: the page's form, which
/// leads back to the page if it is sent without a script.
/// </summary>
internal static class ImportSheet
{
    /// <summary>Large enough for the table of the largest campaign's package, which contains every prompt.</summary>
    public static readonly SizeLimit Limit = new(16 * HttpSetup.MaxBody, "A sheet may have at most 16 MiB.");

    private static readonly string[] Csv = ["text/csv", "text/tab-separated-values", "text/plain"];

    public static async Task<Results<Ok<SheetView>, ProblemHttpResult>> HandleAsync(
        string id, string? apply, CampaignSheets sheets, HttpRequest request, CancellationToken cancellationToken)
    {
        if (apply is not (null or "" or "true" or "false"))
        {
            return Problems.Invalid(new ValidationError("apply", "Send true to save, or false to see what would change."));
        }

        var (bytes, problem) = await ReadAsync(request, cancellationToken);
        if (bytes is null)
        {
            return problem!;
        }

        return await sheets.ImportAsync(id, bytes, apply == "true", cancellationToken) switch
        {
            ({ } done, _) => TypedResults.Ok(SheetView.From(done)),
            (_, CampaignOutcome.Invalid(var problems)) => Problems.Invalid(problems),
            (_, CampaignOutcome.Stale(var version)) => Problems.Stale(version),
            _ => Problems.NotFound(ProblemTexts.NoCampaign),
        };
    }

    /// <summary>The page's form: always applies.</summary>
    public static async Task<IResult> FormAsync(
        string id, CampaignSheets sheets, CampaignBoards boards, HttpRequest request, CancellationToken cancellationToken)
    {
        var result = (await HandleAsync(id, "true", sheets, request, cancellationToken)).Result;
        if (CampaignForms.IsScript(request))
        {
            return result;
        }

        return result is not ProblemHttpResult { ProblemDetails: var problem }
            ? new SeeOther($"/campaigns/{id}")
            : await boards.FindAsync(id, BoardFilter.None, cancellationToken) is { } board
                ? ShowCampaign.Page(board with { SheetProblems = SentencesOf(problem) }, null, problem.Status ?? StatusCodes.Status400BadRequest)
                : CampaignForms.NoCampaignPage;
    }

    /// <summary>Returns the problem's sentences, each with the line of the sheet that it is about.</summary>
    private static ImmutableArray<string> SentencesOf(ProblemDetails problem) =>
        problem.Extensions.TryGetValue("errors", out var value) && value is Dictionary<string, string[]> errors
            ? [.. errors.SelectMany(place => place.Value.Select(sentence =>
                place.Key.StartsWith("line ", StringComparison.Ordinal) ? $"L{place.Key[1..]}: {sentence}" : sentence))]
            : [problem.Detail ?? ""];

    private static async Task<(byte[]? Bytes, ProblemHttpResult? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        if (Csv.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, cancellationToken);
            return (body.ToArray(), null);
        }

        if (!request.HasFormContentType)
        {
            return (null, Problems.From(
                StatusCodes.Status415UnsupportedMediaType,
                FailureCode.InvalidRequest,
                ProblemTexts.NotASheet,
                ProblemTexts.SendCsv));
        }

        return await request.TryReadFormAsync(cancellationToken) is { Files: [var file] }
            ? (await file.ReadBytesAsync(cancellationToken), null)
            : (null, Problems.Invalid(new ValidationError("sheet", ProblemTexts.OneSheet)));
    }
}
