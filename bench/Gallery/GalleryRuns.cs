using System.Diagnostics;
using System.Globalization;
using Darkroom.Bench.Load;
using Darkroom.Bench.Provider;

namespace Darkroom.Bench.Gallery;

/// <summary>How long a start takes, and 16 images of the scripted provider, with libraries of different sizes, interleaved.</summary>
internal static class GalleryRuns
{
    private const int Rounds = 7;
    private const int Images = 16;
    private const double MaxRatio = 1.2;

    public static async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var (libraries, isKept) = GalleryCost.OpenFolder();
        var vocabulary = new Vocabulary();
        await using var provider = await ProviderProcess.StartAsync(Images);
        var (starts, runs) = (GalleryCost.Sizes.Select(_ => new List<double>()).ToList(), GalleryCost.Sizes.Select(_ => new List<double>()).ToList());
        foreach (var images in GalleryCost.Sizes)
        {
            GalleryCost.Fill(GalleryCost.FolderIn(libraries, images), images, vocabulary);
        }

        // The first round fills the caches.
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var (index, images) in GalleryCost.Sizes.Index())
            {
                var began = Stopwatch.GetTimestamp();
                await using var server = await DarkroomContender.Current.StartAsync(provider.Address, GalleryCost.FolderIn(libraries, images));
                var start = Stopwatch.GetElapsedTime(began);
                using var viewer = new DarkroomViewer(server.Address);
                await viewer.WatchAsync($"warm up {round}", 1, cancellationToken);
                began = Stopwatch.GetTimestamp();
                await viewer.WatchAsync($"a lighthouse in a storm {round}", Images, cancellationToken);
                var run = Stopwatch.GetElapsedTime(began);
                if (round > 0)
                {
                    starts[index].Add(start.TotalMilliseconds);
                    runs[index].Add(run.TotalMilliseconds);
                }
            }
        }

        Print("start", starts);
        Print($"{Images} images", runs);
        if (!isKept)
        {
            Directory.Delete(libraries, recursive: true);
        }
    }

    private static void Print(string what, List<List<double>> milliseconds)
    {
        var medians = milliseconds.ConvertAll(times => times.Order().ElementAt(times.Count / 2));
        var each = string.Join(", ", medians.Zip(GalleryCost.Sizes, (median, images) => Invariant($"{median:N0} ms with {images:N0} images")));
        Console.WriteLine(Invariant($"{what}: {each}; ratio {medians[^1] / medians[0]:0.00}, goal ≤ {MaxRatio}"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
