using Darkroom.Imaging;

namespace Darkroom.Tests.Imaging;

internal static class Outcomes
{
    internal static T Value<T>(this Outcome<T> outcome) => Assert.IsType<Outcome<T>.Ok>(outcome).Value;

    internal static void AssertRejected<T>(this Outcome<T> outcome, RejectReason reason)
    {
        var rejected = Assert.IsType<Outcome<T>.Rejected>(outcome);
        Assert.Equal(reason, rejected.Reason);
        Assert.EndsWith(".", rejected.Message, StringComparison.Ordinal);
    }

    internal static void AssertPixel(this byte[] rgb, int width, int x, int y, (int Red, int Green, int Blue) expected, int tolerance)
    {
        var pixel = rgb.AsSpan((y * width + x) * 3, 3);
        Assert.InRange(pixel[0], expected.Red - tolerance, expected.Red + tolerance);
        Assert.InRange(pixel[1], expected.Green - tolerance, expected.Green + tolerance);
        Assert.InRange(pixel[2], expected.Blue - tolerance, expected.Blue + tolerance);
    }

    /// <summary>Asserts the four corners of the scene.</summary>
    internal static void AssertScene(this byte[] rgb, int width, int height, int tolerance)
    {
        Assert.Equal(width * height * 3, rgb.Length);
        rgb.AssertPixel(width, 0, 0, (0, 0, 128), tolerance);
        rgb.AssertPixel(width, width - 1, 0, (255, 0, 128), tolerance);
        rgb.AssertPixel(width, 0, height - 1, (0, 255, 128), tolerance);
        rgb.AssertPixel(width, width - 1, height - 1, (255, 255, 128), tolerance);
    }
}
