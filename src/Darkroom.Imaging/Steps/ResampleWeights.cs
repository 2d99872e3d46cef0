using System.Collections.Concurrent;

namespace Darkroom.Imaging.Steps;

/// <summary>Along one edge: which old pixels each new one is made of, and by how much. The weights of each add up to one.</summary>
/// <param name="First">The first old pixel of each new one.</param>
/// <param name="Weights"><paramref name="Count"/> for each new pixel.</param>
/// <param name="Count">Old pixels that each new one is made of.</param>
internal sealed record ResampleWeights(int[] First, float[] Weights, int Count)
{
    private const int Lobes = 3;
    private const double Nothing = 1e-6;

    /// <summary>Pictures come in few sizes, and a sine for every weight takes as long as the pixels do.</summary>
    private const int MaxKept = 128;

    private static readonly ConcurrentDictionary<(int From, int To, bool Sharp), ResampleWeights> Known = new();

    /// <summary>Lanczos with three lobes: keeps edges crisp.</summary>
    internal static ResampleWeights Sharp(int from, int to) => Kept(from, to, sharp: true);

    /// <summary>The average of what a new pixel covers: a fraction of the work, a little softer. Enlarged, it is linear.</summary>
    internal static ResampleWeights Quick(int from, int to) => Kept(from, to, sharp: false);

    private static ResampleWeights Kept(int from, int to, bool sharp)
    {
        if (Known.Count > MaxKept)
        {
            Known.Clear();
        }

        return Known.GetOrAdd((from, to, sharp), key => key.Sharp ? Lanczos(key.From, key.To) : Average(key.From, key.To));
    }

    private static ResampleWeights Lanczos(int from, int to)
    {
        var stretch = Math.Max(1.0, (double)from / to);
        return Create(from, to, Lobes * stretch, distance => Lanczos(distance / stretch));
    }

    private static ResampleWeights Average(int from, int to)
    {
        var reach = Math.Max(1.0, (double)from / to) / 2;
        return Create(from, to, reach + 0.5, distance => Math.Clamp(reach + 0.5 - Math.Abs(distance), 0, 1));
    }

    /// <param name="reach">How far from its middle a new pixel looks, in old pixels.</param>
    private static ResampleWeights Create(int from, int to, double reach, Func<double, double> weigh)
    {
        var lines = Enumerable.Range(0, to).Select(i => Line(from, (i + 0.5) * from / to, reach, weigh)).ToArray();
        var count = lines.Max(line => line[^1].Pixel - line[0].Pixel + 1);
        var taps = new ResampleWeights(new int[to], new float[to * count], count);
        for (var i = 0; i < to; i++)
        {
            taps.First[i] = Math.Min(lines[i][0].Pixel, from - count);
            var sum = lines[i].Sum(tap => tap.Weight);
            foreach (var (pixel, weight) in lines[i])
            {
                taps.Weights[(i * count) + pixel - taps.First[i]] += (float)(weight / sum);
            }
        }

        return taps;
    }

    /// <summary>What one new pixel is made of; beyond an edge its last pixel goes on.</summary>
    private static List<(int Pixel, double Weight)> Line(int from, double middle, double reach, Func<double, double> weigh)
    {
        List<(int, double)> line = [];
        for (var pixel = (int)Math.Floor(middle - reach); pixel < middle + reach; pixel++)
        {
            if (weigh(pixel + 0.5 - middle) is var weight && Math.Abs(weight) > Nothing)
            {
                line.Add((Math.Clamp(pixel, 0, from - 1), weight));
            }
        }

        return line;
    }

    private static double Lanczos(double x) =>
        x == 0 ? 1 : Math.Abs(x) >= Lobes ? 0 : Math.Sin(Math.PI * x) / (Math.PI * x) * Math.Sin(Math.PI * x / Lobes) / (Math.PI * x / Lobes);
}
