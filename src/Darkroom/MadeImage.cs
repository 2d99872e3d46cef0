using System.Collections.Immutable;

namespace Darkroom;

/// <summary>Why an image was made by another provider than the one asked for.</summary>
/// <param name="From">The id of the provider that was asked for.</param>
/// <param name="Code">Why that one failed.</param>
/// <param name="Reason">The same in words, to follow "because": "OpenAI had no credit left".</param>
/// <param name="Message">A whole sentence: "Made by Painter because OpenAI had no credit left."</param>
public sealed record ImageFallback(string From, FailureCode Code, string Reason, string Message);

/// <summary>What an image turned out to be, as far as it can differ from what was asked for.</summary>
/// <param name="Size">Found out from the bytes.</param>
/// <param name="Mime">Found out from the bytes.</param>
/// <param name="Quality">As the provider reports it; null where it does not.</param>
/// <param name="Model">As the provider reports it, else the one asked for.</param>
/// <param name="Fallback">Null where the provider that was asked for made it.</param>
public sealed record MadeImage(PixelSize Size, string Mime, string? Quality, string? Model, ImageFallback? Fallback)
{
    /// <summary>One sentence for each difference; null where there is none.</summary>
    public ImmutableArray<string>? DifferencesFrom(GenerationRequest asked)
    {
        var format = Mime[(Mime.IndexOf('/', StringComparison.Ordinal) + 1)..];
        ImmutableArray<string?> found =
        [
            asked.Size == Size ? null : Reported(asked.Size.ToString(), Size.ToString()),
            asked.OutputFormat is null || asked.OutputFormat == format ? null : Reported(Upper(asked.OutputFormat), Upper(format)),
            asked.Quality is null or "auto" || Quality is null || asked.Quality == Quality
                ? null : Reported($"{asked.Quality} quality", Quality),

            // Another provider has other models; the fallback says enough.
            Fallback is not null || asked.Model is null || Model is null || IsSame(asked.Model, Model) ? null : Reported(asked.Model, Model),
        ];
        return found.All(one => one is null) ? null : [.. found.OfType<string>()];
    }

    private static string Reported(string asked, string got) => $"Asked for {asked}, got {got}.";

    private static string Upper(string format) => format.ToUpperInvariant();

    /// <summary>A dated name (model-2026-01-31) or one without its owner (owner/model) is the same model.</summary>
    private static bool IsSame(string asked, string made) =>
        made.StartsWith(asked, StringComparison.OrdinalIgnoreCase) || asked.EndsWith($"/{made}", StringComparison.OrdinalIgnoreCase)
        || made.EndsWith($"/{asked}", StringComparison.OrdinalIgnoreCase);
}
