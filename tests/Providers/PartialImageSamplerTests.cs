using Darkroom.Providers;

namespace Darkroom.Tests.Providers;

public sealed class PartialImageSamplerTests
{
    [Theory]
    [InlineData(1, new[] { 50 })]
    [InlineData(3, new[] { 25, 50, 75 })]
    [InlineData(0, new int[0])]
    public void Spreads_partial_images_evenly(int wanted, int[] shown)
    {
        var pace = new PartialImageSampler(wanted);

        Assert.Equal(shown, Enumerable.Range(0, 101).Where(percent => pace.TakeIndex(percent / 100.0, TimeSpan.Zero) is not null));
        Assert.False(pace.WantsMore);
    }

    [Fact]
    public void After_a_late_first_image_spreads_the_others_over_the_rest()
    {
        var pace = new PartialImageSampler(3);

        Assert.Equal([71, 81, 91], Enumerable.Range(71, 29).Where(percent => pace.TakeIndex(percent / 100.0, TimeSpan.Zero) is not null));
    }

    [Fact]
    public void Without_a_fraction_the_intervals_double()
    {
        var pace = new PartialImageSampler(3);

        Assert.Equal([2, 4, 8], Enumerable.Range(0, 60).Where(second => pace.TakeIndex(null, TimeSpan.FromSeconds(second)) is not null));
    }
}
