using System.Collections.Concurrent;

namespace Darkroom.Imaging.Steps;

/// <summary>For one axis: the source pixels of each new pixel and their weights, which add up to one.</summary>
/// <param name="First">The first source pixel of each new pixel.</param>
/// <param name="Weights">The weights, <paramref name="Count"/> per new pixel.</param>
/// <param name="Count">The number of source pixels per new pixel.</param>
internal sealed record ResampleWeights(int[] First, float[] Weights, int Count)
{
    private const int Lobes = 3;
    private const double MinWeight = 1e-6;

    /// <summary>Images come in few sizes, and computing the weights takes as long as resampling the pixels.</summary>
    private const int MaxCached = 128;

    private static readonly ConcurrentDictionary<(int From, int To, bool Sharp), ResampleWeights> Cache = new();

    /// <summary>Lanczos with three lobes: keeps edges crisp.</summary>
    internal static ResampleWeights Sharp(int from, int to) => Cached(from, to, sharp: true);

    /// <summary>The average of the covered pixels: faster and slightly softer. Linear if it enlarges.</summary>
    internal static ResampleWeights Quick(int from, int to) => Cached(from, to, sharp: false);

    private static ResampleWeights Cached(int from, int to, bool sharp)
    {
        if (Cache.Count > MaxCached)
        {
            Cache.Clear();
        }

        return Cache.GetOrAdd((from, to, sharp), key => key.Sharp ? Lanczos(key.From, key.To) : Average(key.From, key.To));
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

    /// <param name="reach">The distance from the middle of a new pixel to its outermost source pixels.</param>
    private static ResampleWeights Create(int from, int to, double reach, Func<double, double> weigh)
    {
        var lines = Enumerable.Range(0, to).Select(i => Line(from, (i + 0.5) * from / to, reach, weigh)).ToArray();
        var count = lines.Max(line => line[^1].Pixel - line[0].Pixel + 1);
        var result = new ResampleWeights(new int[to], new float[to * count], count);
        for (var i = 0; i < to; i++)
        {
            result.First[i] = Math.Min(lines[i][0].Pixel, from - count);
            var sum = lines[i].Sum(tap => tap.Weight);
            foreach (var (pixel, weight) in lines[i])
            {
                result.Weights[(i * count) + pixel - result.First[i]] += (float)(weight / sum);
            }
        }

        return result;
    }

    /// <summary>Returns the source pixels of one new pixel; beyond an edge the last pixel is repeated.</summary>
    private static List<(int Pixel, double Weight)> Line(int from, double middle, double reach, Func<double, double> weigh)
    {
        List<(int, double)> line = [];
        for (var pixel = (int)Math.Floor(middle - reach); pixel < middle + reach; pixel++)
        {
            if (weigh(pixel + 0.5 - middle) is var weight && Math.Abs(weight) > MinWeight)
            {
                line.Add((Math.Clamp(pixel, 0, from - 1), weight));
            }
        }

        return line;
    }

    private static double Lanczos(double x) =>
        x == 0 ? 1 : Math.Abs(x) >= Lobes ? 0 : Math.Sin(Math.PI * x) / (Math.PI * x) * Math.Sin(Math.PI * x / Lobes) / (Math.PI * x / Lobes);
}
