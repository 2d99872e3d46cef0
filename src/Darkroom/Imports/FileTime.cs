using System.Globalization;
using System.Text.RegularExpressions;

namespace Darkroom.Imports;

/// <summary>Finds out when an image was made: from its metadata, its name or its folders, else from the time of its last change.</summary>
internal static partial class FileTime
{
    private static readonly DateTimeOffset Earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Clocks of other machines may be in another time zone.</summary>
    private static readonly TimeSpan MaxAhead = TimeSpan.FromDays(1);

    /// <param name="takenAt">The time in the metadata: in UTC, or in <paramref name="zone"/>.</param>
    /// <param name="name">The name of the file, with folders.</param>
    /// <param name="modifiedAt">The time of the last change; null if it is unknown.</param>
    internal static DateTimeOffset Find(DateTime? takenAt, string name, DateTimeOffset? modifiedAt, TimeZoneInfo zone, DateTimeOffset now)
    {
        var latest = now + MaxAhead;
        var changed = modifiedAt is { } time && IsPlausible(time) ? time : now;
        if (takenAt is { } taken && At(taken, zone) is var inMetadata && IsPlausible(inMetadata))
        {
            return inMetadata;
        }

        return FindInName(name, changed, zone) is { } inName && IsPlausible(inName) ? inName : changed;

        bool IsPlausible(DateTimeOffset candidate) => candidate >= Earliest && candidate <= latest;
    }

    /// <summary>Returns the time in a name. If it has only a date, the time of the last change if that was on the day, else noon.</summary>
    private static DateTimeOffset? FindInName(string name, DateTimeOffset changed, TimeZoneInfo zone)
    {
        foreach (var match in DateAndTime().Matches(name).Reverse())
        {
            if (!DateOnly.TryParseExact(match.Groups["date"].Value.Replace("_", "-", StringComparison.Ordinal).Replace(".", "-", StringComparison.Ordinal),
                ["yyyy-MM-dd", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                continue;
            }

            var digits = string.Concat(match.Groups["time"].Value.Where(char.IsAsciiDigit));
            if (TimeOnly.TryParseExact(digits, ["HHmmss", "HHmm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            {
                return At(date.ToDateTime(time), zone);
            }

            return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(changed, zone).DateTime) == date ? changed : At(date.ToDateTime(new TimeOnly(12, 0)), zone);
        }

        return null;
    }

    private static DateTimeOffset At(DateTime time, TimeZoneInfo zone)
    {
        try
        {
            return time.Kind == DateTimeKind.Utc ? new DateTimeOffset(time) : new DateTimeOffset(time, zone.GetUtcOffset(time)).ToUniversalTime();
        }
        catch (ArgumentOutOfRangeException)
        {
            // The first or the last hours of the calendar.
            return DateTimeOffset.MinValue;
        }
    }

    /// <summary>A date such as 2024-05-06 or 20240506, and perhaps a time after it, such as 123456, 12.34.56 or " at 12-34".</summary>
    [GeneratedRegex(@"(?<![0-9])(?<date>(19|20)[0-9]{2}(?<mark>[-_.]?)[0-9]{2}\k<mark>[0-9]{2})((T|[ _-]|\sat\s|,\s)(?<time>[0-9]{2}([-.:_h]?[0-9]{2}){1,2})(?![0-9]))?(?![0-9])", RegexOptions.ExplicitCapture)]
    private static partial Regex DateAndTime();
}
