using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using Darkroom.Imaging.Drawing;
using Darkroom.Server.Campaigns.Api;
using Microsoft.AspNetCore.Mvc;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Server.Campaigns.Pages;

internal static class CreativeForms
{
    public static async Task<IResult> EditAsync(
        string id, string key, [AsParameters] BoardFilter filter, [FromForm] IFormCollection form, CampaignBriefs briefs, CreativeReviews reviews, BaseImages images, CampaignBoards boards, HttpContext context, CancellationToken cancellationToken)
    {
        if (!CreativeKey.TryParse(key, out var creativeKey))
        {
            return ShowCreative.NotFound;
        }

        var (problem, creative) = await EditCreative.SaveAsync(id, creativeKey, Read(form), briefs, reviews, cancellationToken);
        if (problem is CampaignOutcome.NotFound)
        {
            return ShowCreative.NotFound;
        }

        var refused = problem is null ? "" : PageText.Messages(CampaignResults.ErrorsOf(problem));
        if (creative is not null && form["do"] == "regenerate")
        {
            refused = RefusalOf(await images.RegenerateAsync(id, creative.Image.Key, cancellationToken));
        }

        var inEditor = form["back"] == "editor";
        return refused.Length == 0 ? new SeeOther(inEditor ? $"/campaigns/{id}/creatives/{key}" : $"/campaigns/{id}{filter.Query}")
            : inEditor ? await ShowCreative.PageAsync(id, key, refused, context, cancellationToken)
            : await RefusedAsync(id, filter, refused, boards, cancellationToken);
    }

    /// <summary>Approves everything that the filter in the address selects, on all pages.</summary>
    public static async Task<IResult> ApproveAsync(
        string id, [AsParameters] BoardFilter filter, HttpRequest request, CampaignBriefs briefs, CancellationToken cancellationToken)
    {
        var approved = await briefs.ApproveAsync(id, filter.ToCreativeFilter(), cancellationToken);
        return CampaignForms.IsScript(request)
            ? approved is null ? CampaignResults.NoCampaign : TypedResults.Ok(new { approved })
            : approved is null ? CampaignForms.NoCampaignPage : new SeeOther($"/campaigns/{id}{filter.Query}");
    }

    public static async Task<IResult> PromptsAsync(
        string id, [FromForm] IFormCollection form, CampaignBriefs briefs, BaseImages images, CampaignBoards boards, CancellationToken cancellationToken)
    {
        var action = form["do"].ToString();
        if (action == "rewrite")
        {
            await briefs.WritePromptsAsync(id, cancellationToken);
            return new SeeOther($"/campaigns/{id}");
        }

        var problems = new List<string>();
        foreach (var (name, prompt) in form)
        {
            if (name.StartsWith("prompt.", StringComparison.Ordinal) && TryParsePlace(name["prompt.".Length..], out var key)
                && await briefs.SaveImageAsync(id, key, prompt.ToString(), null, cancellationToken) is var outcome and not CampaignOutcome.Done)
            {
                problems.Add(PageText.Format(CampaignTexts.PromptProblem, key.Concept + 1, Wire.Name(key.Shape), PageText.Messages(CampaignResults.ErrorsOf(outcome))));
            }
        }

        if (problems.Count == 0 && action.StartsWith("regenerate:", StringComparison.Ordinal) && TryParsePlace(action["regenerate:".Length..], out var image)
            && RefusalOf(await images.RegenerateAsync(id, image, cancellationToken)) is { Length: > 0 } refused)
        {
            problems.Add(refused);
        }

        return problems.Count == 0
            ? new SeeOther($"/campaigns/{id}")
            : await RefusedAsync(id, BoardFilter.None, string.Join(' ', problems), boards, cancellationToken);
    }

    public static async Task<IResult> ShareAsync(
        string id, [FromForm] IFormCollection form, HttpContext context, CampaignReviews reviews, CampaignBoards boards, TimeProvider time, CancellationToken cancellationToken)
    {
        var services = context.RequestServices;
        var script = CampaignForms.IsScript(context.Request);
        if (Text(form, "name") is not { Length: > 0 } name)
        {
            return script
                ? Problems.Invalid(new ValidationError("name", CampaignTexts.ShareNeedsName))
                : await RefusedAsync(id, BoardFilter.None, CampaignTexts.ShareNeedsName, boards, cancellationToken);
        }

        var days = int.TryParse(form["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var requested) ? Math.Clamp(requested, 1, 365) : 7;
        var (link, token, problems) = await reviews.CreateAsync(id, time.GetUtcNow().AddDays(days), name, cancellationToken);
        if (link is null)
        {
            return problems.IsEmpty ? CampaignForms.NoCampaignPage
                : script ? Problems.Invalid(problems)
                : await RefusedAsync(id, BoardFilter.None, PageText.Messages(problems), boards, cancellationToken);
        }

        services.GetRequiredService<SecurityLog>().LinkCreated(context, id, link.Id, link.Name);
        var address = services.GetRequiredService<PublicAddress>().From(context.Request, $"/review/{token}");
        if (script)
        {
            return TypedResults.Ok(new { made = address });
        }

        return await boards.FindAsync(id, BoardFilter.None, cancellationToken) is { } board ? ShowCampaign.Page(board, address) : CampaignForms.NoCampaignPage;
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
        string id, BoardFilter filter, string reason, CampaignBoards boards, CancellationToken cancellationToken) =>
        await boards.FindAsync(id, filter, cancellationToken) is { } board
            ? ShowCampaign.Page(board with { Refused = reason }, null, StatusCodes.Status400BadRequest)
            : CampaignForms.NoCampaignPage;

    /// <summary>Returns why an image was not started; empty if it was.</summary>
    private static string RefusalOf(StartOutcome? start) => PageText.Messages(start?.Errors ?? []);

    private static CreativeEdit Read(IFormCollection form) => new()
    {
        Headline = Text(form, "headline"),
        CallToAction = Text(form, "call_to_action"),
        SmallPrint = Text(form, "small_print"),
        Template = Text(form, "template"),
        Placement = Text(form, "placement"),
        Comment = Text(form, "comment"),
        Approval = Enum.TryParse<Approval>(form["approval"], ignoreCase: true, out var approval) ? approval : null,
        Focus = Share(form["focus_x"]) is { } x && Share(form["focus_y"]) is { } y ? new FocusPoint(x, y) : null,
    };

    internal static string? Text(IFormCollection form, string name) => form.TryGetValue(name, out var text) ? text.ToString().Trim() : null;

    private static double? Share(string? percent) =>
        double.TryParse(percent, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number / 100 : null;

    private static bool TryParsePlace(string text, out BaseImageKey key)
    {
        key = default;
        return text.Split('.') is [var concept, var shape] && CampaignResults.TryReadKey(concept, shape, out key);
    }
}
