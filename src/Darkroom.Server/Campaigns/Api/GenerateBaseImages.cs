using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>Starts base images. Both requests may be sent twice: an image that is being generated is not started again.</summary>
internal static class GenerateBaseImages
{
    public static async Task<IResult> GenerateAsync(
        string id, GenerateBody? body, CampaignBriefs briefs, BaseImages images, ICampaignStore store, CancellationToken cancellationToken)
    {
        // Creates missing prompts, so clients may skip that step.
        await briefs.AddPromptsAsync(id, cancellationToken);
        var keys = body?.Cells?.ToHashSet();
        if (keys is not null && await store.FindAsync(id, cancellationToken) is { } campaign && keys.Any(key => campaign.FindImage(key) is null))
        {
            return Problems.Invalid(new ValidationError("cells", "The campaign has no such base image. GET the campaign to see its concepts and their shapes."));
        }

        return await images.GenerateAsync(id, keys, cancellationToken) switch
        {
            null => CampaignResults.NoCampaign,
            { Started.IsEmpty: true, Refused: { } reason } => Problems.NotStarted(reason),
            var start => TypedResults.Accepted($"/api/campaigns/{id}", new StartedView(
                [.. start.Started.Select(started => View(started.Key, started.Generation))],
                start.Refused is null ? null : Problems.NotStarted(start.Refused).ProblemDetails.Detail)),
        };
    }

    public static async Task<IResult> RegenerateAsync(
        string id, string concept, string shape, BaseImages images, CancellationToken cancellationToken) =>
        !CampaignResults.TryReadKey(concept, shape, out var key)
            ? CampaignResults.NotFound
            : await images.RegenerateAsync(id, key, cancellationToken) switch
            {
                null => CampaignResults.NotFound,
                StartOutcome.Accepted(var state, _) => TypedResults.Accepted($"/api/campaigns/{id}", new StartedView([View(key, state)], null)),
                var refused => Problems.NotStarted(refused),
            };

    private static StartedImage View(BaseImageKey key, GenerationState state) =>
        new(key.Concept, key.Shape, state.Id, state.Slots[0].Status, $"{PublicPaths.Generation(state.Id)}/events");
}
