using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Server.Campaigns.Api;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary>Handles the brief's form. Without scripts it ends in a redirect; a script asks for JSON and stays on the page.</summary>
internal sealed class CampaignForms(
    CampaignBriefs briefs, CopyTranslations translations, BaseImages images, CampaignFiles files, ICampaignStore store, CampaignBoards boards, TimeProvider time)
{
    /// <summary>The beginning of the button's value; the language follows.</summary>
    private const string Translate = "translate:";

    public static IResult NoCampaignPage => ErrorPage.NotFound(CampaignTexts.NoCampaign);

    public static Task<IResult> CreateAsync([FromForm] IFormCollection form, HttpRequest request, [FromServices] CampaignForms forms, CancellationToken cancellationToken) =>
        forms.HandleAsync(null, form, request, cancellationToken);

    public static Task<IResult> SaveAsync(string id, [FromForm] IFormCollection form, HttpRequest request, [FromServices] CampaignForms forms, CancellationToken cancellationToken) =>
        forms.HandleAsync(id, form, request, cancellationToken);

    public static bool IsScript(HttpRequest request) => request.Headers.Accept.ToString().StartsWith("application/json", StringComparison.Ordinal);

    private async Task<IResult> HandleAsync(string? id, IFormCollection form, HttpRequest request, CancellationToken cancellationToken)
    {
        var before = id is null ? null : await store.FindAsync(id, cancellationToken);
        if (id is not null && before is null)
        {
            return IsScript(request) ? CampaignResults.NoCampaign : NoCampaignPage;
        }

        var (brief, problems) = BriefFields.Read(form, before?.Brief ?? Brief.Sample);
        var outcome = problems.IsEmpty ? await SaveAsync(before, form, brief, cancellationToken) : new CampaignOutcome.Invalid(problems);
        if (outcome is CampaignOutcome.Done(var saved))
        {
            outcome = await RunActionAsync(form["do"].ToString(), saved, cancellationToken);
        }

        if (outcome is CampaignOutcome.Invalid(var invalid))
        {
            outcome = new CampaignOutcome.Invalid(BriefFields.ToFormFields(invalid, brief));
        }

        return IsScript(request) ? ToJson(outcome) : await ToPageAsync(outcome, before, brief, form["start"] == "blank", cancellationToken);
    }

    private async Task<CampaignOutcome> SaveAsync(Campaign? before, IFormCollection form, Brief brief, CancellationToken cancellationToken)
    {
        var version = long.TryParse(form["version"], out var seen) ? seen : 0;
        var (uploads, problems) = await BriefFiles.ReadAsync(form, files, cancellationToken);
        if (!problems.IsEmpty)
        {
            return new CampaignOutcome.Invalid(problems);
        }

        brief = await ChangeLookAsync(brief, form, cancellationToken);
        if (before is null)
        {
            var outcome = await briefs.CreateAsync(brief, cancellationToken);
            if (outcome is not CampaignOutcome.Done(var created) || uploads.Count == 0)
            {
                return outcome;
            }

            (before, version) = (created, created.Version);
        }

        var look = brief.Look;
        foreach (var (file, bytes) in uploads)
        {
            var (asset, _) = await files.StoreAsync(before.Id, file.FileName, bytes, cancellationToken);
            look = file.Name == BriefFiles.Logo ? look with { Logo = asset } : look with { Font = asset };
        }

        return await briefs.SaveAsync(before.Id, version, brief with { Look = look }, cancellationToken);
    }

    /// <summary>Removes the logo or applies a brand kit, if that button was pressed.</summary>
    private async Task<Brief> ChangeLookAsync(Brief brief, IFormCollection form, CancellationToken cancellationToken) => form["do"].ToString() switch
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

    private async Task<CampaignOutcome> RunActionAsync(string action, Campaign campaign, CancellationToken cancellationToken)
    {
        if (action == "keep-kit")
        {
            var brief = campaign.Brief;
            var name = brief.Brand.Length > 0 ? brief.Brand : brief.Name;
            var (_, problems) = await briefs.SaveKitAsync(new BrandKit(Ids.New(time), name, brief.Look, brief.Tone, brief.WordsToAvoid), cancellationToken);
            return problems.IsEmpty ? new CampaignOutcome.Done(campaign) : new CampaignOutcome.Invalid(problems);
        }

        if (action.StartsWith(Translate, StringComparison.Ordinal))
        {
            return await TranslateAsync(campaign.Id, action[Translate.Length..], cancellationToken);
        }

        if (action != "generate")
        {
            return new CampaignOutcome.Done(campaign);
        }

        await briefs.AddPromptsAsync(campaign.Id, cancellationToken);
        var start = await images.GenerateAsync(campaign.Id, null, cancellationToken);
        return start is { Refused: { } reason }
            ? new CampaignOutcome.Refused(reason)
            : await store.FindAsync(campaign.Id, cancellationToken) is { } current ? new CampaignOutcome.Done(current) : new CampaignOutcome.NotFound();
    }

    private async Task<CampaignOutcome> TranslateAsync(string id, string language, CancellationToken cancellationToken)
    {
        if (TextModelProblems.Missing(translations.Setup)?.ProblemDetails.Detail is { } missing)
        {
            return new CampaignOutcome.Invalid([new ValidationError("copy", missing)]);
        }

        var (done, problem) = await translations.TranslateAsync(id, language, all: false, cancellationToken);
        return done is not null ? new CampaignOutcome.Done(done.Campaign)
            : problem?.Outcome ?? new CampaignOutcome.Invalid([new ValidationError("copy", problem?.Failure?.Message ?? "")]);
    }

    private async Task<IResult> ToPageAsync(CampaignOutcome outcome, Campaign? before, Brief brief, bool isBlank, CancellationToken cancellationToken)
    {
        if (outcome is CampaignOutcome.Done(var campaign))
        {
            return new SeeOther($"/campaigns/{campaign.Id}");
        }

        var board = before is null
            ? await boards.NewAsync(brief, cancellationToken) with { IsBlank = isBlank }
            : await boards.FindAsync(before.Id, BoardFilter.None, cancellationToken);
        return board is null
            ? NoCampaignPage
            : ShowCampaign.Page(
                board with { Campaign = board.Campaign with { Brief = brief }, Problems = CampaignResults.ErrorsOf(outcome) }, null, StatusCodes.Status400BadRequest);
    }

    private static IResult ToJson(CampaignOutcome outcome) => outcome switch
    {
        CampaignOutcome.Done(var campaign) => TypedResults.Ok(new { campaign.Id, campaign.Version }),
        CampaignOutcome.Stale => Problems.From(
            StatusCodes.Status409Conflict, FailureCode.InvalidRequest, ProblemTexts.ChangedElsewhere, ProblemTexts.ChangedElsewhereDetail),
        _ => Problems.Invalid(CampaignResults.ErrorsOf(outcome)),
    };
}
