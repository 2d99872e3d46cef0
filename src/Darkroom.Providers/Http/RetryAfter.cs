using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Darkroom.Providers.Http;

/// <summary>Reads the delay that a service requests before a retry, from a header, a field or a sentence.</summary>
internal static partial class RetryAfter
{
    // Longer text is not searched, to limit the time that patterns take.
    private const int MaxReadLength = 4_000;

    private static readonly TimeSpan MaxDelay = TimeSpan.FromDays(1);

    /// <summary>Converts seconds to a delay between zero and one day; null if the number is not finite.</summary>
    public static TimeSpan? FromSeconds(double seconds) => FromMilliseconds(seconds * 1000);

    /// <summary>Reads <c>retry-after-ms</c> and <c>Retry-After</c>: seconds, also with a fraction, a duration or a date.</summary>
    /// <param name="headers">The headers of an error response. Some services send them with every response.</param>
    /// <param name="now">The current time, to which a date is compared.</param>
    public static TimeSpan? FromHeaders(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (TextOf(headers, "retry-after-ms") is { } milliseconds && NumberIn(milliseconds) is { } number)
        {
            return FromMilliseconds(number);
        }

        // HttpResponseHeaders.RetryAfter supports whole seconds only.
        return TextOf(headers, "retry-after") is not { } text ? null
            : ParseValue(text) ?? (DateIn(text) is { } date ? FromMilliseconds((date - now).TotalMilliseconds) : null);
    }

    /// <summary>Reads a value: a number of seconds such as "4.5", or a duration such as "34.4s", "1m30s" or "500ms".</summary>
    /// <returns>Null if it is neither.</returns>
    public static TimeSpan? ParseValue(string text)
    {
        text = text.Trim();
        return NumberIn(text) is { } seconds ? FromSeconds(seconds)
            : text.Length <= MaxReadLength && Duration().Match(text) is { Success: true } found ? Sum(found)
            : null;
    }

    /// <summary>
    /// Reads a sentence: "try again in 1m2.5s", "retry after 51.84 seconds", "timed out for 60 seconds", "please wait 5 minutes",
    /// "your limit resets in ~12s". A number without a unit means seconds.
    /// </summary>
    public static TimeSpan? FromMessage(string? message) =>
        message is not null && message.Length <= MaxReadLength && Sentence().Match(message) is { Success: true } found ? Sum(found) : null;

    private static TimeSpan? Sum(Match found)
    {
        var numbers = found.Groups["number"].Captures;
        var units = found.Groups["unit"].Captures;
        var milliseconds = 0.0;
        for (var i = 0; i < numbers.Count; i++)
        {
            var number = double.Parse(numbers[i].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
            milliseconds += number * (i < units.Count ? MillisecondsPer(units[i].Value.ToUpperInvariant()) : 1_000);
        }

        return FromMilliseconds(milliseconds);
    }

    private static double MillisecondsPer(string unit) => unit switch
    {
        ['M', 'S', ..] or ['M', 'I', 'L', ..] => 1,
        ['S', ..] => 1_000,
        ['M', ..] => 60_000,
        _ => 3_600_000,
    };

    private static TimeSpan? FromMilliseconds(double milliseconds) => double.IsFinite(milliseconds)
        ? TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, MaxDelay.TotalMilliseconds))
        : null;

    private static string? TextOf(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault()?.Trim() : null;

    private static double? NumberIn(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>A date in any of the three forms of HTTP (RFC 9110, section 5.6.7).</summary>
    private static DateTimeOffset? DateIn(string text) =>
        DateTimeOffset.TryParseExact(
            text,
            ["r", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite,
            out var date) ? date : null;

    private const string Amount =
        @"(?<number>\d{1,9}(\.\d{1,9})?)\s*(?<unit>milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h)(?![a-z])";

    [GeneratedRegex(@"\A(" + Amount + @"\s*)+\z", RegexOptions.IgnoreCase)]
    private static partial Regex Duration();

    [GeneratedRegex(
        @"\b((try again|retry(ing)?|available|resets?)\s+(in|after)|timed out for|wait(\s+for)?)"
        + @"\s+((about|around|approximately|another|at least)\s+)?~?"
        + "(" + Amount + @"((,|\s)\s*(and\s+)?)?)+"
        + @"|\b((try again|retry)\s+(in|after)|timed out for)\s+~?(?<number>\d{1,9}(\.\d{1,9})?)(?=\s*([.,;!)](?!\d)|\z))",
        RegexOptions.IgnoreCase)]
    private static partial Regex Sentence();
}
