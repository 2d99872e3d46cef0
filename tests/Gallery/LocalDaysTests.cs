using System.Globalization;
using Darkroom.Gallery;

namespace Darkroom.Tests.Gallery;

public sealed class LocalDaysTests
{
    [Theory]
    [InlineData("UTC", "2026-01-01", "2026-01-01T00:00:00Z")]
    [InlineData("Europe/Prague", "2026-03-29", "2026-03-28T23:00:00Z")]
    [InlineData("Europe/Prague", "2026-03-30", "2026-03-29T22:00:00Z")]
    [InlineData("Europe/Prague", "2026-10-25", "2026-10-24T22:00:00Z")]
    [InlineData("Europe/Prague", "2026-10-26", "2026-10-25T23:00:00Z")]
    [InlineData("Asia/Kathmandu", "2026-05-01", "2026-04-30T18:15:00Z")]
    [InlineData("Pacific/Kiritimati", "2026-05-01", "2026-04-30T10:00:00Z")]

    // There is no midnight: the clock goes from 0:00 to 1:00.
    [InlineData("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z")]

    // Midnight comes twice: the clock goes from 1:00 to 0:00.
    [InlineData("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z")]

    // The clock goes from 24:00 to 23:00, so that the day before is longer.
    [InlineData("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z")]

    // The clock goes from 0:01 to 23:01 of the day before.
    [InlineData("America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z")]

    // The zone skipped the 30th.
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z")]
    public void A_day_starts_when_its_date_begins(string zone, string date, string start)
    {
        var days = In(zone);
        var day = DateOnly.Parse(date, CultureInfo.InvariantCulture).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

        Assert.Equal(DateTimeOffset.Parse(start, CultureInfo.InvariantCulture), days.StartOf(day));
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Prague")]
    [InlineData("Africa/Cairo")]
    [InlineData("America/Havana")]
    [InlineData("America/Sao_Paulo")]
    [InlineData("America/St_Johns")]
    [InlineData("Pacific/Apia")]
    [InlineData("Australia/Lord_Howe")]
    public void Days_follow_each_other_and_no_time_returns_to_an_earlier_one(string zone)
    {
        var days = In(zone);
        var time = new DateTimeOffset(2009, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var last = days.DayOf(time);
        for (; time.Year < 2013; time = time.AddMinutes(15))
        {
            var day = days.DayOf(time);
            Assert.InRange(day, last, last + 2);
            Assert.True(days.StartOf(day) <= time && time < days.StartOf(day + 1), $"{time:O} is not in day {day}.");
            last = day;
        }
    }

    [Fact]
    public void A_time_before_1970_has_a_negative_day() => Assert.Equal(-1, In("UTC").DayOf(DateTimeOffset.FromUnixTimeMilliseconds(-1)));

    private static LocalDays In(string zone) => new(TimeZoneInfo.FindSystemTimeZoneById(zone));
}
