using System.Text;
using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Tests.Imaging;

public sealed class LogoTests
{
    private const string Shape = "<rect x='40' y='40' width='20' height='10' fill='#c00'/>";

    public LogoTests() => Vips.EnsureStarted();

    [Fact]
    public void A_vector_logo_is_rendered_sharp_and_without_its_margin()
    {
        var logo = Logo.Read(Svg(Shape)).Value();
        var drawn = logo.Contain(200, 200);

        Assert.Equal(2, logo.AspectRatio, 0.05);
        Assert.InRange(drawn.Width, 196, 200);
        Assert.Equal(4, drawn.Bands);
        Assert.True(logo.IsMonochrome());
    }

    [Fact]
    public void A_png_keeps_its_alpha_and_an_opaque_one_is_detected()
    {
        Assert.False(Logo.Read(SampleImages.WithAlpha("pngsave_buffer", 40, 20)).Value().IsOpaque);
        Assert.True(Logo.Read(TestImages.SmallPng()).Value().IsOpaque);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<g onload='alert(1)'/>")]
    [InlineData("<a href='javascript:alert(1)'><rect width='9' height='9'/></a>")]
    [InlineData("<image href='file:///etc/passwd' width='9' height='9'/>")]
    [InlineData("<use href='https://example.com/x.svg#a'/>")]
    [InlineData("<style>@import 'https://example.com/x.css';</style>")]
    [InlineData("<rect width='9' height='9' fill='url(https://example.com/x)'/>")]
    [InlineData("<foreignObject><p>hi</p></foreignObject>")]
    [InlineData("<filter id='f'><feGaussianBlur stdDeviation='90000'/></filter>")]
    [InlineData("<include xmlns='http://www.w3.org/2001/XInclude' href='/etc/passwd' parse='text'/>")]
    [InlineData("<rect width='9'")]
    public void An_svg_with_scripts_external_content_or_filters_is_rejected(string inside) => Logo.Read(Svg(Shape + inside)).AssertRejected(RejectReason.Corrupt);

    [Fact]
    public void An_svg_that_expands_entities_or_elements_is_rejected()
    {
        Logo.Read(Encoding.UTF8.GetBytes("<!DOCTYPE svg [<!ENTITY a 'aaaa'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>")).AssertRejected(RejectReason.Corrupt);
        Logo.Read(Svg(string.Concat(Enumerable.Repeat("<use href='#a'/>", 200)))).AssertRejected(RejectReason.Corrupt);
        Logo.Read(Svg(string.Concat(Enumerable.Repeat("<g>", 100)))).AssertRejected(RejectReason.Corrupt);
        Logo.Read(Svg(new string(' ', 1024 * 1024))).AssertRejected(RejectReason.Corrupt);
    }

    [Fact]
    public void Each_colour_that_touches_the_background_must_stand_out_from_it()
    {
        const string summit = """<path d="M0 60L50 0L100 60z" fill="#123047"/><path d="M45 14L50 8L55 14z" fill="#fff"/>""";
        var (orange, white) = (new Rgb(200, 85, 61), new Rgb(255, 255, 255));
        var plain = Logo.Read(Svg(summit)).Value();
        var lined = Logo.Read(Svg(summit + """<path d="M0 70h100v6H0z" fill="#c8553d"/>""")).Value();

        Assert.InRange(plain.Contrast(orange), 2.5, 4);
        Assert.InRange(lined.Contrast(orange), 1, 1.3);
        Assert.InRange(lined.Contrast(white), 3, 5);
        Assert.True(lined.Colour().Contrast(orange) > 2.2, "The mean colour alone says nothing about the line.");
    }

    [Fact]
    public void A_transparent_image_or_another_format_is_rejected()
    {
        Logo.Read(Svg("")).AssertRejected(RejectReason.Corrupt);
        Logo.Read(Array.Empty<byte>()).AssertRejected(RejectReason.Empty);
        Logo.Read("GIF89a not a logo"u8.ToArray()).AssertRejected(RejectReason.UnknownFormat);
        Logo.Read(TestImages.SmallPng().AsMemory(0, 60)).AssertRejected(RejectReason.Corrupt);
        Logo.Read(TestImages.NoisyPng(9_000, 4)).AssertRejected(RejectReason.TooLarge);
    }

    private static byte[] Svg(string inside) =>
        Encoding.UTF8.GetBytes($"<svg xmlns='http://www.w3.org/2000/svg' width='100' height='100'>{inside}</svg>");
}
