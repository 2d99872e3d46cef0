using Darkroom.Gallery;

namespace Darkroom.Tests.Gallery;

public sealed class ImagePositionTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1767225601)]
    [InlineData(-86401)]
    [InlineData(4102444800)]
    public void The_positions_of_a_second_are_between_those_of_its_neighbours(long seconds)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(seconds);

        Assert.Equal(time, ImagePosition.TimeOf(ImagePosition.FirstOf(time.AddMilliseconds(999))));
        Assert.Equal(time, ImagePosition.TimeOf(ImagePosition.FirstOf(time) + ImagePosition.PerSecond - 1));
        Assert.Equal(time.AddSeconds(1), ImagePosition.TimeOf(ImagePosition.FirstOf(time) + ImagePosition.PerSecond));
        Assert.Equal(time.AddSeconds(-1), ImagePosition.TimeOf(ImagePosition.FirstOf(time) - 1));
    }

    [Fact]
    public void Positions_are_exact_in_a_script() =>
        Assert.True(ImagePosition.FirstOf(new DateTimeOffset(2999, 12, 31, 23, 59, 59, TimeSpan.Zero)) < 1L << 53);
}
