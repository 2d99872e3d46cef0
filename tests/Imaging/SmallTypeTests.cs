using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Tests.Imaging;

public sealed class SmallTypeTests
{
    private static readonly TextStyle Style = new("Manrope", TextWeight.Bold, Script.Western, "en", 1.2, 0.005, TextAlign.Start);

    public SmallTypeTests() => Vips.EnsureStarted();

    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(18)]
    public void Small_letters_are_as_far_apart_as_in_a_large_drawing_that_is_reduced(int size)
    {
        const int factor = 16;
        const string text = "Jetzt Aufenthalt buchen, illimité, millimetre";
        var large = Typesetter.Measure(text, Style, size * factor, Typesetter.Unlimited).Width / (double)factor;

        Assert.InRange(Typesetter.Measure(text, Style, size, Typesetter.Unlimited).Width, (large * 0.992) - 1, (large * 1.008) + 1);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(15)]
    public void Equal_letters_have_equal_distances(int size)
    {
        const int count = 24;
        var image = Typesetter.Render(new string('l', count), Style, size, Typesetter.Unlimited, Rgb.White)!.Image;
        var columns = Enumerable.Range(0, image.Width).Select(x => Enumerable.Range(0, image.Height).Sum(y => (double)image.Data[(((y * image.Width) + x) * 4) + 3])).ToList();
        var step = (Typesetter.Measure(new string('l', count), Style, size * 16, Typesetter.Unlimited).Width - Typesetter.Measure("l", Style, size * 16, Typesetter.Unlimited).Width)
            / 16.0 / (count - 1);
        var centre = Centre(0, columns.Count - 1);
        for (var letter = 0; letter < count; letter++)
        {
            var expected = centre + ((letter - ((count - 1) / 2.0)) * step);
            var found = Centre(Math.Max(0, (int)Math.Round(expected - (step / 2))), Math.Min(columns.Count - 1, (int)Math.Round(expected + (step / 2)) - 1));
            Assert.InRange(found, expected - 0.4, expected + 0.4);
        }

        double Centre(int first, int last)
        {
            var range = Enumerable.Range(first, last - first + 1).ToList();
            return range.Sum(x => columns[x] * (x + 0.5)) / range.Sum(x => columns[x]);
        }
    }

    [Fact]
    public void The_baseline_of_small_letters_is_sharp()
    {
        var image = Typesetter.Render("HHHH", Style, 12, Typesetter.Unlimited, Rgb.White)!.Image;
        var last = Enumerable.Range(0, image.Width).Max(x => image.Data[((((image.Height - 1) * image.Width) + x) * 4) + 3]);

        Assert.True(last > 200, $"The last row has an opacity of {last} only.");
    }
}
