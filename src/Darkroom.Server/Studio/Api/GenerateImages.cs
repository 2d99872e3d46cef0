using Darkroom.Campaigns;
using Darkroom.Generations;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Studio.Api;

/// <summary>
/// <c>POST /api/generate-images</c>: starts a generation and answers with its event stream. If the client leaves, the work goes on
/// and can be followed at the address in <c>Location</c>.
/// </summary>
internal static class GenerateImages
{
    public static async Task<IResult> HandleAsync(
        StartRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        string? inline,
        GenerationService generations,
        ICampaignStore campaigns,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        if (!WatchGeneration.TryReadInline(inline, Inline.All, out var pictures, out var wrong))
        {
            return Problems.Invalid(wrong);
        }

        var (state, problem) = await StartGeneration.StartAsync(request, idempotencyKey, generations, campaigns, cancellationToken);
        if (state is null)
        {
            return problem!;
        }

        response.Headers.Location = PublicPaths.Generation(state.Id);
        return new EventStream(new GenerationEventSource(state.Id, after: 0), pictures);
    }
}
