using Darkroom.Campaigns;
using Darkroom.Generation;
using Darkroom.Jobs;
using Darkroom.Server.Http;

namespace Darkroom.Server.Campaigns;

/// <summary>Making base images. Both may be sent twice: what is being made already is not made again.</summary>
internal static class MakePictures
{
    public static async Task<IResult> GenerateAsync(
        string id, GenerateBody? body, CampaignBriefs briefs, CampaignPictures pictures, CancellationToken cancellationToken)
    {
        if (CampaignAnswers.HasUnknown(out var refused, body))
        {
            return refused;
        }

        // Whoever does not care for prompts need not ask for them first.
        await briefs.AddPromptsAsync(id, cancellationToken);
        var cells = body?.Cells?.Select(cell => new PictureCell(cell.Concept, cell.Shape)).ToHashSet();
        if (cells is not null && await pictures.FindAsync(id, cancellationToken) is { } found
            && cells.Any(cell => found.Campaign.PictureOf(cell.Concept, cell.Shape) is null))
        {
            return Problems.Invalid(new FieldProblem("cells", "The campaign has no such base image. GET the campaign to see its concepts and their shapes."));
        }

        return await pictures.GenerateAsync(id, cells, cancellationToken) switch
        {
            null => CampaignAnswers.NoCampaign,
            { Started.IsEmpty: true, Refused: { } why } => Problems.NotStarted(why),
            var start => TypedResults.Accepted($"/api/campaigns/{id}", new StartedView(
                [.. start.Started.Select(one => View(one.Cell, one.Generation))],
                start.Refused is null ? null : Problems.NotStarted(start.Refused).ProblemDetails.Detail)),
        };
    }

    public static async Task<IResult> RegenerateAsync(
        string id, string concept, string shape, CampaignPictures pictures, CancellationToken cancellationToken) =>
        !CampaignAnswers.TryReadCell(concept, shape, out var cell)
            ? CampaignAnswers.Problem(new CampaignOutcome.NotFound())
            : await pictures.RegenerateAsync(id, cell, cancellationToken) switch
            {
                null => CampaignAnswers.Problem(new CampaignOutcome.NotFound()),
                StartOutcome.Accepted(var state, _) => TypedResults.Accepted($"/api/campaigns/{id}", new StartedView([View(cell, state)], null)),
                var why => Problems.NotStarted(why),
            };

    private static StartedPicture View(PictureCell cell, GenerationState state) =>
        new(cell.Concept, cell.Shape, state.Id, state.Slots[0].Status, $"{PublicPaths.Generation(state.Id)}/events");
}
