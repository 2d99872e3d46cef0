using System.Collections.Immutable;
using System.Diagnostics;
using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>
/// Draws creatives. A preview is the export made smaller: the same code, the same decisions, at full size. What several creatives
/// share is kept for a while: decoded pictures and their crops (up to 128 MB), logos, and how texts were fitted. One instance serves a process.
/// </summary>
public sealed class CreativeRenderer(ImagePipeline pipeline)
{
    private const long CacheBytes = 128L * 1024 * 1024;
    private const int LogoBytes = 4 * 1024 * 1024;

    private static readonly ImageLimits ImageLimits = new();

    private readonly PixelCache _cache = new(CacheBytes);
    private readonly FitCache _fits = new();
    private readonly SingleFlight<string, Outcome<Pixels>> _pictures = new();
    private readonly SingleFlight<string, Outcome<Logo>> _logos = new();

    /// <param name="spec">What to draw.</param>
    /// <param name="at">The size of a preview, in proportion to the format's or not; null: the format's own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The creative with what should be looked at, or why the base image cannot be used.</returns>
    /// <exception cref="ArgumentException">There is no such template or typeface.</exception>
    public async Task<Outcome<DrawnCreative>> RenderAsync(CreativeSpec spec, PixelSize? at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var template = CreativeTemplates.Find(spec.Template) ?? throw new ArgumentException($"There is no template {spec.Template}.", nameof(spec));
        var typeface = Typefaces.All.FirstOrDefault(one => one.Id == spec.Brand.Typeface)
            ?? throw new ArgumentException($"There is no typeface {spec.Brand.Typeface}.", nameof(spec));
        switch (await ImageAsync(spec.Image, cancellationToken))
        {
            case Outcome<Pixels>.Rejected(var reason, var message):
                return new Outcome<DrawnCreative>.Rejected(reason, message);
            case Outcome<Pixels>.Ok(var picture):
                var logo = spec.Brand.Logo is { } asset ? await LogoAsync(asset, cancellationToken) : null;
                var creative = await pipeline.DrawAsync(() => Draw(spec, template, typeface, picture, logo), cancellationToken);
                return new Outcome<DrawnCreative>.Ok(at is { } size && size != spec.Format.Size
                    ? creative with { Picture = await pipeline.DrawAsync(() => Photo.Shrink(creative.Picture, size.Width, size.Height), cancellationToken) }
                    : creative);
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Draws a creative and writes it at the best quality that keeps within the format's byte limit.</summary>
    /// <param name="spec">What to draw.</param>
    /// <param name="at">As for <see cref="RenderAsync"/>.</param>
    /// <param name="format">PNG, JPEG or WebP.</param>
    /// <param name="quality">The best wanted, 25 to 100; PNG ignores it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Outcome<CreativeFile>> WriteAsync(
        CreativeSpec spec, PixelSize? at, ImageFormat format, int quality, CancellationToken cancellationToken)
    {
        switch (await RenderAsync(spec, at, cancellationToken))
        {
            case Outcome<DrawnCreative>.Rejected(var reason, var message):
                return new Outcome<CreativeFile>.Rejected(reason, message);
            case Outcome<DrawnCreative>.Ok(var creative):
                var limit = spec.Format.MaxBytes;
                var file = await pipeline.DrawAsync(() => ImageFile.Within(creative.Picture, format, quality, limit), cancellationToken);
                return new Outcome<CreativeFile>.Ok(new CreativeFile(
                    file.Image, file.Quality, file.Fits ? creative.Problems : creative.Problems.Add(TooLarge(file, limit))));
            default:
                throw new UnreachableException();
        }
    }

    private DrawnCreative Draw(CreativeSpec spec, CreativeTemplate template, Typeface typeface, Pixels picture, Outcome<Logo>? logo)
    {
        var problems = ImmutableArray.CreateBuilder<LayoutWarning>();
        if (logo is Outcome<Logo>.Rejected(_, var noLogo))
        {
            problems.Add(new LayoutWarning(CreativeElement.Logo, noLogo));
        }

        if (spec.Brand.FontFile is { } path)
        {
            switch (FontFile.Open(path))
            {
                case Outcome<string>.Ok(var family):
                    typeface = typeface with { Headline = family, LineHeight = 1.1, Tracking = 0 };
                    break;
                case Outcome<string>.Rejected(_, var noFont):
                    problems.Add(new LayoutWarning(CreativeElement.Typeface, $"{noFont} The typeface {typeface.Name} was used instead."));
                    break;
            }
        }

        var composition = new Composition(
            new LayoutFrame(spec.Format),
            new CreativeTextLayout(spec.Texts, typeface, _fits),
            new BrandPalette(spec.Brand),
            (logo as Outcome<Logo>.Ok)?.Value,
            (width, height) => Crop(spec, picture, width, height));
        template.Draw(composition);
        if (spec.ShowSafeZones)
        {
            SafeZoneOverlay.Draw(composition);
        }

        return new DrawnCreative(composition.Canvas.Pixels, composition.Placements, [.. problems, .. composition.Problems]);
    }

    private Pixels Crop(CreativeSpec spec, Pixels picture, int width, int height)
    {
        var key = (spec.Image.Key, spec.Focus, width, height);
        if (_cache.Find<Pixels>(key) is { } kept)
        {
            return kept;
        }

        var crop = Photo.Cover(picture, width, height, spec.Focus);
        _cache.Keep(key, crop, crop.Data.Length);
        return crop;
    }

    /// <summary>Many creatives that are drawn at once stand on the same picture, which is decoded once.</summary>
    private Task<Outcome<Pixels>> ImageAsync(CreativeAsset asset, CancellationToken cancellationToken) =>
        _pictures.RunAsync(asset.Key, token => ReadImageAsync(asset, token), cancellationToken);

    private async Task<Outcome<Pixels>> ReadImageAsync(CreativeAsset asset, CancellationToken cancellationToken)
    {
        var key = (asset.Key, "picture");
        if (_cache.Find<Pixels>(key) is { } kept)
        {
            return new Outcome<Pixels>.Ok(kept);
        }

        var bytes = await asset.ReadAsync(cancellationToken);
        var read = await pipeline.DrawAsync(() => Photo.Decode(bytes, ImageLimits), cancellationToken);
        if (read is Outcome<Pixels>.Ok(var pixels))
        {
            _cache.Keep(key, pixels, pixels.Data.Length);
        }

        return read;
    }

    private Task<Outcome<Logo>> LogoAsync(CreativeAsset asset, CancellationToken cancellationToken) =>
        _logos.RunAsync(asset.Key, token => ReadLogoAsync(asset, token), cancellationToken);

    private async Task<Outcome<Logo>> ReadLogoAsync(CreativeAsset asset, CancellationToken cancellationToken)
    {
        var key = (asset.Key, "logo");
        if (_cache.Find<Outcome<Logo>>(key) is { } kept)
        {
            return kept;
        }

        var bytes = await asset.ReadAsync(cancellationToken);
        var read = await pipeline.DrawAsync(() => Logo.Read(bytes), cancellationToken);
        _cache.Keep(key, read, LogoBytes);
        return read;
    }

    private static LayoutWarning TooLarge(FittedFile file, long? limit) => new(
        CreativeElement.File,
        $"The file has {file.Image.Bytes.Length:N0} bytes even at the lowest quality; the channel takes {limit:N0}. Choose JPEG or WebP, or a calmer picture.");
}
