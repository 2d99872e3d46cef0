using System.Diagnostics;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;

namespace Darkroom.Server.Campaigns.Api;

/// <summary><c>POST /api/campaigns/drafts</c> and <c>POST /api/campaigns/{id}/translations</c>: what the text model writes for a brief.</summary>
internal static class WriteCopy
{
    private const string NoDraft = "The text model made no suggestion.";
    private const string NoTranslation = "The text model made no translation.";

    public static async Task<IResult> DraftAsync(DraftBody body, CopyDrafts drafts, CancellationToken cancellationToken)
    {
        var brief = body.ToBrief();
        if (CampaignBriefs.Validate(brief) is { IsEmpty: false } problems)
        {
            // The language is the only field of the copy here.
            return Problems.Invalid([.. problems.Select(problem => problem with { Field = problem.Field.StartsWith("copy", StringComparison.Ordinal) ? "language" : problem.Field })]);
        }

        if (string.IsNullOrWhiteSpace(brief.Product) && string.IsNullOrWhiteSpace(brief.Message))
        {
            return Problems.Invalid(new ValidationError("product", ProblemTexts.DraftNeedsProduct));
        }

        if (TextModelProblems.Missing(drafts.Setup) is { } missing)
        {
            return missing;
        }

        return await drafts.WriteAsync(brief, cancellationToken) switch
        {
            ({ } draft, _) => TypedResults.Ok(new DraftView(draft.Headlines, draft.CallsToAction, draft.Messages, draft.Scenes, drafts.Setup.Model)),
            (_, { } failure) => TextModelProblems.From(failure, NoDraft),
            _ => throw new UnreachableException(),
        };
    }

    public static async Task<IResult> TranslateAsync(string id, TranslateBody body, CopyTranslations translations, ICampaignStore store, CancellationToken cancellationToken)
    {
        if (!await store.ExistsAsync(id, cancellationToken))
        {
            return CampaignResults.NoCampaign;
        }

        if (TextModelProblems.Missing(translations.Setup) is { } missing)
        {
            return missing;
        }

        return await translations.TranslateAsync(id, body.Language ?? "", body.All == true, cancellationToken) switch
        {
            ({ } done, _) => TypedResults.Ok(new TranslatedView(
                done.Campaign.Version,
                done.Campaign.Brief.Copy.First(copy => copy.Language.Equals(body.Language, StringComparison.OrdinalIgnoreCase)),
                done.Translated,
                done.LeftOut,
                translations.Setup.Model)),
            (_, { Outcome: { } outcome }) => CampaignResults.Problem(outcome),
            (_, { Failure: { } failure }) => TextModelProblems.From(failure, NoTranslation),
            _ => throw new UnreachableException(),
        };
    }
}
