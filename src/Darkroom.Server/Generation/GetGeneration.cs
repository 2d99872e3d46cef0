using Darkroom.Generation;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Generation;

/// <summary><c>GET /api/generations/{id}</c>.</summary>
internal static class GetGeneration
{
    public static async Task<Results<Ok<GenerationView>, ProblemHttpResult>> HandleAsync(
        string id, Generations generations, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await generations.FindAsync(id, cancellationToken) is { } state
            ? TypedResults.Ok(GenerationView.From(state))
            : Problems.NotFound("There is no such generation.");
}
