using System.Diagnostics;
using System.Text;
using Darkroom.Bench.Report;
using Darkroom.Campaigns.Export;
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
        ("german", new("Winterwellnesswochenende mit Bergpanorama", "Jetzt Aufenthalt buchen", "Angebot gilt bis 31. März. Es gelten die AGB.", "de")),
        ("french", new("Réveillez-vous à la montagne : envie d'évasion ?", "Réserver un séjour", "Offre valable jusqu'au 31 mars. Voir conditions.", "fr")),
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

        await DrawingAsync(images, cancellationToken);
        await ExportAsync(images, cancellationToken);
        return 0;
    }

    /// <summary>The processor time of drawing 1080² creatives, beyond decoding and encoding: the base images are decoded.</summary>
    private static async Task DrawingAsync(List<CreativeAsset> images, CancellationToken cancellationToken)
    {
        foreach (var template in new[] { "scrim", "centred", "split", "editorial" })
        {
            var renderer = Renderer();
            var spec = new CreativeSpec(images[0], Format("instagram-square"), template, Scripts[0].Texts, Brand);
            await renderer.RenderAsync(spec with { Format = Format("google-300x250") }, at: null, cancellationToken);
            var first = await ProcessorAsync(1, _ => renderer.RenderAsync(spec, at: null, cancellationToken));
            var headline = await ProcessorAsync(30, round => renderer.RenderAsync(spec with { Texts = spec.Texts with { Headline = $"Mornings taste better with {round} friends" } }, at: null, cancellationToken));
            var again = await ProcessorAsync(30, _ => renderer.RenderAsync(spec, at: null, cancellationToken));
            Console.WriteLine($"drawing 1080 × 1080, {template}: first of its image {first:0.0} ms of processor, a new headline {headline:0.0} ms, the same texts {again:0.0} ms");
        }
    }

    private static async Task<double> ProcessorAsync(int times, Func<int, Task> work)
    {
        var before = Environment.CpuUsage.TotalTime;
        for (var time = 0; time < times; time++)
        {
            await work(time);
        }

        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / times;
    }

    /// <summary>1,000 creatives as an export draws them, beside one after the other.</summary>
    private static async Task ExportAsync(List<CreativeAsset> images, CancellationToken cancellationToken)
    {
        var specs = Enumerable.Range(0, 1_000).Select(at => new CreativeSpec(
            images[at % images.Count], Format(Formats[at % Formats.Length]), CreativeTemplate.All[at % CreativeTemplate.All.Length].Id,
            Scripts[0].Texts with { Headline = $"Mornings taste better with {at / 20} friends" }, Brand)).ToList();
        var alone = await TimedAsync(1);
        var ahead = await TimedAsync(Environment.ProcessorCount * 2);
        Console.WriteLine(
            $"export of {specs.Count}: one by one {alone.TotalSeconds:0.0} s, ahead {ahead.TotalSeconds:0.0} s, {alone / ahead:0.00} times as fast with {Environment.ProcessorCount} processors, {Environment.WorkingSet / 1e6:0} MB");

        async Task<TimeSpan> TimedAsync(int max)
        {
            var (renderer, watch) = (Renderer(), Stopwatch.StartNew());
            await foreach (var _ in ReadAhead.InOrderAsync(
                specs, max, (spec, token) => renderer.WriteAsync(spec, at: null, ImageFormat.Jpeg, 90, token), cancellationToken))
            {
            }

            return watch.Elapsed;
        }
    }

    /// <summary>Sheets for each language and group of formats: a row for each template, three rows a sheet.</summary>
    internal static async Task<int> SheetsAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var images = await ImagesAsync(3, cancellationToken);
        var renderer = Renderer();
        foreach (var (name, texts) in Scripts)
        {
            for (var first = 0; first < CreativeTemplate.All.Length; first += 3)
            {
                await SheetAsync(renderer, images, texts, first, ["instagram-square", "instagram-story", "facebook"], 640, Path.Combine(folder, $"{name}-social-{first}.png"), cancellationToken);
                await SheetAsync(renderer, images, texts, first, ["google-728x90", "google-320x50"], 250, Path.Combine(folder, $"{name}-strips-{first}.png"), cancellationToken);
                await SheetAsync(renderer, images, texts, first, ["google-300x250", "google-160x600", "google-970x250"], 600, Path.Combine(folder, $"{name}-display-{first}.png"), cancellationToken);
            }
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
        CreativeRenderer renderer, List<CreativeAsset> images, CreativeTexts texts, int first, string[] formats, int height, string path, CancellationToken cancellationToken)
    {
        const int gap = 16;
        var sizes = formats.Select(id => Format(id)).Select(format => (Format: format, Size: Scaled(format.Size, height))).ToList();
        var sheet = new Canvas(sizes.Sum(one => one.Size.Width + gap) + gap, ((sizes.Max(one => one.Size.Height) + gap) * 3) + gap);
        sheet.Fill(sheet.Area, new Rgb(128, 128, 128));
        var y = gap;
        for (var row = first; row < first + 3; row++)
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
