using System.Collections.Immutable;
using Darkroom.Generations;
using Darkroom.Providers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Settings.Api;

/// <summary><c>GET /api/providers</c>.</summary>
internal static class ListProviders
{
    public static Ok<ProviderListView> Handle(ProviderCatalog providers, ProviderHealth health, JobRunner runner) =>
        TypedResults.Ok(new ProviderListView(providers.Default.Id, All(providers, health, runner)));

    public static ImmutableArray<ProviderView> All(ProviderCatalog providers, ProviderHealth health, JobRunner runner)
    {
        var held = runner.Paused;
        return [.. providers.All.Select(provider => ProviderView.From(
            provider, health.Get(provider.Id), held.FirstOrDefault(lane => lane.Id == provider.Id)))];
    }
}

/// <param name="Default">The id of the provider used when a request names none.</param>
public sealed record ProviderListView(string Default, ImmutableArray<ProviderView> Providers);

/// <param name="Configured">Whether it can be used.</param>
/// <param name="MissingSetting">The setting that is missing if it cannot.</param>
/// <param name="Healthy">How its last call went, and false while it is left alone; absent before the first call.</param>
/// <param name="LastError">Why its last call failed, if it did.</param>
/// <param name="HeldUntil">When the next image may be begun, if none may now.</param>
/// <param name="HeldBecause"><c>rate</c>: as many were begun in a minute as <c>ImagesPerMinute</c> allows. <c>circuit</c>: it did not answer several times in a row.</param>
public sealed record ProviderView(
    string Id,
    string Name,
    string Summary,
    bool Paid,
    bool Configured,
    string? MissingSetting,
    bool? Healthy,
    string? LastError,
    DateTimeOffset? HeldUntil,
    PauseReason? HeldBecause,
    ImmutableArray<string> Models,
    CapabilitiesView Capabilities)
{
    internal static ProviderView From(IImageProvider provider, ProviderState? state, PausedQueue? held)
    {
        var can = provider.CapabilitiesOf(null);
        return new ProviderView(
            provider.Id,
            provider.Description.Name,
            provider.Description.Summary,
            provider.Description.Paid,
            provider.Setup.Configured,
            provider.Setup.MissingSetting,
            held is { Reason: PauseReason.Circuit } ? false : state?.Healthy,
            state?.Failure?.Message,
            held?.Until,
            held?.Reason,
            can.Models,
            CapabilitiesView.From(can));
    }
}

/// <summary>What the provider's default model can be asked for.</summary>
/// <param name="Sizes">The only sizes there are, or absent where any within <paramref name="SizesInWords"/> goes.</param>
/// <param name="Steps">Whether it tells while it works how much is done.</param>
/// <param name="Edits">What it takes to work from pictures; absent where it makes them from words alone.</param>
public sealed record CapabilitiesView(
    ImmutableArray<PixelSize>? Sizes,
    string SizesInWords,
    ImmutableArray<string> Qualities,
    ImmutableArray<string> Formats,
    int PartialImages,
    bool Steps,
    bool Seed,
    bool NegativePrompt,
    bool OtherModels,
    EditRule? Edits,
    int MaxPromptLength)
{
    internal static CapabilitiesView From(ProviderCapabilities can) => new(
        can.Sizes is SizeRule.OneOf(var sizes) ? sizes : null,
        can.Sizes.Text,
        can.Qualities,
        can.Formats,
        can.PartialImages,
        can.Steps,
        can.Seed,
        can.NegativePrompt,
        can.OtherModels,
        can.Edits,
        can.MaxPromptLength);
}
