using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Layout;
using Darkroom.Gallery;
using Darkroom.Imaging.Drawing;
using Darkroom.Storage;

namespace Darkroom.Campaigns.Matrix;

/// <summary>Says of a creative everything that drawing it takes; for screens and for files alike.</summary>
public sealed class CreativeSpecs(IGallery gallery, IBlobStore blobs, BrandFonts fonts)
{
    /// <returns>Null where its picture is not there.</returns>
    public async Task<CreativeSpec?> OfAsync(Creative creative, CancellationToken cancellationToken)
    {
        if (creative.Picture.ImageId is not { } id || await gallery.FindAsync(id, cancellationToken) is not { } image)
        {
            return null;
        }

        return new CreativeSpec(
            Stored(image.BlobHash),
            creative.Format,
            creative.Template ?? CreativeTemplates.All[0].Id,
            new CreativeTexts(creative.Headline, creative.CallToAction, creative.SmallPrint ?? "", creative.Key.Language),
            await BrandAsync(creative.Brand, cancellationToken))
        {
            Focus = creative.Focus,
        };
    }

    private async Task<CreativeBrand> BrandAsync(BrandLook look, CancellationToken cancellationToken) => new(ColourOf(look.Primary), ColourOf(look.Secondary))
    {
        Logo = look.Logo is { } logo ? Stored(logo.Hash) : null,
        Typeface = look.Typeface ?? Typefaces.Default.Id,
        FontFile = look.Font is { } font ? await fonts.PathOfAsync(font.Hash, cancellationToken) : null,
    };

    private CreativeAsset Stored(string hash) => new(hash, async cancellationToken =>
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
