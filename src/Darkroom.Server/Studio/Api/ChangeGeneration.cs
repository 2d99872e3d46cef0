using System.Diagnostics;
using System.Globalization;
using Darkroom.Generations;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Studio.Api;

/// <summary>Cancel and retry. Both may be sent twice: the second time changes nothing.</summary>
internal static class ChangeGeneration
{
    public static async Task<Results<Ok<GenerationView>, ProblemHttpResult>> CancelAllAsync(
        string id, GenerationService generations, CancellationToken cancellationToken) =>
        Answer(Ids.IsWellFormed(id) ? await generations.CancelAsync(id, null, cancellationToken) : new ChangeOutcome.NotFound());

    public static async Task<Results<Ok<GenerationView>, ProblemHttpResult>> CancelOneAsync(
        string id, string index, GenerationService generations, CancellationToken cancellationToken) =>
        Answer(TryRead(id, index, out var slot)
            ? await generations.CancelAsync(id, slot, cancellationToken)
            : new ChangeOutcome.NotFound());

    public static async Task<Results<Ok<GenerationView>, ProblemHttpResult>> RetryAsync(
        string id, string index, GenerationService generations, CancellationToken cancellationToken) =>
        Answer(TryRead(id, index, out var slot)
            ? await generations.RetryAsync(id, slot, cancellationToken)
            : new ChangeOutcome.NotFound());

    private static bool TryRead(string id, string index, out int slot) =>
        int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out slot) && Ids.IsWellFormed(id);

    private static Results<Ok<GenerationView>, ProblemHttpResult> Answer(ChangeOutcome outcome) => outcome switch
    {
        ChangeOutcome.Done(var state, _) => TypedResults.Ok(GenerationView.From(state)),
        ChangeOutcome.NotFound => Problems.NotFound("There is no such generation, or no such image in it."),
        ChangeOutcome.AlreadyReady(var imageId) => Problems.AlreadyReady(imageId),
        _ => throw new UnreachableException(),
    };
}
