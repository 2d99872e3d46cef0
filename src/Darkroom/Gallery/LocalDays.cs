namespace Darkroom.Gallery;

/// <summary>
/// The days of a time zone, counted from 1970-01-01. Each begins when its date begins for the first time, and ends when the next one begins:
/// a clock that is set back past midnight does not return to the day before.
/// </summary>
public sealed class LocalDays(TimeZoneInfo zone)
{
    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public TimeZoneInfo Zone => zone;

    /// <summary>Returns the day that a time belongs to.</summary>
    public int DayOf(DateTimeOffset time)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime).DayNumber - Epoch;
        return StartOf(day + 1) <= time ? day + 1 : day;
    }

    /// <summary>Returns the first moment of a day. A day that the zone skipped begins with the day after it.</summary>
    public DateTimeOffset StartOf(int day)
    {
        var midnight = new DateTimeOffset(DateTime.UnixEpoch.AddDays(day));

        // No zone is further from UTC than 14 hours, and none is changed twice within three days.
        var (before, after) = (midnight.AddHours(-30), midnight.AddHours(30));
        var (earlier, later) = (zone.GetUtcOffset(before), zone.GetUtcOffset(after));
        if (earlier == later)
        {
            return midnight - earlier;
        }

        var change = FirstWith(later, before, after);
        if (midnight - earlier < change)
        {
            return midnight - earlier;
        }

        return midnight - later > change ? midnight - later : change;
    }

    /// <summary>Returns the second in which the zone's offset changes.</summary>
    private DateTimeOffset FirstWith(TimeSpan offset, DateTimeOffset before, DateTimeOffset after)
    {
        var (low, high) = (before.ToUnixTimeSeconds(), after.ToUnixTimeSeconds());
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == offset ? (low, middle) : (middle, high);
        }

        return DateTimeOffset.FromUnixTimeSeconds(high);
    }
}
