using Darkroom.Imaging;
using Darkroom.Imaging.Steps;

namespace Darkroom.Tests.Imaging;

public sealed class UniformImageCheckTests
{
    [Fact]
    public void A_single_colour_is_detected_despite_lossy_noise()
    {
        Assert.Equal(new UniformColour(10, 20, 30, 255), UniformImageCheck.Find([10, 20, 30, 10, 20, 30], 3));
        Assert.Equal(new UniformColour(10, 20, 30, 255), UniformImageCheck.Find([9, 20, 31, 11, 20, 29], 3));
        Assert.Equal(new UniformColour(10, 20, 30, 128), UniformImageCheck.Find([10, 20, 30, 127, 10, 20, 30, 128], 4));
    }

    [Fact]
    public void Colours_under_full_transparency_are_ignored() =>
        Assert.Equal(default(UniformColour), UniformImageCheck.Find([1, 2, 3, 0, 200, 100, 50, 1], 4));

    [Fact]
    public void A_single_differing_pixel_is_content()
    {
        Assert.Null(UniformImageCheck.Find([10, 20, 30, 10, 20, 33], 3));
        Assert.Null(UniformImageCheck.Find([10, 20, 30, 255, 10, 20, 30, 250], 4));
    }
}
