using System.Collections.Immutable;
using System.Security.Cryptography;
using Darkroom.Providers;
using Microsoft.Extensions.Logging;

namespace Darkroom.Generations;

/// <summary>
/// The providers that the operator lets stand in for one another, in order. A provider that fails for good is followed by those after
/// it; one that is not in the chain by all of them. Without a chain no prompt ever goes elsewhere.
/// </summary>
public sealed partial class FallbackChain
{
    private readonly ProviderCatalog _providers;
    private readonly ImmutableArray<IImageProvider> _chain;

    /// <param name="chain">Ids of known providers.</param>
    public FallbackChain(ProviderCatalog providers, ImmutableArray<string> chain, ILogger<FallbackChain> log)
    {
        _providers = providers;
        _chain = [.. chain.Select(providers.Find).OfType<IImageProvider>()];
        foreach (var missing in _chain.Where(one => !one.Setup.Configured))
        {
            LogNotConfigured(log, missing.Id, missing.Setup.MissingSetting!);
        }
    }

    /// <summary>The same work, which also says who makes the image instead where it failed.</summary>
    public SlotWork Around(SlotWork work) => async (lease, cancellationToken) =>
        await work(lease, cancellationToken) is var result && result is SlotResult.Failed { ProviderCalled: true } failed
            ? failed with { Fallback = After(lease, failed) }
            : result;

    /// <returns>Null where nobody may or can.</returns>
    private FallbackStep? After(SlotLease lease, SlotResult.Failed end)
    {
        if (end.Failure.Code is FailureCode.InvalidRequest or FailureCode.ModerationBlocked or FailureCode.Cancelled or FailureCode.Interrupted or FailureCode.Internal)
        {
            return null;
        }

        var current = lease.Request.Provider;
        var tried = lease.Failed.Select(one => one.Provider).Append(current).ToHashSet(StringComparer.Ordinal);
        var place = _chain.Select(one => one.Id).ToList().IndexOf(current);
        foreach (var next in _chain.Skip(place + 1).Where(one => one.Setup.Configured && !tried.Contains(one.Id)))
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

    /// <summary>The same picture, as far as a provider can make it; null where it has no shape like it, takes no prompt so long, or not these pictures.</summary>
    private static GenerationRequest? Adapt(GenerationRequest asked, IImageProvider provider)
    {
        var can = provider.CapabilitiesOf(null);
        var size = can.Sizes.Allows(asked.Size) ? asked.Size : can.Sizes.Closest(asked.Size);
        return size is null || TextLength.Exceeds(asked.Prompt, can.MaxPromptLength) || !TakesImages(asked, can.Edits) ? null : asked with
        {
            Provider = provider.Id,
            Size = size.Value,
            Model = can.Models.IsEmpty ? null : can.Models[0],
            Quality = Offered(asked.Quality, can.Qualities),
            OutputFormat = Offered(asked.OutputFormat, can.Formats),
            NegativePrompt = can.NegativePrompt ? asked.NegativePrompt : null,
            Seed = can.Seed ? asked.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue - RequestValidator.MaxImages) : null,
            PartialImages = Math.Min(asked.PartialImages, can.PartialImages),
        };
    }

    /// <summary>Who asked for these pictures to be changed is not served by one made from the words alone.</summary>
    private static bool TakesImages(GenerationRequest asked, EditRule? rule) => asked.Images is not { IsEmpty: false } images
        || (rule is not null && images.Length <= rule.MaxImages && (asked.Mask is null || rule.Mask));

    private static string? Offered(string? value, ImmutableArray<string> choices) =>
        value is not null && choices.Contains(value, StringComparer.Ordinal) ? value : null;

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Generation:Fallback names {Provider}, which is not configured: it is passed over until {Setting} is set")]
    private static partial void LogNotConfigured(ILogger log, string provider, string setting);
}
