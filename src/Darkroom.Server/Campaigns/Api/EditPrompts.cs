using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;

namespace Darkroom.Server.Campaigns.Api;

/// <summary><c>/api/campaigns/{id}/prompts</c>: the prompts of the base images.</summary>
internal static class EditPrompts
{
    public static async Task<IResult> WriteAsync(string id, CampaignBriefs briefs, ICampaignStore store, CancellationToken cancellationToken) =>
        await CampaignResults.CreateAsync(await briefs.WritePromptsAsync(id, cancellationToken), store, cancellationToken);

    public static async Task<IResult> SaveAsync(
        string id, string concept, string shape, SavePromptBody body, CampaignBriefs briefs, ICampaignStore store, CancellationToken cancellationToken)
    {
        if (body is { Prompt: null, Focus: null })
        {
            return Problems.Invalid(new ValidationError("prompt", "Send a prompt, a focus, or both."));
        }

        return CampaignResults.TryReadKey(concept, shape, out var key)
            ? await CampaignResults.CreateAsync(await briefs.SaveImageAsync(id, key, body.Prompt, body.Focus, cancellationToken), store, cancellationToken)
            : CampaignResults.NotFound;
    }
}
