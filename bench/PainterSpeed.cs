using System.Diagnostics;
using Darkroom.Bench.Report;
using Darkroom.Imaging;
using Darkroom.Painter;
using Darkroom.Providers;

namespace Darkroom.Bench;

/// <summary>
/// How soon the painter shows something and how soon it is done, at 1024 x 1024. The figures in brackets paint each image on one core, in the same
/// run and alternating with the others.
/// </summary>
internal static class PainterSpeed
{
    private const int Rounds = 3;
    private static readonly PixelSize Size = new(1024, 1024);

    private static readonly string[] Prompts =
        ["a lighthouse in a storm at sunset", "misty mountains at dawn, pine forest", "night city, neon, rain", "portrait of a woman in soft light"];

    internal static async Task<int> MeasureAsync(CancellationToken cancellationToken)
    {
        var provider = new PainterProvider(new PainterOptions { Pace = 0 }, new ImagePipeline(new ImagingOptions()), TimeProvider.System);
        var cold = await GenerateAsync(provider, Prompts[0], cancellationToken);
        var (firsts, finals) = (new List<double>(), new List<double>());
        var (one, oneAlone, four, fourAlone) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var prompt in Prompts)
            {
                var (first, final) = await GenerateAsync(provider, prompt, cancellationToken);
                firsts.Add(first);
                finals.Add(final);
            }

            var cores = new Cores(Environment.ProcessorCount);
            var prompts = Prompts[(round % Prompts.Length)..][..1];
            one.Add(await PaintAsync(prompts, () => cores, cancellationToken));
            oneAlone.Add(await PaintAsync(prompts, () => new Cores(1), cancellationToken));
            four.Add(await PaintAsync(Prompts, () => cores, cancellationToken));
            fourAlone.Add(await PaintAsync(Prompts, () => new Cores(1), cancellationToken));
        }

        Console.WriteLine($"{Environment.ProcessorCount} cores, medians, Pace = 0");
        Print("first partial image", Statistics.Median(firsts), "≤ 150 ms");
        Print("first partial image of the process", cold.First, $"{cold.First / Statistics.Median(firsts):0.0} of the later ones");
        Print("final image", Statistics.Median(finals), "≤ 2,500 ms on two cores");
        Print("one image painted", Statistics.Median(one), Ratio(one, oneAlone, ""));
        Print("four images painted at once", Statistics.Median(four), Ratio(four, fourAlone, ", goal ≤ 1.0"));
        return 0;
    }

    private static async Task<(double First, double Final)> GenerateAsync(PainterProvider provider, string prompt, CancellationToken cancellationToken)
    {
        var (began, first) = (Stopwatch.GetTimestamp(), 0.0);
        var request = new ImageRequest { Prompt = prompt, Size = Size, Seed = 1, PartialImages = 3 };
        await foreach (var update in provider.GenerateAsync(request, cancellationToken))
        {
            if (update is GenerationUpdate.PartialImage partial)
            {
                first = partial.Index == 0 ? Stopwatch.GetElapsedTime(began).TotalMilliseconds : first;
                partial.Image.Dispose();
            }
            else if (update is GenerationUpdate.FinalImage final)
            {
                final.Image.Dispose();
            }
        }

        return (first, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    /// <summary>Paints the last pass of every prompt at the same time, each on its own thread, and returns the duration in milliseconds.</summary>
    private static async Task<double> PaintAsync(string[] prompts, Func<Cores> cores, CancellationToken cancellationToken)
    {
        var paintings = prompts.Select(prompt => new Painting(prompt, Size, 1, cores())).ToList();
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(paintings.Select(painting => Task.Factory.StartNew(
            () => painting.Paint(painting.Passes - 1, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static void Print(string figure, double milliseconds, string note) => Console.WriteLine($"  {figure,-36} {milliseconds,7:N0} ms   {note}");

    private static string Ratio(List<double> times, List<double> baseline, string goal) =>
        $"[{Statistics.Median(baseline):N0} ms, ratio {Statistics.Median([.. times.Zip(baseline, (a, b) => a / b)]):0.00}{goal}]";
}
