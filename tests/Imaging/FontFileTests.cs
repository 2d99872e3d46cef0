using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Tests.Imaging;

public sealed class FontFileTests : IDisposable
{
    private static readonly string Real = Path.Combine(AppContext.BaseDirectory, "fonts", "Manrope-Bold.ttf");

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"darkroom-{Guid.NewGuid():N}.ttf");

    public FontFileTests() => Vips.EnsureStarted();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void An_opened_font_can_be_used_for_text()
    {
        // Renames the family, so that only this file has it.
        const string family = "Qanrope";
        File.WriteAllBytes(_path, Renamed(File.ReadAllBytes(Real), "Manrope", family));

        Assert.Equal(family, FontFile.Open(_path).Value());
        Assert.Equal(family, FontFile.Open(_path).Value());
        var own = Typesetter.Measure("Hamburgefonts", Style(family), 40, 1_000);
        Assert.Equal(Typesetter.Measure("Hamburgefonts", Style("Manrope"), 40, 1_000), own);
        Assert.NotEqual(Typesetter.Measure("Hamburgefonts", Style("No such family"), 40, 1_000), own);
    }

    [Fact]
    public void A_file_that_is_not_a_font_is_rejected()
    {
        FontFile.Open(_path).AssertRejected(RejectReason.Empty);
        File.WriteAllBytes(_path, new byte[1_000]);
        FontFile.Open(_path).AssertRejected(RejectReason.UnknownFormat);
        File.WriteAllBytes(_path, [.. "wOFF"u8, .. new byte[1_000]]);
        FontFile.Open(_path).AssertRejected(RejectReason.UnknownFormat);
        File.WriteAllBytes(_path, [0, 1, 0, 0, .. new byte[1_000]]);
        FontFile.Open(_path).AssertRejected(RejectReason.Corrupt);
        File.WriteAllBytes(_path, File.ReadAllBytes(Real)[..2_000]);
        FontFile.Open(_path).AssertRejected(RejectReason.Corrupt);
        File.WriteAllBytes(_path, [0, 1, 0, 0, .. new byte[11 * 1024 * 1024]]);
        FontFile.Open(_path).AssertRejected(RejectReason.TooManyBytes);
    }

    private static TextStyle Style(string family) => new(family, TextWeight.Bold, Script.Western, "en", 1.1, 0, TextAlign.Start);

    private static byte[] Renamed(byte[] font, string from, string to)
    {
        foreach (var encoding in new[] { System.Text.Encoding.BigEndianUnicode, System.Text.Encoding.ASCII })
        {
            var (old, name) = (encoding.GetBytes(from), encoding.GetBytes(to));
            for (var at = font.AsSpan().IndexOf(old); at >= 0; at = font.AsSpan().IndexOf(old))
            {
                name.CopyTo(font, at);
            }
        }

        return font;
    }
}
