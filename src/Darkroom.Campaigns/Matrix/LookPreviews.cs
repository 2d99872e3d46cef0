using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Darkroom.Campaigns.Layout;
using Darkroom.Imaging;
using Darkroom.Storage;

namespace Darkroom.Campaigns.Matrix;

/// <summary>Draws samples of templates with the renderer of creatives. Each is drawn once for all viewers.</summary>
public sealed class LookPreviews(CreativeRenderer renderer, CreativeSpecs specs, IPreviewStore previews)
{
    /// <summary>The widths of samples in pixels; they are square.</summary>
    public static readonly ImmutableArray<int> Widths = [160, 320];

    private const string Format = "custom-480x480";
    private const int Quality = 85;

    private readonly SingleFlight<(string Hash, int Width), byte[]?> _drawing = new();

    /// <summary>Opens a sample, drawing it if necessary.</summary>
    /// <param name="width">One of <see cref="Widths"/>.</param>
    /// <returns>Null if it cannot be drawn, such as on a damaged image.</returns>
    public async Task<Stream?> OpenAsync(LookSample sample, int width, CancellationToken cancellationToken)
    {
        var key = KeyOf(sample, width);
        if (await previews.OpenAsync(key, cancellationToken) is { } stored)
        {
            return stored;
        }

        return await _drawing.RunAsync((sample.Hash, width), token => DrawAsync(sample, width, key, token), cancellationToken) is { } drawn
            ? new MemoryStream(drawn, writable: false)
            : null;
    }

    private async Task<byte[]?> DrawAsync(LookSample sample, int width, string key, CancellationToken cancellationToken)
    {
        CampaignFormats.TryFind(Format, out var format);
        var spec = await specs.CreateAsync(sample, format!, cancellationToken);
        if (await renderer.WriteAsync(spec, new PixelSize(width, width), CreativePreviews.Format, Quality, cancellationToken) is not Outcome<CreativeFile>.Ok(var drawn))
        {
            return null;
        }

        await previews.PutAsync(key, drawn.Image.Bytes, cancellationToken);
        return drawn.Image.Bytes;
    }

    private static string KeyOf(LookSample sample, int width) => PreviewKey.OfDerivative(
        ContentHash.Compute(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"look {CreativePreviews.RendererVersion} {sample.Hash}"))), width, CreativePreviews.Format);
}
