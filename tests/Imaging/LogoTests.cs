using System.Text;
using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Tests.Imaging;

public sealed class LogoTests
{
    private const string Shape = "<rect x='40' y='40' width='20' height='10' fill='#c00'/>";

    public LogoTests() => Vips.Require();

    [Fact]
    public void A_vector_logo_is_drawn_sharp_and_without_the_space_around_it()
    {
        var logo = Logo.Read(Svg(Shape)).Value();
        var drawn = logo.Contain(200, 200);

        Assert.Equal(2, logo.Ratio, 0.05);
        Assert.InRange(drawn.Width, 196, 200);
        Assert.Equal(4, drawn.Bands);
        Assert.True(logo.OneColour());
    }

    [Fact]
    public void A_png_keeps_its_alpha_and_a_solid_one_is_known()
    {
        Assert.False(Logo.Read(Pictures.WithAlpha("pngsave_buffer", 40, 20)).Value().Solid);
        Assert.True(Logo.Read(TestImages.SmallPng()).Value().Solid);
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
    public void An_svg_that_runs_loads_or_stalls_is_refused(string inside) => Logo.Read(Svg(Shape + inside)).AssertRejected(RejectReason.Corrupt);

    [Fact]
    public void An_svg_that_multiplies_is_refused()
    {
        Logo.Read(Encoding.UTF8.GetBytes("<!DOCTYPE svg [<!ENTITY a 'aaaa'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>")).AssertRejected(RejectReason.Corrupt);
        Logo.Read(Svg(string.Concat(Enumerable.Repeat("<use href='#a'/>", 200)))).AssertRejected(RejectReason.Corrupt);
        Logo.Read(Svg(string.Concat(Enumerable.Repeat("<g>", 100)))).AssertRejected(RejectReason.Corrupt);
        Logo.Read(Svg(new string(' ', 1024 * 1024))).AssertRejected(RejectReason.Corrupt);
    }

    [Fact]
    public void What_shows_nothing_or_is_no_logo_is_refused()
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
