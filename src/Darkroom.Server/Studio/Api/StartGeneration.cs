using System.Text.Json;
using Darkroom.Campaigns;
using Darkroom.Prompts;
using Darkroom.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Studio.Api;

/// <summary><c>POST /api/generations</c>: answers 202 when the generation is stored. A runner picks it up.</summary>
internal static class StartGeneration
{
    private const int MaxKeyLength = 255;

    private static readonly string KnownNames =
        string.Join(", ", ApiJson.Default.StartRequest.Properties.Where(field => field is { IsExtensionData: false, Set: not null }).Select(field => JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Name)));

    public static async Task<Results<Accepted<GenerationView>, ProblemHttpResult>> HandleAsync(
        StartRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        GenerationService generations,
        PromptRuns runs,
        ICampaignStore campaigns,
        CancellationToken cancellationToken)
    {
        var (state, problem) = await StartAsync(request, idempotencyKey, generations, runs, campaigns, cancellationToken);
        return state is null ? problem! : TypedResults.Accepted(PublicPaths.Generation(state.Id), GenerationView.From(state));
    }

    /// <summary>Starts the generation that a body requests.</summary>
    /// <returns>The generation, or the problem with the request.</returns>
    public static async Task<(GenerationState? State, ProblemHttpResult? Problem)> StartAsync(
        StartRequest request, string? idempotencyKey, GenerationService generations, PromptRuns runs, ICampaignStore campaigns, CancellationToken cancellationToken)
    {
        if (await CheckAsync(request, idempotencyKey, campaigns, cancellationToken) is { } problem)
        {
            return (null, problem);
        }

        var idempotency = KeyOf(idempotencyKey, JsonSerializer.SerializeToUtf8Bytes(request));
        return await (request.Expand is true ? StartOnlyAsync(request, idempotency, runs, cancellationToken) : generations.StartAsync(request, idempotency, cancellationToken)) switch
        {
            StartOutcome.Accepted(var state, _) => (state, null),
            StartOutcome.AllAccepted([var state], _) => (state, null),
            var rejected => (null, Problems.NotStarted(rejected)),
        };
    }

    /// <summary>Returns the problem with what is not validated when a generation starts: unknown fields, the key and the campaign.</summary>
    public static async Task<ProblemHttpResult?> CheckAsync(
        StartRequest request, string? idempotencyKey, ICampaignStore campaigns, CancellationToken cancellationToken) =>
        UnknownFields(request) is { IsEmpty: false } unknown ? Problems.Invalid(unknown)
        : idempotencyKey is { Length: 0 or > MaxKeyLength }
            ? Problems.Invalid(new ValidationError("Idempotency-Key", $"Send 1 to {MaxKeyLength} characters, or leave the header out."))
        : request.CampaignId is { } campaign && !(Ids.IsWellFormed(campaign) && await campaigns.FindAsync(campaign, cancellationToken) is not null)
            ? Problems.Invalid(new ValidationError("campaign_id", "There is no such campaign. Leave it out, or send the id of an existing one."))
        : null;

    /// <summary>Returns the idempotency key with a hash of the values: the order of the fields and white space do not matter.</summary>
    public static IdempotencyKey? KeyOf(string? key, byte[] body) => key is null ? null : new IdempotencyKey(key, ContentHash.Compute(body));

    private static async Task<StartOutcome> StartOnlyAsync(
        StartRequest request, IdempotencyKey? idempotency, PromptRuns runs, CancellationToken cancellationToken)
    {
        var (plan, errors) = await runs.PlanAsync(request, [], cancellationToken);
        return plan is null ? new StartOutcome.Invalid(errors)
            : plan.Prompts.Length > 1
                ? new StartOutcome.Invalid([new ValidationError("prompt", PageText.Format(ProblemTexts.StandsForSeveral, plan.Prompts.Length))])
            : await runs.StartAsync(request, plan, idempotency, cancellationToken);
    }

    /// <summary>Returns errors for at most ten unknown fields: a body of nothing else must not cause a response many times its size.</summary>
    private static ImmutableArray<ValidationError> UnknownFields(StartRequest request) => request.Unknown is null ? [] :
    [
        .. request.Unknown.Keys.Take(10).Select(name => new ValidationError(
            PageText.Short(name, 40),
            $"There is no such field. Known fields: {KnownNames}.")),
    ];
}
