using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Generations;
using Darkroom.Server.Http;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>Making base images. Both may be sent twice: what is being made already is not made again.</summary>
internal static class GenerateBaseImages
{
    public static async Task<IResult> GenerateAsync(
        string id, GenerateBody? body, CampaignBriefs briefs, BaseImages pictures, CancellationToken cancellationToken)
    {
        if (CampaignResults.HasUnknown(out var refused, body))
        {
            return refused;
        }

        // Whoever does not care for prompts need not ask for them first.
        await briefs.AddPromptsAsync(id, cancellationToken);
        var cells = body?.Cells?.Select(cell => new BaseImageKey(cell.Concept, cell.Shape)).ToHashSet();
        if (cells is not null && await pictures.FindAsync(id, cancellationToken) is { } found
            && cells.Any(cell => found.Campaign.PictureOf(cell.Concept, cell.Shape) is null))
        {
            return Problems.Invalid(new ValidationError("cells", "The campaign has no such base image. GET the campaign to see its concepts and their shapes."));
        }

        return await pictures.GenerateAsync(id, cells, cancellationToken) switch
        {
            null => CampaignResults.NoCampaign,
            { Started.IsEmpty: true, Refused: { } why } => Problems.NotStarted(why),
            var start => TypedResults.Accepted($"/api/campaigns/{id}", new StartedView(
                [.. start.Started.Select(one => View(one.Cell, one.Generation))],
                start.Refused is null ? null : Problems.NotStarted(start.Refused).ProblemDetails.Detail)),
        };
    }

    public static async Task<IResult> RegenerateAsync(
        string id, string concept, string shape, BaseImages pictures, CancellationToken cancellationToken) =>
        !CampaignResults.TryReadCell(concept, shape, out var cell)
            ? CampaignResults.Problem(new CampaignOutcome.NotFound())
            : await pictures.RegenerateAsync(id, cell, cancellationToken) switch
            {
                null => CampaignResults.Problem(new CampaignOutcome.NotFound()),
                StartOutcome.Accepted(var state, _) => TypedResults.Accepted($"/api/campaigns/{id}", new StartedView([View(cell, state)], null)),
                var why => Problems.NotStarted(why),
            };

    private static StartedImage View(BaseImageKey cell, GenerationState state) =>
        new(cell.Concept, cell.Shape, state.Id, state.Slots[0].Status, $"{PublicPaths.Generation(state.Id)}/events");
}
