using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Generations;
using Darkroom.Server.Http;

namespace Darkroom.Server.Campaigns.Api;

/// <summary><c>/api/campaigns/{id}/prompts</c>: what the base images will show.</summary>
internal static class EditPrompts
{
    public static async Task<IResult> MakeAsync(string id, CampaignBriefs briefs, ICampaignStore store, CancellationToken cancellationToken) =>
        await CampaignResults.AnswerAsync(await briefs.MakePromptsAsync(id, cancellationToken), store, cancellationToken);

    public static async Task<IResult> SaveAsync(
        string id, string concept, string shape, SavePromptBody body, CampaignBriefs briefs, ICampaignStore store, CancellationToken cancellationToken)
    {
        if (CampaignResults.HasUnknown(out var refused, body))
        {
            return refused;
        }

        if (body is { Prompt: null, Focus: null })
        {
            return Problems.Invalid(new ValidationError("prompt", "Send a prompt, a focus, or both."));
        }

        return CampaignResults.TryReadCell(concept, shape, out var cell)
            ? await CampaignResults.AnswerAsync(await briefs.SaveImageAsync(id, cell, body.Prompt, body.Focus, cancellationToken), store, cancellationToken)
            : CampaignResults.Problem(new CampaignOutcome.NotFound());
    }
}
