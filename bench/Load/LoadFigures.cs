using System.Diagnostics;
using Darkroom.Bench.Provider;

namespace Darkroom.Bench.Load;

/// <summary>What was measured under one load.</summary>
internal sealed record LoadFigures
{
    private const int PartialsSent = 3;

    public required LoadPlan Plan { get; init; }

    /// <summary>
    /// From the provider's first byte of an image's first partial to the viewer having all bytes of a picture of it, in milliseconds,
    /// ascending. Of several images of one generation the first to be sent is paired with the first to come.
    /// </summary>
    public required double[] FirstPartials { get; init; }

    /// <summary>From the first request to the last byte, in seconds; the median of all rounds.</summary>
    public required double Total { get; init; }

    /// <summary>Received for one generation, on average.</summary>
    public required double BytesPerViewer { get; init; }

    /// <summary>Milliseconds of processor time that the server took for one image.</summary>
    public required double CpuPerImage { get; init; }

    /// <summary>In megabytes.</summary>
    public required double PeakMemory { get; init; }

    /// <summary>The share of the partial images sent that were seen, 0 to 1.</summary>
    public required double PartialsSeen { get; init; }

    /// <summary>Final images that somebody did not get.</summary>
    public required int Missing { get; init; }

    /// <param name="share">0 to 1.</param>
    /// <returns>Milliseconds; not a number when there were none.</returns>
    public double FirstPartial(double share) =>
        FirstPartials.Length == 0 ? double.NaN : FirstPartials[Math.Clamp((int)Math.Ceiling(share * FirstPartials.Length) - 1, 0, FirstPartials.Length - 1)];

    public static LoadFigures Of(
        LoadPlan plan, List<TimeSpan> took, List<Seen> seen, SentLog sent, TimeSpan cpu, double peakMemory) => new()
        {
            Plan = plan,
            FirstPartials = [.. seen.SelectMany(one => one.FirstPartials.Zip(
                sent.FirstPartials[one.Prompt].Order(), (at, from) => Stopwatch.GetElapsedTime(from, at).TotalMilliseconds)).Order()],
            Total = took.Order().ElementAt(took.Count / 2).TotalSeconds,
            BytesPerViewer = seen.Select(one => (double)one.Bytes).DefaultIfEmpty(double.NaN).Average(),
            CpuPerImage = cpu.TotalMilliseconds / (plan.Streams * plan.Images * plan.Rounds),
            PeakMemory = peakMemory,
            PartialsSeen = seen.Sum(one => one.Partials) / (double)(seen.Count * plan.Images * PartialsSent),
            Missing = seen.Sum(one => plan.Images - one.Finals),
        };
}
