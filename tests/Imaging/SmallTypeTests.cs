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
    public void Each_letter_adds_as_much_as_in_a_large_drawing(int size)
    {
        const int factor = 16;
        for (var count = 2; count <= 20; count++)
        {
            var letters = new string('l', count);
            var large = Typesetter.Measure(letters, Style, size * factor, Typesetter.Unlimited).Width / (double)factor;

            // The pixels at both ends are counted even if only a part of them is covered, and a letter stands at most a sixteenth of a pixel beside its place.
            var beside = count / 16.0;
            Assert.InRange(Typesetter.Measure(letters, Style, size, Typesetter.Unlimited).Width, large - beside - 1, large + beside + 2);
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
