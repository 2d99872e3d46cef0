using System.Collections.Concurrent;
using System.Collections.Immutable;
using Darkroom.Campaigns.Layout;
using Darkroom.Imaging;

namespace Darkroom.Campaigns.Matrix;

/// <summary>Creatives for screens, and what drawing them has shown to be wrong.</summary>
public sealed class CreativePreviews(CreativeRenderer renderer, CreativeSpecs specs)
{
    /// <summary>Widths that previews come in, in pixels; a narrower creative comes as it is.</summary>
    public static readonly ImmutableArray<int> Widths = [160, 240, 320, 480, 640, 720, 960, 1080, 1280, 1600, 1920];

    private const int Quality = 85;
    private const int MaxKept = 20_000;
    private readonly SingleFlight<(string Look, int Width), EncodedResult?> _drawing = new();
    private readonly ConcurrentDictionary<string, ImmutableArray<string>> _problems = new(StringComparer.Ordinal);

    /// <summary>Draws a creative in one of <see cref="Widths"/>. Callers at the same time share one drawing.</summary>
    /// <returns>WebP; null where its picture is not there or damaged.</returns>
    public Task<EncodedResult?> DrawAsync(Creative creative, int width, CancellationToken cancellationToken) =>
        _drawing.RunAsync((creative.ContentHash, width), token => DrawOnceAsync(creative, width, token), cancellationToken);

    /// <summary>What drawing it has shown; null where it was not drawn since the server started.</summary>
    public ImmutableArray<string>? ProblemsOf(Creative creative) => _problems.TryGetValue(creative.ContentHash, out var known) ? known : null;

    private async Task<EncodedResult?> DrawOnceAsync(Creative creative, int width, CancellationToken cancellationToken)
    {
        if (await specs.OfAsync(creative, cancellationToken) is not { } spec)
        {
            return null;
        }

        var across = Math.Min(width, creative.Size.Width);
        var size = new PixelSize(across, Math.Max(1, (int)Math.Round(across / creative.Size.Ratio)));

        // The channel's byte limit is for the file in its own size.
        if (await renderer.WriteAsync(spec with { Format = spec.Format with { MaxBytes = null } }, size, ImageFormat.WebP, Quality, cancellationToken)
            is not Outcome<CreativeFile>.Ok(var drawn))
        {
            return null;
        }

        if (_problems.Count >= MaxKept)
        {
            _problems.Clear();
        }

        _problems[creative.ContentHash] = [.. drawn.Problems.Select(problem => problem.Message)];
        return drawn.Image;
    }
}
