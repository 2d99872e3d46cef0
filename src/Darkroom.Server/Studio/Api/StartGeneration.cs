using System.Security.Cryptography;
using System.Text.Json;
using Darkroom.Campaigns;
using Darkroom.Generations;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Studio.Api;

/// <summary><c>POST /api/generations</c>: 202 when the generation is on the disk; the work begins by itself.</summary>
internal static class StartGeneration
{
    private const int MaxKey = 255;

    public static async Task<Results<Accepted<GenerationView>, ProblemHttpResult>> HandleAsync(
        StartRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        GenerationService generations,
        ICampaignStore campaigns,
        CancellationToken cancellationToken)
    {
        var (state, problem) = await StartAsync(request, idempotencyKey, generations, campaigns, cancellationToken);
        return state is null ? problem! : TypedResults.Accepted(PublicPaths.Generation(state.Id), GenerationView.From(state));
    }

    /// <summary>Starts what a body asks for.</summary>
    /// <returns>The generation, or the problem with the request.</returns>
    public static async Task<(GenerationState? State, ProblemHttpResult? Problem)> StartAsync(
        StartRequest request, string? idempotencyKey, GenerationService generations, ICampaignStore campaigns, CancellationToken cancellationToken)
    {
        if (request.UnknownFields() is { IsEmpty: false } unknown)
        {
            return (null, Problems.Invalid(unknown));
        }

        if (idempotencyKey is { Length: 0 or > MaxKey })
        {
            return (null, Problems.Invalid(new ValidationError("Idempotency-Key", $"Send 1 to {MaxKey} characters, or leave the header out.")));
        }

        if (request.CampaignId is { } campaign && !(Ids.IsWellFormed(campaign) && await campaigns.FindAsync(campaign, cancellationToken) is not null))
        {
            return (null, Problems.Invalid(new ValidationError("campaign_id", "There is no such campaign. Leave it out, or send the id of one.")));
        }

        var idempotency = idempotencyKey is null ? null : new IdempotencyKey(idempotencyKey, HashOf(request));
        return await generations.StartAsync(request.ToAsked(), idempotency, cancellationToken) switch
        {
            StartOutcome.Accepted(var state, _) => (state, null),
            var refused => (null, Problems.NotStarted(refused)),
        };
    }

    /// <summary>Of what was asked, not of how it was written: the order of fields and white space do not count.</summary>
    private static string HashOf(StartRequest request) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request)));
}
