using System.Diagnostics;
using Darkroom.Bench.Provider;

namespace Darkroom.Bench.Load;

/// <summary>The measurements under one load.</summary>
internal sealed record LoadFigures
{
    private const int PartialsSent = 3;

    public required LoadPlan Plan { get; init; }

    /// <summary>
    /// The times from the provider's first byte of an image's first partial image to the viewer's last byte of its preview, in milliseconds,
    /// ascending. For several images of a generation, the first one sent is paired with the first one received.
    /// </summary>
    public required double[] FirstPartials { get; init; }

    /// <summary>The time from the first request to the last byte, in seconds; the median of all rounds.</summary>
    public required double Total { get; init; }

    /// <summary>The average number of bytes received for one generation.</summary>
    public required double BytesPerViewer { get; init; }

    /// <summary>The server's processor time per image, in milliseconds.</summary>
    public required double CpuPerImage { get; init; }

    /// <summary>The peak memory in megabytes.</summary>
    public required double PeakMemory { get; init; }

    /// <summary>The share of the sent partial images that were received, 0 to 1.</summary>
    public required double PartialsSeen { get; init; }

    /// <summary>The number of final images that a viewer did not receive.</summary>
    public required int Missing { get; init; }

    /// <summary>Returns a quantile of <see cref="FirstPartials"/>; NaN if there are none.</summary>
    /// <param name="share">The quantile, 0 to 1.</param>
    public double FirstPartial(double share) =>
        FirstPartials.Length == 0 ? double.NaN : FirstPartials[Math.Clamp((int)Math.Ceiling(share * FirstPartials.Length) - 1, 0, FirstPartials.Length - 1)];

    public static LoadFigures Create(
        LoadPlan plan, List<TimeSpan> took, List<ViewerResult> seen, SentLog sent, TimeSpan cpu, double peakMemory) => new()
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
