using Darkroom.Imaging;
using Darkroom.Server.CommandLine.Terminal;

namespace Darkroom.Tests.Server.CommandLine.Terminal;

/// <summary>How images are drawn, without a terminal.</summary>
public sealed class TerminalImageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Sixel_has_bands_of_six_rows_in_the_colours_of_the_image()
    {
        var black = SixelEncoder.Encode(new RgbImage(5, 7, new byte[5 * 7 * 3]));

        // Five columns: all six rows of the first band, the first row of the second one.
        Assert.StartsWith("\eP0;1;0q\"1;1;5;7#0;2;0;0;0", black, StringComparison.Ordinal);
        Assert.EndsWith("#0!5~$-#0!5@$-\e\\", black, StringComparison.Ordinal);
    }

    [Fact]
    public void Sixel_keeps_pure_colours()
    {
        byte[] red = [255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0];

        Assert.EndsWith("#210!4@$-\e\\", SixelEncoder.Encode(new RgbImage(4, 1, red)), StringComparison.Ordinal);
        Assert.Contains("#210;2;100;0;0", SixelEncoder.Encode(new RgbImage(4, 1, red)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_blocks_have_the_upper_pixel_in_front_and_the_lower_one_behind()
    {
        byte[] pixels = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 7, 8, 9, 7, 8, 9];
        var drawn = await new BlockImages(new TerminalFeatures(ImageProtocol.Blocks, TrueColour: true)).DrawAsync(0, new RgbImage(2, 3, pixels), 2, 2, Cancel);

        Assert.Equal("\e[38;2;1;2;3;48;2;4;5;6m▀▀\e[0m\e[2D\e[B\e[38;2;7;8;9m▀▀\e[0m\e[2D", drawn);
    }

    [Theory]
    [InlineData(1, 100, 30, 1.0)]
    [InlineData(4, 100, 30, 1.0)]
    [InlineData(16, 200, 50, 1.5)]
    [InlineData(3, 39, 20, 0.5)]
    public void Images_are_as_large_as_fits_and_do_not_overlap(int images, int width, int height, double ratio)
    {
        var grid = ImageGrid.Create(images, width, height, ratio, cellRatio: 2)!;
        var places = Enumerable.Range(0, images).Select(grid.PlaceOf).ToList();

        Assert.All(places, place => Assert.True(place.Left + grid.Columns <= width && place.Top + grid.Rows <= grid.Height && grid.Height <= height));
        Assert.Equal(images, places.Distinct().Count());
    }

    [Theory]
    [InlineData(1, 7, 30)]
    [InlineData(16, 40, 6)]
    [InlineData(4, 0, 0)]
    public void A_terminal_that_is_too_small_gets_no_images(int images, int width, int height) =>
        Assert.Null(ImageGrid.Create(images, width, height, ratio: 1, cellRatio: 2));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\e[2Jgone\a", " [2Jgone ")]
    [InlineData("two\nlines", "two\nlines")]
    public void Text_of_others_cannot_control_the_terminal(string text, string clean) => Assert.Equal(clean, TerminalText.Clean(text));
}
