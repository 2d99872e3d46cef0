using System.Collections.Immutable;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Server.Campaigns.Api;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary>What the brief's form does. Without scripts it ends in a redirect; a script asks for JSON and stays where it is.</summary>
internal sealed class CampaignForms(
    CampaignBriefs briefs, BaseImages pictures, CampaignFiles files, ICampaignStore store, CampaignBoards boards, TimeProvider time)
{
    public static Task<IResult> CreateAsync([FromForm] IFormCollection form, HttpRequest request, [FromServices] CampaignForms forms, CancellationToken cancellationToken) =>
        forms.TakeAsync(null, form, request, cancellationToken);

    public static Task<IResult> SaveAsync(string id, [FromForm] IFormCollection form, HttpRequest request, [FromServices] CampaignForms forms, CancellationToken cancellationToken) =>
        forms.TakeAsync(id, form, request, cancellationToken);

    private async Task<IResult> TakeAsync(string? id, IFormCollection form, HttpRequest request, CancellationToken cancellationToken)
    {
        var before = id is null ? null : await pictures.FindAsync(id, cancellationToken);
        if (id is not null && before is null)
        {
            return Missing(request);
        }

        var (brief, problems) = BriefFields.Read(form, before?.Campaign.Brief ?? SampleBrief.Value);
        var outcome = problems.IsEmpty ? await KeepAsync(before?.Campaign, form, brief, cancellationToken) : new CampaignOutcome.Invalid(problems);
        if (outcome is CampaignOutcome.Done(var kept))
        {
            outcome = await DoAsync(form["do"].ToString(), kept, cancellationToken);
        }

        if (outcome is CampaignOutcome.Invalid(var wrong))
        {
            outcome = new CampaignOutcome.Invalid(BriefFieldPaths.Map(wrong, brief));
        }

        return IsScript(request) ? Message(outcome) : await ShownAsync(outcome, before?.Campaign, brief, cancellationToken);
    }

    /// <summary>Saves the brief, and the files that came with it.</summary>
    private async Task<CampaignOutcome> KeepAsync(Campaign? before, IFormCollection form, Brief brief, CancellationToken cancellationToken)
    {
        var version = long.TryParse(form["version"], out var seen) ? seen : 0;
        var (sent, wrong) = await BriefFiles.ReadAsync(form, files, cancellationToken);
        if (!wrong.IsEmpty)
        {
            return new CampaignOutcome.Invalid(wrong);
        }

        brief = await DressAsync(brief, form, cancellationToken);
        if (before is null)
        {
            var created = await briefs.CreateAsync(brief, cancellationToken);
            if (created is not CampaignOutcome.Done(var snapshot) || sent.IsEmpty)
            {
                return created;
            }

            (before, version) = (snapshot.Campaign, snapshot.Campaign.Version);
        }

        var look = brief.Look;
        foreach (var file in sent)
        {
            var (asset, _) = await files.StoreAsync(before.Id, file.Name, file.Bytes, cancellationToken);
            look = file.Field == BriefFiles.Logo ? look with { Logo = asset } : look with { Font = asset };
        }

        return await briefs.SaveAsync(before.Id, version, brief with { Look = look }, cancellationToken);
    }

    /// <summary>The brief as the pressed button wants it: without its logo, or in the look and tone of a brand kit.</summary>
    private async Task<Brief> DressAsync(Brief brief, IFormCollection form, CancellationToken cancellationToken) => form["do"].ToString() switch
    {
        "remove-logo" => brief with { Look = brief.Look with { Logo = null } },
        "use-kit" when await store.FindKitAsync(form["kit"].ToString(), cancellationToken) is { } kit => brief with
        {
            Look = kit.Look,
            Tone = kit.Tone.Length > 0 ? kit.Tone : brief.Tone,
            WordsToAvoid = [.. brief.WordsToAvoid.Union(kit.WordsToAvoid, StringComparer.OrdinalIgnoreCase)],
        },
        _ => brief,
    };

    private async Task<CampaignOutcome> DoAsync(string what, CampaignSnapshot kept, CancellationToken cancellationToken)
    {
        var id = kept.Campaign.Id;
        if (what == "keep-kit")
        {
            var brief = kept.Campaign.Brief;
            var name = brief.Brand.Length > 0 ? brief.Brand : brief.Name;
            var (_, problems) = await briefs.SaveKitAsync(new BrandKit(Ids.New(time), name, brief.Look, brief.Tone, brief.WordsToAvoid), cancellationToken);
            return problems.IsEmpty ? new CampaignOutcome.Done(kept) : new CampaignOutcome.Invalid(problems);
        }

        if (what != "generate")
        {
            return new CampaignOutcome.Done(kept);
        }

        await briefs.AddPromptsAsync(id, cancellationToken);
        var start = await pictures.GenerateAsync(id, null, cancellationToken);
        return start is { Refused: { } why }
            ? new CampaignOutcome.Refused(why)
            : await pictures.FindAsync(id, cancellationToken) is { } now ? new CampaignOutcome.Done(now) : new CampaignOutcome.NotFound();
    }

    private async Task<IResult> ShownAsync(CampaignOutcome outcome, Campaign? before, Brief brief, CancellationToken cancellationToken)
    {
        if (outcome is CampaignOutcome.Done(var snapshot))
        {
            return new SeeOther($"/campaigns/{snapshot.Campaign.Id}");
        }

        var board = before is null
            ? await boards.NewAsync(brief, cancellationToken)
            : await boards.FindAsync(before.Id, BoardFilter.None, cancellationToken);
        return board is null
            ? NotFoundPage.Page("There is no such campaign.")
            : ShowCampaign.Page(board with { Campaign = board.Campaign with { Brief = brief }, Problems = CampaignErrorText.From(outcome) }, null, StatusCodes.Status400BadRequest);
    }

    private static IResult Message(CampaignOutcome outcome) => outcome switch
    {
        CampaignOutcome.Done(var snapshot) => TypedResults.Ok(new { snapshot.Campaign.Id, snapshot.Campaign.Version }),
        CampaignOutcome.Stale => Problems.From(StatusCodes.Status409Conflict, FailureCode.InvalidRequest, "Changed elsewhere.", "Somebody saved this campaign meanwhile. Reload the page."),
        _ => Problems.Invalid(CampaignErrorText.From(outcome)),
    };

    private static IResult Missing(HttpRequest request) =>
        IsScript(request) ? Problems.NotFound("There is no such campaign.") : NotFoundPage.Page("There is no such campaign.");

    internal static bool IsScript(HttpRequest request) => request.Headers.Accept.ToString().StartsWith("application/json", StringComparison.Ordinal);
}
