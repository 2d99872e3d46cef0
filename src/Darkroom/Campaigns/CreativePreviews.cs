using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Darkroom.Campaigns;

/// <summary>A creative as it was drawn.</summary>
/// <param name="Problems">What does not fit or cannot be read, a sentence each.</param>
public sealed record DrawnCreative(ReadOnlyMemory<byte> Bytes, string Mime, ImmutableArray<string> Problems);

/// <summary>Draws a creative whose picture is there, for screens.</summary>
/// <param name="size">In proportion to the creative's own.</param>
/// <returns>Null where its picture is gone or damaged.</returns>
public delegate Task<DrawnCreative?> DrawCreative(Creative creative, PixelSize size, CancellationToken cancellationToken);

/// <summary>Creatives for screens, and what drawing them has shown to be wrong.</summary>
/// <param name="draw">Null where nothing can draw.</param>
public sealed class CreativePreviews(DrawCreative? draw = null)
{
    /// <summary>Widths that previews come in, in pixels; a narrower creative comes as it is.</summary>
    public static readonly ImmutableArray<int> Widths = [160, 240, 320, 480, 640, 720, 960, 1080, 1280, 1600, 1920];

    private const int MostKept = 20_000;
    private readonly ConcurrentDictionary<string, ImmutableArray<string>> _problems = new(StringComparer.Ordinal);

    public bool CanDraw => draw is not null;

    /// <summary>Draws a creative in one of <see cref="Widths"/>.</summary>
    /// <returns>Null where its picture is not there or damaged.</returns>
    public async Task<DrawnCreative?> DrawAsync(Creative creative, int width, CancellationToken cancellationToken)
    {
        if (draw is null || creative.Picture.ImageId is null)
        {
            return null;
        }

        var across = Math.Min(width, creative.Size.Width);
        var size = new PixelSize(across, Math.Max(1, (int)Math.Round(across / creative.Size.Ratio)));
        var drawn = await draw(creative, size, cancellationToken);
        if (drawn is not null)
        {
            if (_problems.Count >= MostKept)
            {
                _problems.Clear();
            }

            _problems[creative.Look] = drawn.Problems;
        }

        return drawn;
    }

    /// <summary>What drawing it has shown; null where it was not drawn since the server started.</summary>
    public ImmutableArray<string>? ProblemsOf(Creative creative) => _problems.TryGetValue(creative.Look, out var known) ? known : null;
}
