using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Studio.Api;

/// <summary>Cancel and retry. Both are idempotent.</summary>
internal static class ChangeGeneration
{
    public static async Task<Results<Ok<GenerationView>, ProblemHttpResult>> CancelAllAsync(
        string id, GenerationService generations, CancellationToken cancellationToken) =>
        ToResult(Ids.IsWellFormed(id) ? await generations.CancelAsync(id, null, cancellationToken) : new ChangeOutcome.NotFound());

    public static async Task<Results<Ok<GenerationView>, ProblemHttpResult>> CancelOneAsync(
        string id, string index, GenerationService generations, CancellationToken cancellationToken) =>
        ToResult(TryRead(id, index, out var imageIndex)
            ? await generations.CancelAsync(id, imageIndex, cancellationToken)
            : new ChangeOutcome.NotFound());

    public static async Task<Results<Ok<GenerationView>, ProblemHttpResult>> RetryAsync(
        string id, string index, GenerationService generations, CancellationToken cancellationToken) =>
        ToResult(TryRead(id, index, out var imageIndex)
            ? await generations.RetryAsync(id, imageIndex, cancellationToken)
            : new ChangeOutcome.NotFound());

    private static bool TryRead(string id, string index, out int imageIndex) =>
        int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out imageIndex) && Ids.IsWellFormed(id);

    private static Results<Ok<GenerationView>, ProblemHttpResult> ToResult(ChangeOutcome outcome) => outcome switch
    {
        ChangeOutcome.Done(var state, _) => TypedResults.Ok(GenerationView.From(state)),
        ChangeOutcome.NotFound => Problems.NotFound(ProblemTexts.NoGenerationImage),
        ChangeOutcome.AlreadyReady(var imageId) => Problems.AlreadyReady(imageId),
        ChangeOutcome.OverKeyLimit(var refusal) => Problems.OverKeyLimit(refusal),
        _ => throw new UnreachableException(),
    };
}
