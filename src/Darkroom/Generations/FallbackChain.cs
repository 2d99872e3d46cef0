using System.Collections.Immutable;
using System.Security.Cryptography;
using Darkroom.Providers;
using Microsoft.Extensions.Logging;

namespace Darkroom.Generations;

/// <summary>
/// The providers that may replace one another, in order. A provider that fails permanently is followed by those after it in the chain; one that is
/// not in the chain is followed by all of them. Without a chain, no prompt is sent to another provider.
/// </summary>
public sealed partial class FallbackChain
{
    private readonly ProviderCatalog _providers;
    private readonly ImmutableArray<string> _chain;

    /// <param name="chain">The ids of known providers.</param>
    public FallbackChain(ProviderCatalog providers, ImmutableArray<string> chain, ILogger<FallbackChain> log)
    {
        _providers = providers;
        _chain = chain;
        foreach (var missing in Chain.Where(one => !one.Setup.Configured))
        {
            LogNotConfigured(log, missing.Id, missing.Setup.MissingSetting!);
        }
    }

    private IEnumerable<IImageProvider> Chain => _chain.Select(_providers.Find).OfType<IImageProvider>();

    /// <summary>Returns the same work with the next provider added to its failures.</summary>
    public SlotWork Around(SlotWork work) => async (lease, cancellationToken) =>
        await work(lease, cancellationToken) is var result && result is SlotResult.Failed { ProviderCalled: true } failed
            ? failed with { Fallback = After(lease, failed) }
            : result;

    /// <returns>Null if no provider may or can make the image.</returns>
    private FallbackStep? After(SlotLease lease, SlotResult.Failed end)
    {
        if (end.Failure.Code is FailureCode.InvalidRequest or FailureCode.ModerationBlocked or FailureCode.Cancelled or FailureCode.Interrupted or FailureCode.Internal)
        {
            return null;
        }

        // No other provider has the same upscaler, and one that makes images would make another image.
        if (_providers.Find(lease.Requested.Provider)?.CapabilitiesOf(lease.Requested.Model).Upscale is not null)
        {
            return null;
        }

        var current = lease.Request.Provider;
        var tried = lease.Failed.Select(one => one.Provider).Append(current).ToHashSet(StringComparer.Ordinal);
        var chain = Chain.ToList();
        var place = chain.FindIndex(one => one.Id == current);
        foreach (var next in chain.Skip(place + 1).Where(one => one.Setup.Configured && !tried.Contains(one.Id)))
        {
            if (Adapt(lease.Requested, next) is { } request)
            {
                var failed = _providers.Find(current);
                var billed = end.SawOutput && failed is { Setup.Configured: true, Description.Paid: true };
                return new FallbackStep(request, next.Description.Name, failed?.Description.Name ?? current, billed);
            }
        }

        return null;
    }

    /// <summary>
    /// Returns the request adapted to a provider; null if the provider has no similar size, or does not accept a prompt of this length, these input images or a transparent background.
    /// </summary>
    private static GenerationRequest? Adapt(GenerationRequest request, IImageProvider provider)
    {
        var can = provider.CapabilitiesOf(null);
        var size = can.Sizes.Allows(request.Size) ? request.Size : can.Sizes.Closest(request.Size);
        var isPossible = size is not null && !TextLength.Exceeds(request.Prompt, can.MaxPromptLength) && TakesImages(request, can.Edits)
            && (request.Background is not "transparent" || can.Backgrounds.Contains(request.Background, StringComparer.Ordinal));
        var format = Offered(request.OutputFormat, can.Formats);
        return !isPossible ? null : request with
        {
            Provider = provider.Id,
            Size = size!.Value,
            Model = can.Models.IsEmpty ? null : can.Models[0],
            Quality = Offered(request.Quality, can.Qualities),
            OutputFormat = format,
            Background = Offered(request.Background, can.Backgrounds),
            OutputCompression = can.Compression && format == request.OutputFormat ? request.OutputCompression : null,
            Moderation = Offered(request.Moderation, can.Moderations),
            InputFidelity = Offered(request.InputFidelity, can.InputFidelities),
            Options = can.Options.Complete(null, request.Images is { IsEmpty: false }),
            NegativePrompt = can.NegativePrompt ? request.NegativePrompt : null,
            Seed = can.Seed ? request.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue - RequestValidator.MaxImages) : null,
            PartialImages = Math.Min(request.PartialImages, can.PartialImages),
        };
    }

    /// <summary>Returns whether a provider accepts the input images: an image made from the prompt alone would not be what was requested.</summary>
    private static bool TakesImages(GenerationRequest request, EditRule? rule) => request.Images is not { IsEmpty: false } images
        || (rule is not null && images.Length <= rule.MaxImages && (request.Mask is null || rule.Mask));

    private static string? Offered(string? value, ImmutableArray<string> choices) =>
        value is not null && choices.Contains(value, StringComparer.Ordinal) ? value : null;

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Generation:Fallback names {Provider}, which is not configured: it is skipped until {Setting} is set")]
    private static partial void LogNotConfigured(ILogger log, string provider, string setting);
}
