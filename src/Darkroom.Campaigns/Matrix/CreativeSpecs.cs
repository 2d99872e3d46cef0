using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Layout;
using Darkroom.Gallery;
using Darkroom.Imaging.Drawing;
using Darkroom.Storage;

namespace Darkroom.Campaigns.Matrix;

/// <summary>Collects everything that is needed to draw a creative, for previews and exports alike.</summary>
public sealed class CreativeSpecs(IGallery gallery, IBlobStore blobs, BrandFonts fonts)
{
    /// <returns>Null if the creative's image is missing.</returns>
    public async Task<CreativeSpec?> CreateAsync(Creative creative, CancellationToken cancellationToken)
    {
        if (creative.Image.ImageId is not { } id || await gallery.FindAsync(id, cancellationToken) is not { } image)
        {
            return null;
        }

        return new CreativeSpec(
            AssetOf(image.BlobHash),
            creative.Format,
            creative.Template ?? CreativeTemplate.All[0].Id,
            new CreativeTexts(creative.Headline, creative.CallToAction, creative.SmallPrint ?? "", creative.Key.Language),
            await BrandAsync(creative.Brief.Look, cancellationToken))
        {
            Focus = creative.Focus,
            Placement = creative.State?.Placement is { } place ? Wire.Value<TextPlacement>(place) : null,
        };
    }

    /// <summary>Collects what is needed to draw a sample. If its image is gone, the program's own image is used.</summary>
    public async Task<CreativeSpec> CreateAsync(LookSample sample, CampaignFormat format, CancellationToken cancellationToken)
    {
        var image = sample.ImageId is { } id ? await gallery.FindAsync(id, cancellationToken) : null;
        return new CreativeSpec(
            image is null ? OwnImage : AssetOf(image.BlobHash),
            format,
            sample.Template,
            new CreativeTexts(sample.Headline, sample.CallToAction, "", sample.Language),
            await BrandAsync(sample.Look, cancellationToken))
        {
            Focus = sample.Focus,
        };
    }

    private static CreativeAsset OwnImage { get; } = new("sample", async cancellationToken =>
    {
        await using var stream = typeof(CreativeSpecs).Assembly.GetManifestResourceStream("Darkroom.Campaigns.sample.jpg")!;
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    });

    private async Task<CreativeBrand> BrandAsync(BrandLook look, CancellationToken cancellationToken) => new(ColourOf(look.Primary), ColourOf(look.Secondary))
    {
        Logo = look.Logo is { } logo ? AssetOf(logo.Hash) : null,
        Typeface = look.Typeface ?? Typeface.Default.Id,
        FontFile = look.Font is { } font ? await fonts.PathOfAsync(font.Hash, cancellationToken) : null,
    };

    private CreativeAsset AssetOf(string hash) => new(hash, async cancellationToken =>
    {
        await using var stream = await blobs.OpenAsync(hash, cancellationToken);
        var bytes = new byte[stream?.Length ?? 0];
        if (stream is not null)
        {
            await stream.ReadExactlyAsync(bytes, cancellationToken);
        }

        return bytes;
    });

    private static Rgb ColourOf(string text) => Rgb.TryParse(text, out var colour) ? colour : Rgb.Ink;
}
