using Darkroom.Keys;
using Darkroom.Providers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Settings.Api;

/// <summary><c>GET /api/providers</c>.</summary>
internal static class ListProviders
{
    /// <summary>A program sees what its key may use.</summary>
    public static Ok<ProviderListView> Handle(ProviderCatalog providers, ProviderHealth health, JobRunner runner, ICurrentCaller callers)
    {
        var caller = callers.Caller;
        return TypedResults.Ok(new ProviderListView(
            providers.Default.Id,
            [
                .. All(providers, health, runner)
                    .Where(provider => caller.MayUse(provider.Id, null))
                    .Select(provider => provider with { Models = [.. provider.Models.Where(model => caller.MayUse(provider.Id, model))] }),
            ]));
    }

    public static ImmutableArray<ProviderView> All(ProviderCatalog providers, ProviderHealth health, JobRunner runner)
    {
        var paused = runner.Paused;
        return [.. providers.All.Select(provider => ProviderView.From(
            provider, health.Get(provider.Id), paused.FirstOrDefault(queue => queue.Id == provider.Id)))];
    }
}

/// <summary>All providers.</summary>
/// <param name="Default">The id of the provider for requests that name none.</param>
public sealed record ProviderListView(string Default, ImmutableArray<ProviderView> Providers);

/// <summary>One provider.</summary>
/// <param name="Configured">True if it can be used.</param>
/// <param name="MissingSetting">The missing setting of a provider that is not configured.</param>
/// <param name="Healthy">True if its last call succeeded; false if it failed or the provider is paused; absent before the first call.</param>
/// <param name="LastError">Why its last call failed.</param>
/// <param name="HeldUntil">When the next image may start, if the provider is paused.</param>
/// <param name="ModelNotice">That the default model ends soon, or which shut-down model it replaces.</param>
/// <param name="HeldBecause"><c>rate</c>: the limit <c>ImagesPerMinute</c> is reached. <c>circuit</c>: it failed several times in a row.</param>
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
    string? ModelNotice,
    CapabilitiesView Capabilities)
{
    internal static ProviderView From(IImageProvider provider, ProviderState? state, PausedQueue? paused)
    {
        var can = provider.CapabilitiesOf(null);
        return new ProviderView(
            provider.Id,
            provider.Description.Name,
            provider.Description.Summary,
            provider.Description.Paid,
            provider.Setup.Configured,
            provider.Setup.MissingSetting,
            paused is { Reason: PauseReason.Circuit } ? false : state?.Healthy,
            state?.Failure?.Message,
            paused?.Until,
            paused?.Reason,
            can.Models,
            can.Notice,
            CapabilitiesView.From(can));
    }
}

/// <summary>The capabilities of a provider's default model.</summary>
/// <param name="Sizes">The supported sizes; absent if every size within <paramref name="SizesInWords"/> is supported.</param>
/// <param name="Steps">True if it reports how much is done while it works.</param>
/// <param name="Options">The options of the engine with their ranges; absent if it has none.</param>
/// <param name="Edits">What it accepts as images to work from; absent if it generates from text only.</param>
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
    int MaxPromptLength,
    ImmutableArray<string> Backgrounds,
    bool OutputCompression,
    ImmutableArray<string> Moderations,
    ImmutableArray<string> InputFidelities,
    EngineOptionsRule? Options)
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
        can.MaxPromptLength,
        can.Backgrounds,
        can.Compression,
        can.Moderations,
        can.InputFidelities,
        can.Options.IsEmpty ? null : can.Options);
}
