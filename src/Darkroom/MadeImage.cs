using System.Collections.Immutable;

namespace Darkroom;

/// <summary>Why an image was made by another provider than the requested one.</summary>
/// <param name="From">The id of the requested provider.</param>
/// <param name="Code">Why the requested provider failed.</param>
/// <param name="Reason">The reason as a clause: "OpenAI had no credit left".</param>
/// <param name="Message">The reason as a sentence: "Made by Painter because OpenAI had no credit left."</param>
public sealed record ImageFallback(string From, FailureCode Code, string Reason, string Message);

/// <summary>The properties of a finished image that can differ from its request.</summary>
/// <param name="Size">The size, determined from the bytes.</param>
/// <param name="Mime">The media type, determined from the bytes.</param>
/// <param name="Quality">The quality that the provider reports; null if it does not.</param>
/// <param name="Model">The model that the provider reports, else the requested one.</param>
/// <param name="Fallback">Null if the requested provider made the image.</param>
public sealed record MadeImage(PixelSize Size, string Mime, string? Quality, string? Model, ImageFallback? Fallback)
{
    /// <summary>Returns one sentence for each difference from the request; null if there is none.</summary>
    public ImmutableArray<string>? DifferencesFrom(GenerationRequest request)
    {
        var format = Mime[(Mime.IndexOf('/', StringComparison.Ordinal) + 1)..];
        ImmutableArray<string?> found =
        [
            request.Size == Size ? null : Difference(request.Size.ToString(), Size.ToString()),
            request.OutputFormat is null || request.OutputFormat == format ? null : Difference(request.OutputFormat.ToUpperInvariant(), format.ToUpperInvariant()),
            request.Quality is null or "auto" || Quality is null || request.Quality == Quality
                ? null : Difference(LocalText.Format(EngineTexts.RequestedQuality, request.Quality), Quality),

            // Another provider has other models, and the fallback is reported anyway.
            Fallback is not null || request.Model is null || Model is null || IsSame(request.Model, Model) ? null : Difference(request.Model, Model),
        ];
        return found.All(one => one is null) ? null : [.. found.OfType<string>()];
    }

    private static string Difference(string requested, string actual) => LocalText.Format(EngineTexts.Difference, requested, actual);

    /// <summary>A name with a date (model-2026-01-31) or without its owner (owner/model) is the same model.</summary>
    private static bool IsSame(string requested, string actual) =>
        actual.StartsWith(requested, StringComparison.OrdinalIgnoreCase) || requested.EndsWith($"/{actual}", StringComparison.OrdinalIgnoreCase)
        || actual.EndsWith($"/{requested}", StringComparison.OrdinalIgnoreCase);
}
