using System.Text;
using Darkroom.Campaigns;

namespace Darkroom.Tests.Campaigns;

/// <summary>Logos and fonts from outside.</summary>
public sealed class FileCheckTests
{
    [Theory]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>""")]
    [InlineData("""<?xml version="1.0"?><!-- made by hand --><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><style>.a{fill:url(#b)}</style><use xlink:href="#a"/></svg>""")]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg"><image href="data:image/png;base64,AAAA"/></svg>""")]
    public void A_plain_drawing_is_taken(string svg) => Assert.Equal(("image/svg+xml", null), Check(svg));

    [Theory]
    [InlineData("<script>alert(1)</script>", "<script>")]
    [InlineData("<SCRIPT/>", "<SCRIPT>")]
    [InlineData("<foreignObject/>", "<foreignObject>")]
    [InlineData("""<rect onclick="alert(1)"/>""", "onclick")]
    [InlineData("""<a href="javascript:alert(1)"/>""", "from elsewhere")]
    [InlineData("""<image href="http://example.com/x.png"/>""", "from elsewhere")]
    [InlineData("""<image href="data:image/svg+xml;base64,AAAA"/>""", "from elsewhere")]
    [InlineData("""<image href="file:///etc/passwd"/>""", "from elsewhere")]
    [InlineData("""<rect style="fill:url( 'http://example.com/x' )"/>""", "from elsewhere")]
    [InlineData("""<rect fill="url(http://example.com/x)"/>""", "from elsewhere")]
    [InlineData("""<style>@import "x.css";</style>""", "from elsewhere")]
    [InlineData("""<style>a{fill:u\72l(http://example.com)}</style>""", "from elsewhere")]
    [InlineData("""<set attributeName="href" to="javascript:alert(1)"/>""", "from elsewhere")]
    [InlineData("<path", "broken at line 1")]
    public void A_drawing_that_runs_or_loads_something_is_refused_with_the_reason(string inside, string reason)
    {
        var (mime, wrong) = Check($"""<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>""");

        Assert.Null(mime);
        Assert.Contains(reason, wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>""", "document type")]
    [InlineData("""<?xml-stylesheet href="x.css"?><svg xmlns="http://www.w3.org/2000/svg"/>""", "from elsewhere")]
    [InlineData("<svg/>", "no SVG")]
    [InlineData("""<html><svg xmlns="http://www.w3.org/2000/svg"/></html>""", "no SVG")]
    public void What_only_looks_like_a_drawing_is_refused(string svg, string reason) =>
        Assert.Contains(reason, Check(svg).Wrong, StringComparison.Ordinal);

    [Fact]
    public void A_drawing_without_end_is_refused() =>
        Assert.Contains("too complex", Check($"""<svg xmlns="http://www.w3.org/2000/svg">{string.Concat(Enumerable.Repeat("<g>", 70))}""").Wrong, StringComparison.Ordinal);

    [Fact]
    public void A_font_needs_its_tables_whole()
    {
        var font = Font("cmap", "head", "hhea", "hmtx", "maxp", "name");
        Assert.Equal(("font/ttf", null), FontCheck.Run(font));
        Assert.Contains("ends before", FontCheck.Run(font.AsSpan(0, font.Length - 1)).Wrong, StringComparison.Ordinal);
        Assert.Contains("cut off", FontCheck.Run(font.AsSpan(0, 20)).Wrong, StringComparison.Ordinal);
        Assert.Contains("'name' is missing", FontCheck.Run(Font("cmap", "head", "hhea", "hmtx", "maxp")).Wrong, StringComparison.Ordinal);
        Assert.Contains("single TTF or OTF", FontCheck.Run("wOF2xxxx"u8).Wrong, StringComparison.Ordinal);
    }

    private static (string? Mime, string? Wrong) Check(string svg)
    {
        var bytes = Encoding.UTF8.GetBytes(svg);
        Assert.True(SvgCheck.LooksLikeOne(bytes));
        return SvgCheck.Run(bytes);
    }

    private static byte[] Font(params string[] tables)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write([0, 1, 0, 0, 0, (byte)tables.Length, 0, 0, 0, 0, 0, 0]);
        foreach (var table in tables)
        {
            writer.Write(Encoding.ASCII.GetBytes(table));
            writer.Write([0, 0, 0, 0, 0, 0, 0, (byte)(12 + (16 * tables.Length)), 0, 0, 0, 4]);
        }

        writer.Write(new byte[4]);
        return file.ToArray();
    }
}
