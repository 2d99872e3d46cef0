using Darkroom.Imaging;
using Darkroom.Imaging.Steps;

namespace Darkroom.Tests.Imaging;

public sealed class UniformImageCheckTests
{
    [Fact]
    public void One_colour_is_found_also_with_what_a_lossy_format_adds()
    {
        Assert.Equal(new UniformColour(10, 20, 30, 255), UniformImageCheck.Find([10, 20, 30, 10, 20, 30], 3));
        Assert.Equal(new UniformColour(10, 20, 30, 255), UniformImageCheck.Find([9, 20, 31, 11, 20, 29], 3));
        Assert.Equal(new UniformColour(10, 20, 30, 128), UniformImageCheck.Find([10, 20, 30, 127, 10, 20, 30, 128], 4));
    }

    [Fact]
    public void Whatever_is_under_full_transparency_cannot_be_seen() =>
        Assert.Equal(default(UniformColour), UniformImageCheck.Find([1, 2, 3, 0, 200, 100, 50, 1], 4));

    [Fact]
    public void A_single_pixel_that_differs_is_something_to_see()
    {
        Assert.Null(UniformImageCheck.Find([10, 20, 30, 10, 20, 33], 3));
        Assert.Null(UniformImageCheck.Find([10, 20, 30, 255, 10, 20, 30, 250], 4));
    }
}
