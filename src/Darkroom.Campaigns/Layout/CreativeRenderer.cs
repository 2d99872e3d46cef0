using System.Collections.Immutable;
using System.Diagnostics;
using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>
/// Draws creatives. A preview is the export reduced: it is drawn by the same code at full size. What several creatives share is cached:
/// decoded images, their crops and rendered texts (up to 128 MB), logos, and fitted texts. One instance serves the process.
/// </summary>
public sealed class CreativeRenderer
{
    private const long CacheBytes = 128L * 1024 * 1024;
    private const int LogoBytes = 4 * 1024 * 1024;

    private static readonly ImageLimits ImageLimits = new();

    private readonly PixelCache _cache = new(CacheBytes);
    private readonly FitCache _fits;
    private readonly SingleFlight<string, Outcome<Pixels>> _images = new();
    private readonly SingleFlight<string, Outcome<Logo>> _logos = new();
    private readonly ImagePipeline _pipeline;

    /// <param name="pipeline">Limits how many creatives are drawn at a time.</param>
    public CreativeRenderer(ImagePipeline pipeline) => (_pipeline, _fits) = (pipeline, new FitCache(_cache));

    /// <summary>Draws a creative.</summary>
    /// <param name="at">The size of a preview, in any proportion; null for the format's own size.</param>
    /// <returns>The creative with its warnings, or why the base image cannot be used.</returns>
    /// <exception cref="ArgumentException">There is no such template or typeface.</exception>
    public async Task<Outcome<DrawnCreative>> RenderAsync(CreativeSpec spec, PixelSize? at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var template = CreativeTemplate.Find(spec.Template) ?? throw new ArgumentException($"There is no template {spec.Template}.", nameof(spec));
        var typeface = Typeface.All.FirstOrDefault(candidate => candidate.Id == spec.Brand.Typeface)
            ?? throw new ArgumentException($"There is no typeface {spec.Brand.Typeface}.", nameof(spec));
        switch (await ReadAsync(_images, spec.Image, bytes => Photo.Decode(bytes, ImageLimits), SizeOf, cancellationToken))
        {
            case Outcome<Pixels>.Rejected(var reason, var message):
                return new Outcome<DrawnCreative>.Rejected(reason, message);
            case Outcome<Pixels>.Ok(var image):
                var logo = spec.Brand.Logo is { } asset ? await ReadAsync(_logos, asset, bytes => Logo.Read(bytes), _ => LogoBytes, cancellationToken) : null;
                var creative = await _pipeline.DrawAsync(() => Draw(spec, template, typeface, image, logo), cancellationToken);
                return new Outcome<DrawnCreative>.Ok(at is { } size && size != spec.Format.Size
                    ? creative with { Image = await _pipeline.DrawAsync(() => Photo.Shrink(creative.Image, size.Width, size.Height), cancellationToken) }
                    : creative);
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Draws a creative and encodes it at the best quality that keeps within the format's byte limit.</summary>
    /// <param name="at">As for <see cref="RenderAsync"/>.</param>
    /// <param name="format">PNG, JPEG or WebP.</param>
    /// <param name="quality">The highest quality, 25 to 100; PNG ignores it.</param>
    public async Task<Outcome<CreativeFile>> WriteAsync(
        CreativeSpec spec, PixelSize? at, ImageFormat format, int quality, CancellationToken cancellationToken)
    {
        switch (await RenderAsync(spec, at, cancellationToken))
        {
            case Outcome<DrawnCreative>.Rejected(var reason, var message):
                return new Outcome<CreativeFile>.Rejected(reason, message);
            case Outcome<DrawnCreative>.Ok(var creative):
                var limit = spec.Format.MaxBytes;
                var file = await _pipeline.DrawAsync(() => ImageFile.Within(creative.Image, format, quality, limit), cancellationToken);
                return new Outcome<CreativeFile>.Ok(new CreativeFile(
                    file.Image, file.Quality, file.Fits ? creative.Warnings : creative.Warnings.Add(TooLarge(file, limit)), creative.Type));
            default:
                throw new UnreachableException();
        }
    }

    private DrawnCreative Draw(CreativeSpec spec, CreativeTemplate template, Typeface typeface, Pixels image, Outcome<Logo>? logo)
    {
        var warnings = ImmutableArray.CreateBuilder<LayoutWarning>();
        if (logo is Outcome<Logo>.Rejected(_, var noLogo))
        {
            warnings.Add(new LayoutWarning(CreativeElement.Logo, noLogo));
        }

        if (spec.Brand.FontFile is { } path)
        {
            switch (FontFile.Open(path))
            {
                case Outcome<string>.Ok(var family):
                    typeface = typeface with { Headline = family, LineHeight = 1.1, Tracking = 0 };
                    break;
                case Outcome<string>.Rejected(_, var noFont):
                    warnings.Add(new LayoutWarning(CreativeElement.Typeface, $"{noFont} The typeface {typeface.Name} was used instead."));
                    break;
            }
        }

        var missing = MissingGlyphs.Find(Typesetter.Clean($"{spec.Texts.Headline} {spec.Texts.CallToAction} {spec.Texts.SmallPrint}"));
        if (missing.Length > 0)
        {
            warnings.Add(new LayoutWarning(CreativeElement.Typeface, MissingFont(missing)));
        }

        var composition = new Composition(
            new LayoutFrame(spec.Format),
            new CreativeTextLayout(spec.Texts, typeface, _fits),
            new BrandPalette(spec.Brand),
            (logo as Outcome<Logo>.Ok)?.Value,
            new BaseCrops(_cache, image, spec.Image.Key, spec.Focus))
        {
            Wanted = spec.Placement,
            Roundness = template.Roundness,
        };
        template.Draw(composition);
        composition.Finish();
        if (spec.ShowSafeZones)
        {
            ShadeCovered(composition);
        }

        return new DrawnCreative(composition.Canvas.Pixels, composition.Placements, [.. warnings, .. composition.Warnings], composition.Type);
    }

    /// <summary>Reads a file through the cache. Creatives that are drawn at the same time share one decoding.</summary>
    /// <param name="sizeOf">Returns how many bytes of the cache an outcome takes; 0 not to cache it.</param>
    private Task<Outcome<T>> ReadAsync<T>(
        SingleFlight<string, Outcome<T>> reading, CreativeAsset asset, Func<ReadOnlyMemory<byte>, Outcome<T>> read, Func<Outcome<T>, long> sizeOf,
        CancellationToken cancellationToken) => reading.RunAsync(
        asset.Key,
        async token =>
        {
            var key = (asset.Key, typeof(T));
            if (_cache.Find<Outcome<T>>(key) is { } cached)
            {
                return cached;
            }

            var bytes = await asset.ReadAsync(token);
            var outcome = await _pipeline.DrawAsync(() => read(bytes), token);
            if (sizeOf(outcome) is > 0 and var size)
            {
                _cache.Add(key, outcome, size);
            }

            return outcome;
        },
        cancellationToken);

    private static long SizeOf(Outcome<Pixels> image) => image is Outcome<Pixels>.Ok(var pixels) ? pixels.Data.Length : 0;

    /// <summary>Shades what the channel covers, and draws a line around the rest.</summary>
    private static void ShadeCovered(Composition page)
    {
        var colour = new Rgb(255, 0, 96);
        var (full, free) = (page.Frame.Full, page.Frame.Uncovered);
        page.Canvas.Fill(full with { Height = free.Y }, colour, 0.3);
        page.Canvas.Fill(full with { Y = free.Bottom, Height = full.Bottom - free.Bottom }, colour, 0.3);
        page.Canvas.Fill(free with { X = 0, Width = free.X }, colour, 0.3);
        page.Canvas.Fill(free with { X = free.Right, Width = full.Right - free.Right }, colour, 0.3);
        page.Canvas.Outline(free, Math.Max(1, page.Frame.Scale(0.003)), colour);
    }

    private static string MissingFont(string characters) =>
        $"No font on the server has {characters}, so boxes are drawn. Install one there, on Debian fonts-noto-cjk for Chinese, Japanese and Korean or fonts-noto-color-emoji for emoji, and restart Darkroom.";

    private static LayoutWarning TooLarge(FittedFile file, long? limit) => new(
        CreativeElement.File,
        $"The file has {file.Image.Bytes.Length:N0} bytes even at the lowest quality; the channel accepts {limit:N0}. Choose JPEG or WebP, or an image with less detail.");
}
