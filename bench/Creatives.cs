using System.Diagnostics;
using System.Text;
using Darkroom.Bench.Report;
using Darkroom.Campaigns.Layout;
using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;
using Darkroom.Painter;
using Darkroom.Providers;

namespace Darkroom.Bench;

/// <summary>Draws creatives: how long it takes, and contact sheets to look at.</summary>
internal static class Creatives
{
    private const string LogoText =
        """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 220 60"><circle cx="30" cy="30" r="26" fill="none" stroke="#fff" stroke-width="8"/><circle cx="30" cy="30" r="9" fill="#fff"/><path d="M80 12v36h8V34h14v-8H88v-6h16v-8zM112 12h8v28h16v8h-24zM146 12h26v8h-9v28h-8V20h-9zM182 12h8l12 20V12h8v36h-8l-12-20v20h-8z" fill="#fff"/></svg>""";

    private static readonly ImagePipeline Pipeline = new(new ImagingOptions());

    private static readonly CreativeBrand Brand = new(new Rgb(18, 66, 74), new Rgb(255, 196, 61)) { Logo = Bytes("logo", Encoding.UTF8.GetBytes(LogoText)) };

    private static readonly string[] Headlines = ["Mornings taste better by the sea", "Slow down", "Your quiet place for a long summer weekend"];
    private static readonly string[] Calls = ["Book your stay", "See rooms"];
    private static readonly string[] Formats = ["instagram-square", "instagram-story", "facebook", "google-300x250"];
    private static readonly string[] Languages = ["en", "ar"];

    private static readonly (string Name, CreativeTexts Texts)[] Scripts =
    [
        ("latin", new("Mornings taste better by the sea", "Book your stay", "Offer ends 31 August. Terms apply.", "en")),
        ("arabic", new("الصباح أجمل على شاطئ البحر", "احجز إقامتك", "ينتهي العرض في 31 أغسطس. تطبق الشروط.", "ar")),
        ("japanese", new("海辺の朝は、いつもより美しい", "今すぐ予約", "8月31日まで。条件が適用されます。", "ja")),
    ];

    /// <summary>48 creatives from 3 images, then previews, then 4 formats again for the change of a word.</summary>
    internal static async Task<int> MeasureAsync(CancellationToken cancellationToken)
    {
        var images = await ImagesAsync(3, cancellationToken);
        await Renderer().RenderAsync(Specs(images).First(), at: null, cancellationToken);
        var renderer = Renderer();
        var (watch, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var specs = Specs(images).ToList();
        long bytes = 0;
        await Parallel.ForEachAsync(specs, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken }, async (spec, token) =>
        {
            var file = (Outcome<CreativeFile>.Ok)await renderer.WriteAsync(spec, at: null, ImageFormat.Jpeg, 90, token);
            Interlocked.Add(ref bytes, file.Value.Image.Bytes.Length);
        });
        Console.WriteLine(
            $"{specs.Count} creatives from {images.Count} images: {watch.Elapsed.TotalSeconds:0.00} s, {(Environment.CpuUsage.TotalTime - processor).TotalSeconds:0.00} s of processor, {bytes / 1e6:0.0} MB");
        foreach (var format in new[] { "instagram-square", "instagram-story", "x", "google-300x250" })
        {
            await PreviewsAsync(renderer, specs[0] with { Format = Format(format) }, cancellationToken);
        }

        return 0;
    }

    /// <summary>One sheet for each script and group of formats: a row for each template.</summary>
    internal static async Task<int> SheetsAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var images = await ImagesAsync(3, cancellationToken);
        var renderer = Renderer();
        foreach (var (name, texts) in Scripts)
        {
            await SheetAsync(renderer, images, texts, ["instagram-square", "instagram-portrait", "instagram-story", "facebook", "x"], 420, Path.Combine(folder, $"{name}-social.png"), cancellationToken);
            await SheetAsync(renderer, images, texts, ["google-300x250", "google-160x600", "google-300x600"], 600, Path.Combine(folder, $"{name}-display.png"), cancellationToken);
            await SheetAsync(renderer, images, texts, ["google-728x90", "google-970x250", "google-320x50"], 250, Path.Combine(folder, $"{name}-strips.png"), cancellationToken);
        }

        return 0;
    }

    private static async Task PreviewsAsync(CreativeRenderer renderer, CreativeSpec spec, CancellationToken cancellationToken)
    {
        var at = new PixelSize(spec.Format.Size.Width / 2, spec.Format.Size.Height / 2);
        await renderer.WriteAsync(spec, at, ImageFormat.WebP, 80, cancellationToken);
        var (same, changed) = (new List<double>(), new List<double>());
        for (var round = 0; round < 15; round++)
        {
            same.Add(await TimeAsync(spec));
            changed.Add(await TimeAsync(spec with { Texts = spec.Texts with { Headline = $"Mornings taste better with {round} friends" } }));
        }

        Console.WriteLine($"preview {spec.Format.Id}: {Statistics.Median(same):0} ms, after a changed headline {Statistics.Median(changed):0} ms (medians of 15)");

        async Task<double> TimeAsync(CreativeSpec one)
        {
            var watch = Stopwatch.StartNew();
            await renderer.WriteAsync(one, at, ImageFormat.Jpeg, 80, cancellationToken);
            return watch.Elapsed.TotalMilliseconds;
        }
    }

    private static async Task SheetAsync(
        CreativeRenderer renderer, List<CreativeAsset> images, CreativeTexts texts, string[] formats, int height, string path, CancellationToken cancellationToken)
    {
        const int gap = 16;
        var sizes = formats.Select(id => Format(id)).Select(format => (Format: format, Size: Scaled(format.Size, height))).ToList();
        var sheet = new Canvas(sizes.Sum(one => one.Size.Width + gap) + gap, (sizes.Max(one => one.Size.Height) + gap) * CreativeTemplate.All.Length + gap);
        sheet.Fill(sheet.Area, new Rgb(128, 128, 128));
        var y = gap;
        for (var row = 0; row < CreativeTemplate.All.Length; row++)
        {
            var x = gap;
            foreach (var (format, size) in sizes)
            {
                var spec = new CreativeSpec(images[row % images.Count], format, CreativeTemplate.All[row].Id, texts, Brand with { Typeface = Face(row) });
                var creative = ((Outcome<DrawnCreative>.Ok)await renderer.RenderAsync(spec, size, cancellationToken)).Value;
                sheet.Draw(creative.Image, x, y);
                x += size.Width + gap;
                foreach (var problem in creative.Warnings)
                {
                    Console.WriteLine($"{texts.Language} {spec.Template} {format.Id}: {problem.Message}");
                }
            }

            y += sizes.Max(one => one.Size.Height) + gap;
        }

        var file = await Pipeline.DrawAsync(() => ImageFile.Write(sheet.Pixels, ImageFormat.Png, 90), cancellationToken);
        await File.WriteAllBytesAsync(path, file.Bytes, cancellationToken);
        Console.WriteLine(path);
    }

    private static string Face(int row) => row switch { 1 or 6 => "classic", 2 => "geometric", 7 => "poster", _ => Typeface.Default.Id };

    private static PixelSize Scaled(PixelSize size, int height) => size.Height <= height ? size : new PixelSize(size.Width * height / size.Height, height);

    private static IEnumerable<CreativeSpec> Specs(List<CreativeAsset> images) =>
        from headline in Headlines
        from call in Calls
        from format in Formats
        from language in Languages
        let at = (headline.Length + call.Length) % images.Count
        select new CreativeSpec(
            images[at],
            Format(format),
            CreativeTemplate.All[(headline.Length + format.Length) % CreativeTemplate.All.Length].Id,
            language == "en" ? new(headline, call, "Terms apply.", "en") : Scripts[1].Texts with { CallToAction = call.Length > 9 ? "احجز إقامتك" : "الغرف" },
            Brand);

    private static async Task<List<CreativeAsset>> ImagesAsync(int count, CancellationToken cancellationToken)
    {
        string[] prompts = ["a lighthouse on a cliff at sunrise", "misty mountains, pine forest, bright morning", "night city, neon"];
        var painter = new PainterProvider(new PainterOptions { Pace = 0 }, Pipeline, TimeProvider.System);
        var images = new List<CreativeAsset>();
        for (var at = 0; at < count; at++)
        {
            var request = new ImageRequest { Prompt = prompts[at], Size = new PixelSize(1024, 1024), Seed = 7 + at };
            await foreach (var update in painter.GenerateAsync(request, cancellationToken))
            {
                if (update is GenerationUpdate.FinalImage final)
                {
                    images.Add(Bytes($"image-{at}", final.Image.Bytes.ToArray()));
                }
            }
        }

        return images;
    }

    private static CreativeRenderer Renderer() => new(Pipeline);

    private static CampaignFormat Format(string id) => CampaignFormats.TryFind(id, out var format) ? format : throw new ArgumentException(id);

    private static CreativeAsset Bytes(string key, ReadOnlyMemory<byte> bytes) => new(key, _ => ValueTask.FromResult(bytes));
}
