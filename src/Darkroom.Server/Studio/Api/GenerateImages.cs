using Darkroom.Campaigns;
using Darkroom.Prompts;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Studio.Api;

/// <summary>
/// <c>POST /api/generate-images</c>: starts a generation and answers with its event stream. If the client disconnects, the generation
/// continues and can be followed at the address in <c>Location</c>.
/// </summary>
internal static class GenerateImages
{
    public static async Task<IResult> HandleAsync(
        StartRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        string? inline,
        GenerationService generations,
        PromptRuns runs,
        IGenerationStore store,
        IEventLog log,
        ICampaignStore campaigns,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        if (!QueryParameters.TryReadInline(inline, Inline.All, out var images, out var error))
        {
            return Problems.Invalid(error);
        }

        var (state, problem) = await StartGeneration.StartAsync(request, idempotencyKey, generations, runs, campaigns, cancellationToken);
        if (state is null)
        {
            return problem!;
        }

        response.Headers.Location = PublicPaths.Generation(state.Id);
        return new EventStream(new GenerationEventSource(store, log, state.Id, after: 0), images);
    }
}
