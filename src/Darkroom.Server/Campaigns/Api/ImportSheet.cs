using System.Collections.Immutable;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Import;
using Darkroom.Generations;
using Darkroom.Server.Campaigns.Pages;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>What a sheet changes, or would change.</summary>
/// <param name="Version">The campaign's, with the sheet's texts where they were applied.</param>
/// <param name="LanguagesRemoved">Languages of the campaign that the sheet does not have.</param>
/// <param name="CreativesBefore">How many creatives the brief asked for.</param>
/// <param name="Notices">What was passed over, in sentences.</param>
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
    internal static SheetView From(SheetOutcome.Done done) => new(
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
/// ends on the page when no script sends it.
/// </summary>
internal static class ImportSheet
{
    /// <summary>Room for the table of the largest campaign's package, which has every prompt in it.</summary>
    public static readonly SizeLimit Limit = new(16 * HttpSetup.MaxBody, "A sheet may have at most 16 MiB.");

    private static readonly string[] Csv = ["text/csv", "text/tab-separated-values", "text/plain"];

    public static async Task<Results<Ok<SheetView>, ProblemHttpResult>> HandleAsync(
        string id, string? apply, CampaignSheets sheets, HttpRequest request, CancellationToken cancellationToken)
    {
        if (apply is not (null or "" or "true" or "false"))
        {
            return Problems.Invalid(new ValidationError("apply", "Write true to save, or false to see what would change."));
        }

        var (bytes, problem) = await ReadAsync(request, cancellationToken);
        if (bytes is null)
        {
            return problem!;
        }

        return await sheets.ImportAsync(id, bytes, apply == "true", cancellationToken) switch
        {
            SheetOutcome.Done done => TypedResults.Ok(SheetView.From(done)),
            SheetOutcome.Invalid(var problems) => Problems.Invalid(problems),
            SheetOutcome.Stale(var version) => Problems.Stale(version),
            _ => Problems.NotFound("There is no such campaign."),
        };
    }

    /// <summary>The page's form: always applies.</summary>
    public static async Task<IResult> FormAsync(
        string id, CampaignSheets sheets, CampaignBoards boards, HttpRequest request, CancellationToken cancellationToken)
    {
        var answer = (await HandleAsync(id, "true", sheets, request, cancellationToken)).Result;
        if (CampaignForms.IsScript(request))
        {
            return answer;
        }

        return answer is not ProblemHttpResult { ProblemDetails: var wrong }
            ? new SeeOther($"/campaigns/{id}")
            : await boards.FindAsync(id, BoardFilter.None, cancellationToken) is { } board
                ? ShowCampaign.Page(board with { SheetProblems = SentencesOf(wrong) }, null, wrong.Status ?? StatusCodes.Status400BadRequest)
                : NotFoundPage.Page("There is no such campaign.");
    }

    /// <summary>Each with its line of the sheet, where it has one.</summary>
    private static ImmutableArray<string> SentencesOf(ProblemDetails wrong) =>
        wrong.Extensions.TryGetValue("errors", out var value) && value is Dictionary<string, string[]> errors
            ? [.. errors.SelectMany(place => place.Value.Select(sentence =>
                place.Key.StartsWith("line ", StringComparison.Ordinal) ? $"L{place.Key[1..]}: {sentence}" : sentence))]
            : [wrong.Detail ?? ""];

    private static async Task<(byte[]? Bytes, ProblemHttpResult? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        if (Csv.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            return (await ReadAsync(request.Body, cancellationToken), null);
        }

        if (!request.HasFormContentType)
        {
            return (null, Problems.From(
                StatusCodes.Status415UnsupportedMediaType,
                FailureCode.InvalidRequest,
                "Not a sheet.",
                "Send CSV, with the header Content-Type: text/csv, or a form with one file."));
        }

        try
        {
            var form = await request.ReadFormAsync(new FormOptions { MemoryBufferThreshold = (int)HttpSetup.MaxBody }, cancellationToken);
            if (form.Files.Count == 1)
            {
                await using var file = form.Files[0].OpenReadStream();
                return (await ReadAsync(file, cancellationToken), null);
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            // What cannot be read as a form has no file either.
        }

        return (null, Problems.Invalid(new ValidationError("sheet", "Send a form with exactly one file.")));
    }

    private static async Task<byte[]> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }
}
