using System.Collections.Immutable;
using Darkroom.Providers;

namespace Darkroom.Generations;

/// <summary>Adapts a request to another provider, so that the same prompt can run on both.</summary>
internal static class ProviderAdaptation
{
    /// <summary>Returns the request for another provider, with its default model, and what had to be changed, in words.</summary>
    /// <param name="size">The size that the request has at its own provider.</param>
    public static (StartRequest Request, ImmutableArray<string> Changes) Adapt(StartRequest request, PixelSize size, IImageProvider provider)
    {
        var can = provider.CapabilitiesOf(null);
        var changes = ImmutableArray.CreateBuilder<string>();
        var nearest = can.Sizes.Allows(size) ? size : can.Sizes.Nearest(size);
        if (nearest is { } other && Math.Abs((other.Ratio / size.Ratio) - 1) > 0.1)
        {
            changes.Add(LocalText.Format(EngineTexts.AdaptSize, other.Width, other.Height, size.Width, size.Height));
        }

        var format = Offered(request.OutputFormat, can.Formats, EngineTexts.FieldFormat);
        var compresses = can.Compression && format == request.OutputFormat;
        var negative = can.NegativePrompt || string.IsNullOrEmpty(request.NegativePrompt);
        AddIf(!negative, EngineTexts.AdaptNoNegativePrompt);
        AddIf(!can.Seed && request.Seed is not null, EngineTexts.AdaptNoSeed);
        AddIf(request.Options is not null, EngineTexts.AdaptOptions);
        AddIf(!compresses && request.OutputCompression is not null, LocalText.Format(EngineTexts.AdaptDefault, EngineTexts.FieldCompression));
        var adapted = request with
        {
            Provider = provider.Id,
            Model = null,
            AspectRatio = null,
            Size = nearest?.ToString(),
            Quality = Offered(request.Quality, can.Qualities, EngineTexts.FieldQuality),
            OutputFormat = format,
            Background = Offered(request.Background, can.Backgrounds, EngineTexts.FieldBackground),
            Moderation = Offered(request.Moderation, can.Moderations, EngineTexts.FieldModeration),
            InputFidelity = Offered(request.InputFidelity, can.InputFidelities, EngineTexts.FieldInputFidelity),
            OutputCompression = compresses ? request.OutputCompression : null,
            NegativePrompt = negative ? request.NegativePrompt : null,
            Seed = can.Seed ? request.Seed : null,
            Options = null,
            PartialImages = request.PartialImages <= can.PartialImages ? request.PartialImages : null,
        };
        return (adapted, changes.ToImmutable());

        string? Offered(string? value, ImmutableArray<string> choices, string name)
        {
            var offered = value is not null && choices.Contains(value, StringComparer.Ordinal);
            AddIf(value is not null && !offered, LocalText.Format(EngineTexts.AdaptDefault, name));
            return offered ? value : null;
        }

        void AddIf(bool changed, string what)
        {
            if (changed)
            {
                changes.Add(what);
            }
        }
    }
}
