using System.Diagnostics;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Imaging.Steps;
using Darkroom.Tests;

namespace Darkroom.Bench.Gallery;

/// <summary>How many copies of images are among the first five that are found for the original, and what a question costs.</summary>
internal static class SimilarRecall
{
    private const int Library = 100_000;
    private const int Questions = 1_000;
    private const int Found = 5;
    private const int Edge = 512;
    private const int SmallEdge = 64;
    private const int Large = 1_000_000;

    private static readonly ImageLimits Limits = new();

    private static readonly (string Name, Func<Pixels, Pixels> Change, ImageFormat Format, int Quality)[] Copies =
    [
        ("original", pixels => pixels, ImageFormat.Png, 100),
        ("half the size", Half, ImageFormat.Png, 100),
        ("JPEG, quality 60", pixels => pixels, ImageFormat.Jpeg, 60),
        ("WebP, quality 60", pixels => pixels, ImageFormat.WebP, 60),
        ("5 % cropped at left and top", pixels => Crop(pixels, 1, 1), ImageFormat.Png, 100),
        ("5 % cropped around the centre", pixels => Crop(pixels, 0.5, 0.5), ImageFormat.Png, 100),
        ("all of it", pixels => Half(Crop(pixels, 0.6, 1)), ImageFormat.Jpeg, 60),
    ];

    public static async Task<int> MeasureAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine(FormattableString.Invariant($"Drawing {Library:N0} images, and the copies of {Questions:N0}…"));
        var index = new SimilarityIndex();
        var pipeline = new ImagePipeline(new ImagingOptions());
        var random = new Random(14);
        var numbers = Enumerable.Range(0, Library).OrderBy(_ => random.Next()).Take(Questions).ToHashSet();
        foreach (var image in Enumerable.Range(0, Library).Where(number => !numbers.Contains(number)).AsParallel().AsOrdered()
            .WithCancellation(cancellationToken).Select(Small))
        {
            index.Add(image);
        }

        var originals = new Dictionary<int, ImageHashes>();
        foreach (var number in numbers)
        {
            originals[number] = await ThroughPipelineAsync(pipeline, number, Copies[0], cancellationToken);
        }

        var complete = index.Count;
        foreach (var original in originals.Values)
        {
            index.Add(original);
        }

        Console.WriteLine(FormattableString.Invariant($"{index.Count:N0} images in the index, {complete:N0} of them drawn small"));
        Console.WriteLine($"{"copy",-34}{$"first",8}{$"of {Found}",8}{"distance p50",14}{"p95",6}{"nearest other p50",20}{"p5",6}");
        var worst = 1.0;
        foreach (var copy in Copies)
        {
            worst = Math.Min(worst, await RecallAsync(index, pipeline, originals, copy, cancellationToken));
        }

        MeasureTime();
        return worst >= 0.95 ? 0 : 1;
    }

    private static async Task<double> RecallAsync(
        SimilarityIndex index,
        ImagePipeline pipeline,
        Dictionary<int, ImageHashes> originals,
        (string Name, Func<Pixels, Pixels> Change, ImageFormat Format, int Quality) copy,
        CancellationToken cancellationToken)
    {
        var (first, among) = (0, 0);
        var own = new List<int>();
        var others = new List<int>();
        foreach (var (number, original) in originals)
        {
            var signature = ImageSignature.From(await ThroughPipelineAsync(pipeline, number, copy, cancellationToken));
            var found = index.Nearest(signature, Found);
            var place = found.FindIndex(one => one.Position == original.Position);
            first += place == 0 ? 1 : 0;
            among += place >= 0 ? 1 : 0;
            var kept = ImageSignature.From(original);
            own.Add(ImageSignature.Distance(signature, kept.Look, kept.DifferenceHash));
            others.Add(found.First(one => one.Position != original.Position).Distance);
        }

        own.Sort();
        others.Sort();
        Console.WriteLine(FormattableString.Invariant(
            $"{copy.Name,-34}{(double)first / originals.Count,8:0.000}{(double)among / originals.Count,8:0.000}{own[own.Count / 2],14}{own[own.Count * 95 / 100],6}{others[others.Count / 2],20}{others[others.Count / 20],6}"));
        return (double)among / originals.Count;
    }

    private static void MeasureTime()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var random = new Random(14);
        var large = new SimilarityIndex();
        for (var number = 1; number <= Large; number++)
        {
            large.Add(Random(random, number));
        }

        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / Large;
        var times = new List<double>();
        for (var round = 0; round < 320; round++)
        {
            var signature = ImageSignature.From(Random(random, 1));
            var began = Stopwatch.GetTimestamp();
            large.Nearest(signature, 60);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.RemoveRange(0, 20);
        times.Sort();
        Console.WriteLine(FormattableString.Invariant(
            $"{Large:N0} images: {bytes:0.0} bytes each; a question {times[times.Count / 2]:0.0} ms (p50), {times[times.Count * 99 / 100]:0.0} ms (p99)"));
        GC.KeepAlive(large);
    }

    /// <summary>What the pipeline stores of an image, computed from a drawing that is as small as the image that it computes it from.</summary>
    private static ImageHashes Small(int number)
    {
        var (pixels, width, height) = SyntheticImage.Draw(number, SmallEdge);
        return new ImageHashes(
            number + 1, number + 1, new PixelSize(width, height), [.. ThumbHash.Encode(pixels, width, height, 3)], DifferenceHash.Compute(pixels, width, height, 3));
    }

    private static async Task<ImageHashes> ThroughPipelineAsync(
        ImagePipeline pipeline, int number, (string Name, Func<Pixels, Pixels> Change, ImageFormat Format, int Quality) copy, CancellationToken cancellationToken)
    {
        var (rgb, width, height) = SyntheticImage.Draw(number, Edge);
        var changed = copy.Change(new Pixels(rgb, width, height));
        var encoded = await pipeline.EncodeAsync(changed.Rgb, changed.Width, changed.Height, copy.Format, copy.Quality, cancellationToken);
        var derived = ((Outcome<Derivatives>.Ok)await pipeline.DeriveAsync(encoded, Limits, ImageFormat.Jpeg, ImageFormat.WebP, Derivative.Widths, cancellationToken)).Value;
        return new ImageHashes(number + 1, number + 1, new PixelSize(changed.Width, changed.Height), [.. derived.ThumbHash], derived.DifferenceHash);
    }

    private static ImageHashes Random(Random random, int number)
    {
        var thumbHash = new byte[25];
        random.NextBytes(thumbHash);
        return new ImageHashes(number, number, new PixelSize(1024, 1024), [.. thumbHash], random.NextInt64(long.MinValue, long.MaxValue));
    }

    private static Pixels Half(Pixels pixels)
    {
        var (width, height) = (pixels.Width / 2, pixels.Height / 2);
        var half = new byte[width * height * 3];
        for (var at = 0; at < half.Length; at++)
        {
            var (pixel, band) = Math.DivRem(at, 3);
            var (y, x) = Math.DivRem(pixel, width);
            var from = ((2 * y * pixels.Width) + (2 * x)) * 3 + band;
            var below = from + (pixels.Width * 3);
            half[at] = (byte)((pixels.Rgb[from] + pixels.Rgb[from + 3] + pixels.Rgb[below] + pixels.Rgb[below + 3]) / 4);
        }

        return new Pixels(half, width, height);
    }

    /// <summary>Removes 5 % of the width and of the height.</summary>
    /// <param name="left">The share of what is removed that is removed at the left.</param>
    /// <param name="top">The share of what is removed that is removed at the top.</param>
    private static Pixels Crop(Pixels pixels, double left, double top)
    {
        var (width, height) = (pixels.Width * 95 / 100, pixels.Height * 95 / 100);
        var (x, y) = ((int)((pixels.Width - width) * left), (int)((pixels.Height - height) * top));
        var cropped = new byte[width * height * 3];
        for (var row = 0; row < height; row++)
        {
            pixels.Rgb.AsSpan((((y + row) * pixels.Width) + x) * 3, width * 3).CopyTo(cropped.AsSpan(row * width * 3));
        }

        return new Pixels(cropped, width, height);
    }

    private sealed record Pixels(byte[] Rgb, int Width, int Height);
}
