using System.Globalization;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using Darkroom.Generations;
using Darkroom.Imaging.Drawing;
using Darkroom.Server.Campaigns.Api;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Mvc;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary>The forms of single creatives, prompts and review links, when no script takes them over.</summary>
internal static class CreativeForms
{
    public static async Task<IResult> EditAsync(
        string id, string key, [AsParameters] BoardFilter filter, [FromForm] IFormCollection form, CampaignBriefs briefs, BaseImages pictures, CampaignBoards boards, CancellationToken cancellationToken)
    {
        if (!CreativeKey.TryParse(key, out var creative) || await pictures.FindAsync(id, cancellationToken) is not { } snapshot || CreativeMatrix.Find(snapshot.Campaign, creative) is not { } seen)
        {
            return NotFoundPage.Page("There is no such creative.");
        }

        var (outcome, _) = await briefs.EditAsync(id, creative, Read(form), cancellationToken);
        var wrong = outcome is CampaignOutcome.Done ? "" : ToText(CampaignErrorText.From(outcome));
        if (wrong.Length == 0 && form["do"] == "regenerate")
        {
            wrong = Refusal(await pictures.RegenerateAsync(id, new BaseImageKey(creative.Concept, seen.Picture.Shape), cancellationToken));
        }

        var inEditor = form["back"] == "editor";
        return wrong.Length == 0 ? new SeeOther(inEditor ? $"/campaigns/{id}/creatives/{key}" : $"/campaigns/{id}{filter.Query}")
            : inEditor ? await ShowCreative.PageAsync(id, key, wrong, pictures, boards, cancellationToken)
            : await RefusedAsync(id, filter, wrong, boards, cancellationToken);
    }

    public static async Task<IResult> PromptsAsync(
        string id, [FromForm] IFormCollection form, CampaignBriefs briefs, BaseImages pictures, CampaignBoards boards, CancellationToken cancellationToken)
    {
        var what = form["do"].ToString();
        if (what == "rewrite")
        {
            await briefs.MakePromptsAsync(id, cancellationToken);
            return new SeeOther($"/campaigns/{id}");
        }

        var wrong = new List<string>();
        foreach (var (name, prompt) in form)
        {
            if (name.StartsWith("prompt.", StringComparison.Ordinal) && TryParsePlace(name[7..], out var cell)
                && await briefs.SaveImageAsync(id, cell, prompt.ToString(), null, cancellationToken) is var outcome and not CampaignOutcome.Done)
            {
                wrong.Add($"Concept {cell.Concept + 1}, {Wire.Name(cell.Shape)}: {ToText(CampaignErrorText.From(outcome))}");
            }
        }

        if (wrong.Count == 0 && what.StartsWith("regenerate:", StringComparison.Ordinal) && TryParsePlace(what[11..], out var wanted)
            && Refusal(await pictures.RegenerateAsync(id, wanted, cancellationToken)) is { Length: > 0 } refused)
        {
            wrong.Add(refused);
        }

        return wrong.Count == 0
            ? new SeeOther($"/campaigns/{id}")
            : await RefusedAsync(id, BoardFilter.None, string.Join(' ', wrong), boards, cancellationToken);
    }

    public static async Task<IResult> ShareAsync(
        string id, [FromForm] IFormCollection form, HttpContext context, CampaignReviews reviews, CampaignBoards boards, TimeProvider time, CancellationToken cancellationToken)
    {
        var services = context.RequestServices;
        var script = CampaignForms.IsScript(context.Request);
        if (Text(form, "name") is not { Length: > 0 } name)
        {
            const string NoName = "Write whom the link is for: that name signs the decisions.";
            return script ? Problems.Invalid(new ValidationError("name", NoName)) : await RefusedAsync(id, BoardFilter.None, NoName, boards, cancellationToken);
        }

        var days = int.TryParse(form["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, 365) : 7;
        var (link, token, problems) = await reviews.OpenAsync(id, time.GetUtcNow().AddDays(days), name, cancellationToken);
        if (link is null)
        {
            return problems.IsEmpty ? NotFoundPage.Page("There is no such campaign.")
                : script ? Problems.Invalid(problems)
                : await RefusedAsync(id, BoardFilter.None, ToText(problems), boards, cancellationToken);
        }

        services.GetRequiredService<SecurityLog>().LinkCreated(context, id, link.Id, link.Name);
        var address = services.GetRequiredService<PublicAddress>().From(context.Request, $"/review/{token}");
        if (script)
        {
            return TypedResults.Ok(new { made = address });
        }

        return await boards.FindAsync(id, BoardFilter.None, cancellationToken) is { } board
            ? ShowCampaign.Page(board, address)
            : NotFoundPage.Page("There is no such campaign.");
    }

    public static async Task<IResult> RevokeAsync(
        string id, string link, HttpContext context, ICampaignStore store, SecurityLog log, CancellationToken cancellationToken)
    {
        if (await store.RevokeLinkAsync(id, link, cancellationToken))
        {
            log.LinkRevoked(context, id, link);
        }

        return CampaignForms.IsScript(context.Request) ? TypedResults.Ok(new { }) : new SeeOther($"/campaigns/{id}");
    }

    private static async Task<IResult> RefusedAsync(
        string id, BoardFilter filter, string wrong, CampaignBoards boards, CancellationToken cancellationToken) =>
        await boards.FindAsync(id, filter, cancellationToken) is { } board
            ? ShowCampaign.Page(board with { Refused = wrong }, null, StatusCodes.Status400BadRequest)
            : NotFoundPage.Page("There is no such campaign.");

    /// <summary>Why a picture is not made; empty when it is.</summary>
    private static string Refusal(StartOutcome? start) =>
        start is null or StartOutcome.Accepted ? "" : ToText(CampaignErrorText.From(new CampaignOutcome.Refused(start)));

    private static string ToText(IEnumerable<ValidationError> problems) => string.Join(' ', problems.Select(problem => problem.Message));

    private static CreativeEdit Read(IFormCollection form) => new()
    {
        Headline = Text(form, "headline"),
        CallToAction = Text(form, "call_to_action"),
        SmallPrint = Text(form, "small_print"),
        Template = Text(form, "template"),
        Comment = Text(form, "comment"),
        Approval = Enum.TryParse<Approval>(form["approval"], ignoreCase: true, out var approval) ? approval : null,
        Focus = Share(form["focus_x"]) is { } x && Share(form["focus_y"]) is { } y ? new FocusPoint(x, y) : null,
    };

    internal static string? Text(IFormCollection form, string name) => form.TryGetValue(name, out var text) ? text.ToString().Trim() : null;

    private static double? Share(string? percent) =>
        double.TryParse(percent, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number / 100 : null;

    private static bool TryParsePlace(string text, out BaseImageKey cell)
    {
        cell = default;
        return text.Split('.') is [var concept, var shape] && CampaignResults.TryReadCell(concept, shape, out cell);
    }
}
