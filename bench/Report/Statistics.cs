namespace Darkroom.Bench.Report;

internal static class Statistics
{
    /// <summary>Returns the middle value, of an even number the upper one of the two. There must be a value.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
