using Darkroom.Campaigns;
using Darkroom.Generation;
using Darkroom.Server.Http;

namespace Darkroom.Server.Campaigns;

/// <summary><c>/api/campaigns/{id}/prompts</c>: what the base images will show.</summary>
internal static class EditPrompts
{
    public static async Task<IResult> MakeAsync(string id, CampaignBriefs briefs, ICampaignStore store, CancellationToken cancellationToken) =>
        await CampaignAnswers.AnswerAsync(await briefs.MakePromptsAsync(id, cancellationToken), store, cancellationToken);

    public static async Task<IResult> SaveAsync(
        string id, string concept, string shape, SavePromptBody body, CampaignBriefs briefs, ICampaignStore store, CancellationToken cancellationToken)
    {
        if (CampaignAnswers.HasUnknown(out var refused, body))
        {
            return refused;
        }

        if (body is { Prompt: null, Focus: null })
        {
            return Problems.Invalid(new FieldProblem("prompt", "Send a prompt, a focus, or both."));
        }

        return CampaignAnswers.TryReadCell(concept, shape, out var cell)
            ? await CampaignAnswers.AnswerAsync(await briefs.SavePictureAsync(id, cell, body.Prompt, body.Focus, cancellationToken), store, cancellationToken)
            : CampaignAnswers.Problem(new CampaignOutcome.NotFound());
    }
}
