using Darkroom.Providers;

namespace Darkroom.Tests.Providers;

public sealed class PartialImageSamplerTests
{
    [Theory]
    [InlineData(1, new[] { 50 })]
    [InlineData(3, new[] { 25, 50, 75 })]
    [InlineData(0, new int[0])]
    public void Partial_images_are_spread_evenly_over_the_work(int wanted, int[] shown)
    {
        var pace = new PartialImageSampler(wanted);

        Assert.Equal(shown, Enumerable.Range(0, 101).Where(percent => pace.TakeIndex(percent / 100.0, TimeSpan.Zero) is not null));
        Assert.False(pace.WantsMore);
    }

    [Fact]
    public void After_a_late_first_one_the_others_are_spread_over_what_is_left()
    {
        var pace = new PartialImageSampler(3);

        Assert.Equal([71, 81, 91], Enumerable.Range(71, 29).Where(percent => pace.TakeIndex(percent / 100.0, TimeSpan.Zero) is not null));
    }

    [Fact]
    public void Where_nobody_tells_how_much_is_done_they_come_after_ever_longer_times()
    {
        var pace = new PartialImageSampler(3);

        Assert.Equal([2, 4, 8], Enumerable.Range(0, 60).Where(second => pace.TakeIndex(null, TimeSpan.FromSeconds(second)) is not null));
    }
}
