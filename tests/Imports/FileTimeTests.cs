using Darkroom.Imports;

namespace Darkroom.Tests.Imports;

/// <summary>When an imported image was made.</summary>
public sealed class FileTimeTests
{
    private static readonly DateTimeOffset Changed = new(2024, 5, 6, 20, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.CreateCustomTimeZone("two", TimeSpan.FromHours(2), "two", "two");

    [Theory]
    [InlineData("owl-2024-05-06-1.png", "2024-05-06T20:00")] // The time of the change is on that day.
    [InlineData("owl-2023-05-06.png", "2023-05-06T10:00")] // Noon.
    [InlineData("20230506_123456.png", "2023-05-06T10:34:56")]
    [InlineData("2023-05-06T12-34-56.png", "2023-05-06T10:34:56")]
    [InlineData("Screenshot 2023-05-06 at 12.34.56.png", "2023-05-06T10:34:56")]
    [InlineData("IMG_20230506_1234.jpg", "2023-05-06T10:34")]
    [InlineData("2023.05.06 owl.png", "2023-05-06T10:00")]
    [InlineData("txt2img/2023-05-06/00012-1234567.png", "2023-05-06T10:00")]
    [InlineData("2021-01-01/2023-05-06.png", "2023-05-06T10:00")]
    [InlineData("00012-20230506123.png", "2024-05-06T20:00")] // A seed.
    [InlineData("2023-13-45.png", "2024-05-06T20:00")]
    [InlineData("2023-05.06.png", "2024-05-06T20:00")]
    [InlineData("owl.png", "2024-05-06T20:00")]
    [InlineData("2099-01-01.png", "2024-05-06T20:00")] // In the future.
    [InlineData("1901-01-01.png", "2024-05-06T20:00")]
    public void The_time_is_in_the_name_or_a_folder_else_that_of_the_last_change(string name, string expected) =>
        Assert.Equal(At(expected), FileTime.Find(null, name, Changed, Zone, Now));

    [Fact]
    public void Metadata_come_first_in_utc_or_in_the_time_zone_of_the_gallery()
    {
        var local = new DateTime(2022, 3, 4, 12, 0, 0);

        Assert.Equal(At("2022-03-04T10:00"), FileTime.Find(local, "2023-05-06.png", Changed, Zone, Now));
        Assert.Equal(At("2022-03-04T12:00"), FileTime.Find(DateTime.SpecifyKind(local, DateTimeKind.Utc), "2023-05-06.png", Changed, Zone, Now));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1970)]
    [InlineData(2099)]
    [InlineData(9999)]
    public void A_time_that_cannot_be_right_is_passed_over(int year)
    {
        var wrong = new DateTime(year, 1, 1);

        Assert.Equal(At("2023-05-06T10:00"), FileTime.Find(wrong, "2023-05-06.png", Changed, Zone, Now));
        Assert.Equal(Now, FileTime.Find(wrong, "owl.png", At($"{year:0000}-06-01T00:00"), Zone, Now));
    }

    [Fact]
    public void Without_any_time_it_is_now() => Assert.Equal(Now, FileTime.Find(null, "owl.png", null, Zone, Now));

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time + "Z", System.Globalization.CultureInfo.InvariantCulture);
}
