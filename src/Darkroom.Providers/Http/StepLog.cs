using System.Globalization;
using System.Text.RegularExpressions;

namespace Darkroom.Providers.Http;

/// <summary>Reads a model's progress from the bar that Python's tqdm writes to its log.</summary>
internal static partial class StepLog
{
    // The last step is at the end of the log, which grows.
    private const int MaxReadLength = 2_000;

    /// <param name="log">The log, with lines such as <c> 43%|████▎     | 12/28 [00:01&lt;00:02,  7.88it/s]</c>.</param>
    /// <returns>The last step divided by the number of steps, 0 to 1; null if the log has none.</returns>
    public static double? ParseFraction(string? log)
    {
        var end = log is null ? "" : log[Math.Max(0, log.Length - MaxReadLength)..];
        if (Step().Matches(end) is not [.., var last]
            || !int.TryParse(last.Groups["all"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var all) || all == 0
            || !int.TryParse(last.Groups["done"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var done))
        {
            return null;
        }

        return Math.Min(1, (double)done / all);
    }

    [GeneratedRegex(@"[| ](?<done>\d{1,6})/(?<all>\d{1,6}) \[", RegexOptions.NonBacktracking)]
    private static partial Regex Step();
}
