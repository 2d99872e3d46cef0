using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Darkroom.Campaigns.Layout;
using Darkroom.Imaging;
using Darkroom.Storage;

namespace Darkroom.Campaigns.Matrix;

/// <summary>
/// Draws creatives for screens. Each preview is drawn once for all viewers and kept in the preview store under what it shows; the layout
/// warnings found by drawing are stored with it.
/// </summary>
public sealed class CreativePreviews(CreativeRenderer renderer, CreativeSpecs specs, IPreviewStore previews, ICampaignStore store)
{
    /// <summary>The widths of previews in pixels. A narrower creative has a preview of its own width.</summary>
    public static readonly ImmutableArray<int> Widths = [160, 240, 320, 480, 640, 720, 960, 1080, 1280, 1600, 1920];

    /// <summary>The type of every preview.</summary>
    public const ImageFormat Format = ImageFormat.WebP;

    /// <summary>To be increased when the renderer draws the same creative differently, so that stored previews are drawn again.</summary>
    internal const int RendererVersion = 5;

    private const int Quality = 85;
    private const int MaxTypes = 5_000;
    private readonly ConcurrentDictionary<string, CreativeType> _types = new(StringComparer.Ordinal);
    private readonly SingleFlight<(string ContentHash, int Width), byte[]?> _drawing = new();

    /// <summary>Opens the preview of a creative, drawing it if necessary. Callers at the same time share one drawing.</summary>
    /// <param name="width">One of <see cref="Widths"/>.</param>
    /// <returns>Null if the creative's image is missing or damaged.</returns>
    public async Task<Stream?> OpenAsync(Creative creative, int width, CancellationToken cancellationToken)
    {
        var key = KeyOf(creative, width);
        if (creative.Warnings is not null && await previews.OpenAsync(key, cancellationToken) is { } stored)
        {
            return stored;
        }

        return await _drawing.RunAsync((creative.ContentHash, width), token => DrawAsync(creative, width, key, token), cancellationToken) is { } drawn
            ? new MemoryStream(drawn, writable: false)
            : null;
    }

    /// <summary>Returns how the texts of a creative are set, drawing it if necessary; null if its image is missing or damaged.</summary>
    public async Task<CreativeType?> TypeAsync(Creative creative, CancellationToken cancellationToken)
    {
        if (_types.TryGetValue(creative.ContentHash, out var known))
        {
            return known;
        }

        return await specs.CreateAsync(creative, cancellationToken) is { } spec
            && await renderer.RenderAsync(spec, at: null, cancellationToken) is Outcome<DrawnCreative>.Ok(var drawn)
                ? Remember(creative, drawn.Type)
                : null;
    }

    /// <summary>Returns another language in which the headline of a creative is so large that this one looks like another design; null if there is none.</summary>
    public async Task<string?> LargerLanguageAsync(string campaignId, Creative creative, CancellationToken cancellationToken)
    {
        if (await TypeAsync(creative, cancellationToken) is not { } own)
        {
            return null;
        }

        foreach (var copy in creative.Brief.Copy.Where(copy => copy.Language != creative.Key.Language))
        {
            if (await store.FindCreativeAsync(campaignId, creative.Key with { Language = copy.Language }, cancellationToken) is { } other
                && await TypeAsync(other, cancellationToken) is { } type && own.IsMuchSmallerThan(type))
            {
                return copy.Language;
            }
        }

        return null;
    }

    private CreativeType Remember(Creative creative, CreativeType type)
    {
        if (_types.Count > MaxTypes)
        {
            _types.Clear();
        }

        return _types[creative.ContentHash] = type;
    }

    private async Task<byte[]?> DrawAsync(Creative creative, int width, string key, CancellationToken cancellationToken)
    {
        if (await specs.CreateAsync(creative, cancellationToken) is not { } spec)
        {
            return null;
        }

        var across = Math.Min(width, creative.Size.Width);
        var size = new PixelSize(across, Math.Max(1, (int)Math.Round(across / creative.Size.Ratio)));

        // The channel's byte limit applies to the exported file only.
        if (await renderer.WriteAsync(spec with { Format = spec.Format with { MaxBytes = null } }, size, Format, Quality, cancellationToken)
            is not Outcome<CreativeFile>.Ok(var drawn))
        {
            return null;
        }

        Remember(creative, drawn.Type);
        await previews.PutAsync(key, drawn.Image.Bytes, cancellationToken);
        await store.StoreWarningsAsync(creative.ContentHash, [.. drawn.Warnings.Select(warning => warning.Message)], cancellationToken);
        return drawn.Image.Bytes;
    }

    private static string KeyOf(Creative creative, int width) => PreviewKey.OfDerivative(
        ContentHash.Compute(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"creative {RendererVersion} {creative.ContentHash}"))), width, Format);
}
