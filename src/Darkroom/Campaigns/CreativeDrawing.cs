using System.Collections.Immutable;
using System.Diagnostics;
using Darkroom.Blobs;
using Darkroom.Campaigns.Export;
using Darkroom.Campaigns.Formats;
using Darkroom.Campaigns.Layout;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns;

/// <summary>Draws creatives of the matrix on images of the gallery: previews and packages come from here, so they show the same.</summary>
/// <param name="fontFolder">Where brands' own fonts are laid out for the text engine, which reads fonts from files only.</param>
public sealed class CreativeDrawing(CreativeRenderer renderer, IGallery gallery, IBlobStore blobs, string fontFolder)
{
    /// <summary>Above it files grow and nobody sees a difference.</summary>
    private const int BestQuality = 92;

    private const int PreviewQuality = 80;

    /// <inheritdoc cref="WriteCreative"/>
    public async Task<WrittenCreative> WriteAsync(Creative creative, ImageFormat format, long? maxBytes, CancellationToken cancellationToken)
    {
        if (await SpecOfAsync(creative, cancellationToken) is not var (spec, findings))
        {
            return new WrittenCreative(null, null, [PackageRules.NoPicture]);
        }

        var limited = spec with { Format = spec.Format with { MaxBytes = maxBytes } };
        return await renderer.WriteAsync(limited, null, format, BestQuality, cancellationToken) switch
        {
            Outcome<CreativeFile>.Ok(var file) => new WrittenCreative(
                file.Picture,
                format == ImageFormat.Png ? null : file.Quality,
                [.. findings, .. file.Problems.Select(problem => new Finding(Wire.Name(problem.Element), problem.Message))]),
            Outcome<CreativeFile>.Rejected(_, var message) => new WrittenCreative(null, null, [new Finding("picture", message)]),
            _ => throw new UnreachableException(),
        };
    }

    /// <inheritdoc cref="DrawCreative"/>
    public async Task<DrawnCreative?> PreviewAsync(Creative creative, PixelSize size, CancellationToken cancellationToken)
    {
        if (await SpecOfAsync(creative, cancellationToken) is not var (spec, findings))
        {
            return null;
        }

        var unlimited = spec with { Format = spec.Format with { MaxBytes = null } };
        return await renderer.WriteAsync(unlimited, size, ImageFormat.WebP, PreviewQuality, cancellationToken) is Outcome<CreativeFile>.Ok(var file)
            ? new DrawnCreative(
                file.Picture.Bytes,
                file.Picture.Format.Mime(),
                [.. findings.Select(finding => finding.Why), .. file.Problems.Select(problem => problem.Message)])
            : null;
    }

    internal static CampaignFormat FormatOf(Creative creative) => CampaignFormats.TryFind(creative.Key.Format, out var format)
        ? format
        : new CampaignFormat(creative.Key.Format, creative.Key.Format, "Custom", creative.Size, null, default);

    /// <summary>What the renderer needs to know, and what of the creative's wishes it does not have.</summary>
    /// <returns>Null where the picture is not there.</returns>
    private async Task<(CreativeSpec Spec, ImmutableArray<Finding> Findings)?> SpecOfAsync(Creative creative, CancellationToken cancellationToken)
    {
        if (creative.Picture.ImageId is not { } id || await gallery.FindAsync(id, cancellationToken) is not { } image)
        {
            return null;
        }

        var findings = ImmutableArray.CreateBuilder<Finding>();
        var template = creative.Template is null ? CreativeTemplates.All[0] : CreativeTemplates.Find(creative.Template);
        if (template is null)
        {
            template = CreativeTemplates.All[0];
            findings.Add(new Finding("template", $"There is no layout {creative.Template}; {template.Name} was used."));
        }

        var spec = new CreativeSpec(
            Asset(image.BlobHash),
            FormatOf(creative),
            template.Id,
            new CreativeTexts(creative.Headline, creative.CallToAction, creative.SmallPrint ?? "", creative.Key.Language),
            await BrandOfAsync(creative.Brand, findings, cancellationToken))
        {
            Focus = creative.Focus is { } focus ? new(focus.X, focus.Y) : null,
        };
        return (spec, findings.ToImmutable());
    }

    private async Task<CreativeBrand> BrandOfAsync(BrandLook look, ImmutableArray<Finding>.Builder findings, CancellationToken cancellationToken)
    {
        var typeface = look.Typeface is null ? Typefaces.Default : Typefaces.All.FirstOrDefault(one => look.Typeface == one.Id || look.Typeface == one.Name);
        if (typeface is null)
        {
            typeface = Typefaces.Default;
            findings.Add(new Finding("typeface", $"There is no typeface {look.Typeface}; {typeface.Name} was used."));
        }

        return new CreativeBrand(Colour(look.Primary), Colour(look.Secondary))
        {
            Typeface = typeface.Id,
            Logo = look.Logo is { } logo ? Asset(logo.Hash) : null,
            FontFile = look.Font is { } font ? await FontAsync(font.Hash, cancellationToken) : null,
        };
    }

    private CreativeAsset Asset(string hash) => new(hash, async cancellationToken => await ReadAsync(hash, cancellationToken));

    private async Task<byte[]> ReadAsync(string hash, CancellationToken cancellationToken)
    {
        await using var stored = blobs.Open(hash) ?? throw new FileNotFoundException($"The blob {hash} is gone.");
        var bytes = new byte[stored.Length];
        await stored.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>Named by its content, so a font that is there is the right one. Two who need it at once write the same.</summary>
    private async Task<string> FontAsync(string hash, CancellationToken cancellationToken)
    {
        var path = Path.Combine(fontFolder, hash);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(fontFolder);
            var unfinished = $"{path}.{Guid.NewGuid():N}";
            await File.WriteAllBytesAsync(unfinished, await ReadAsync(hash, cancellationToken), cancellationToken);
            File.Move(unfinished, path, overwrite: true);
        }

        return path;
    }

    private static Rgb Colour(string text) => Rgb.TryParse(text, out var colour) ? colour : Rgb.Ink;
}
