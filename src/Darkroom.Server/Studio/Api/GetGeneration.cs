using Darkroom.Generations;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Studio.Api;

/// <summary><c>GET /api/generations/{id}</c>.</summary>
internal static class GetGeneration
{
    public static async Task<Results<Ok<GenerationView>, ProblemHttpResult>> HandleAsync(
        string id, IJobStore store, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await store.FindAsync(id, cancellationToken) is { } state
            ? TypedResults.Ok(GenerationView.From(state))
            : Problems.NotFound("There is no such generation.");
}
