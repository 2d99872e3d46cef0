using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Darkroom.Providers.Http;

/// <summary>Finds out how long a service asks to wait.</summary>
internal static partial class Waits
{
    // Beyond that nothing is searched: patterns take longer on longer text.
    private const int LongestRead = 4_000;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Null where it is no number; never below zero, never above a day.</summary>
    public static TimeSpan? OfSeconds(double seconds) => Of(seconds * 1000);

    /// <summary>Reads <c>retry-after-ms</c> and <c>Retry-After</c>, seconds or a date.</summary>
    /// <param name="headers">Of a refusal: some services send the header with every answer.</param>
    /// <param name="now">To tell how long a date is away.</param>
    public static TimeSpan? In(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (headers.TryGetValues("retry-after-ms", out var values)
            && double.TryParse(values.FirstOrDefault(), NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return Of(milliseconds);
        }

        return headers.RetryAfter switch
        {
            { Delta: { } delta } => Of(delta.TotalMilliseconds),
            { Date: { } date } => Of((date - now).TotalMilliseconds),
            _ => null,
        };
    }

    /// <summary>Reads "try again in 1m2.5s", "in 20ms", "after 51.84 seconds".</summary>
    public static TimeSpan? In(string? message)
    {
        if (message is null || message.Length > LongestRead || Pattern().Match(message) is not { Success: true } found)
        {
            return null;
        }

        var milliseconds = 0.0;
        for (var i = 0; i < found.Groups["number"].Captures.Count; i++)
        {
            var number = double.Parse(found.Groups["number"].Captures[i].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
            milliseconds += number * MillisecondsPer(found.Groups["unit"].Captures[i].Value.ToUpperInvariant());
        }

        return Of(milliseconds);
    }

    private static double MillisecondsPer(string unit) => unit switch
    {
        ['M', 'S', ..] or ['M', 'I', 'L', ..] => 1,
        ['S', ..] => 1_000,
        ['M', ..] => 60_000,
        _ => 3_600_000,
    };

    private static TimeSpan? Of(double milliseconds) => double.IsFinite(milliseconds)
        ? TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, Longest.TotalMilliseconds))
        : null;

    [GeneratedRegex(
        @"\b(try again|retry)\s+(in|after)\s+((?<number>\d{1,9}(\.\d{1,9})?)\s*"
        + @"(?<unit>milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|h)(?![a-z])\s*)+",
        RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();
}
