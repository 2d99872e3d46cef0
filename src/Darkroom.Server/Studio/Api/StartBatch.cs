using System.ComponentModel;
using System.Text.Json;
using Darkroom.Campaigns;
using Darkroom.Prompts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Studio.Api;

/// <summary><c>POST /api/generations/batch</c>: starts the prompts of a request on its providers, all of them or none.</summary>
internal static class StartBatch
{
    public static async Task<Results<Accepted<BatchView>, ProblemHttpResult>> HandleAsync(
        BatchBody body,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        PromptRuns runs,
        ICampaignStore campaigns,
        CancellationToken cancellationToken)
    {
        if (body.Problem is { } problem)
        {
            return Problems.Invalid(problem);
        }

        if (await StartGeneration.CheckAsync(body.Request!, idempotencyKey, campaigns, cancellationToken) is { } refused)
        {
            return refused;
        }

        var outcome = await runs.StartAsync(
            body.Request!, BatchBody.Ids(body.AlsoOn), body.Chosen, StartGeneration.KeyOf(idempotencyKey, JsonSerializer.SerializeToUtf8Bytes(body)), cancellationToken);
        return outcome is StartOutcome.AllAccepted(var states, _)
            ? TypedResults.Accepted((string?)null, new BatchView([.. states.Select(GenerationView.From)]))
            : Problems.NotStarted(outcome);
    }
}

/// <summary>The body of <c>POST /api/generations/batch</c>.</summary>
public sealed record BatchBody : KnownFields
{
    [Description("A request as for POST /api/generations. Its prompt, as it was written, becomes the newest of the history.")]
    public StartRequest? Request { get; init; }

    [Description("The ids of further providers that each prompt runs on, with the nearest settings that they have.")]
    public ImmutableArray<string?>? AlsoOn { get; init; }

    [Description("The runs to start, at most 64, as POST /api/prompts/expand returned them and a user chose; without it, every prompt on every provider.")]
    public ImmutableArray<RunBody?>? Runs { get; init; }

    internal ValidationError? Problem =>
        Request is null ? new("request", "Send the request: {\"request\": {\"prompt\": \"a {red|blue} fox\", \"expand\": true}}.")
        : Runs is not { } runs ? null
        : runs.Length is 0 or > PromptExpansion.MaxPrompts || runs.Any(run => run is null) ? new("runs", $"Send 1 to {PromptExpansion.MaxPrompts} runs.")
        : runs.SelectMany(run => run!.UnknownFields()).FirstOrDefault();

    internal ImmutableArray<PromptRun>? Chosen => Runs is { } runs ? [.. runs.Select(run => new PromptRun(run!.Prompt, run.Provider))] : null;

    internal static ImmutableArray<string> Ids(ImmutableArray<string?>? ids) => [.. (ids ?? []).OfType<string>()];
}

/// <summary>One prompt on one provider.</summary>
public sealed record RunBody : KnownFields
{
    [Description("The prompt. It is not expanded.")]
    public string? Prompt { get; init; }

    [Description("The id of the provider; without it, that of the request.")]
    public string? Provider { get; init; }
}

/// <summary>The generations that were started, in the order of the runs.</summary>
public sealed record BatchView(ImmutableArray<GenerationView> Generations);
