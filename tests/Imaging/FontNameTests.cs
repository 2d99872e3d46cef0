using System.Buffers.Binary;
using System.Text;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Tests.Imaging;

public sealed class FontNameTests
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "fonts");

    [Theory]
    [InlineData("Manrope-ExtraBold.ttf", "Manrope")]
    [InlineData("Manrope-SemiBold.ttf", "Manrope")]
    [InlineData("EBGaramond08-Regular.otf", "EB Garamond")]
    [InlineData("LeagueSpartan-Bold.otf", "League Spartan")]
    [InlineData("BebasNeue-Bold.otf", "Bebas Neue")]
    [InlineData("NotoNaskhArabicUI-Bold.ttf", "Noto Naskh Arabic UI")]
    [InlineData("NotoSansThaiUI-Regular.ttf", "Noto Sans Thai UI")]
    [InlineData("DejaVuSerif-Bold.ttf", "DejaVu Serif")]
    public void The_name_is_the_one_that_all_weights_share(string file, string family) =>
        Assert.Equal(family, FontName.GetFamily(File.ReadAllBytes(Path.Combine(Folder, file))));

    [Fact]
    public void A_typographic_name_comes_before_a_plain_one_and_English_before_other_languages()
    {
        Assert.Equal("Family", FontName.GetFamily(Font((3, 1, 0x409, 1, "Family Bold"), (3, 1, 0x409, 16, "Family"))));
        Assert.Equal("Family", FontName.GetFamily(Font((3, 1, 0x411, 1, "ファミリー"), (3, 1, 0x409, 1, "Family"))));
        Assert.Equal("ファミリー", FontName.GetFamily(Font((3, 1, 0x411, 1, "ファミリー"))));
        Assert.Equal("Old", FontName.GetFamily(Font((1, 0, 0, 1, "Old"))));
        Assert.Equal("Old", FontName.GetFamily(Font((1, 0, 0, 1, "Old"), (3, 1, 0x409, 4, "Full name"), (3, 1, 0x409, 16, ""))));
    }

    [Fact]
    public void A_font_without_a_usable_name_has_none()
    {
        Assert.Null(FontName.GetFamily([]));
        Assert.Null(FontName.GetFamily(new byte[500]));
        Assert.Null(FontName.GetFamily(Font()));
        Assert.Null(FontName.GetFamily(Font((3, 1, 0x409, 2, "Bold"))));
        Assert.Null(FontName.GetFamily(Font((3, 1, 0x409, 1, "a\nb"))));
        Assert.Null(FontName.GetFamily(Font((3, 1, 0x409, 1, new string('x', 200)))));
    }

    [Fact]
    public void Damaged_fonts_are_read_within_their_bounds()
    {
        var random = new Random(4_711);
        var whole = Font((3, 1, 0x409, 1, "Family Bold"), (3, 1, 0x409, 16, "Family"), (1, 0, 0, 1, "Old"));
        for (var round = 0; round < 200_000; round++)
        {
            var font = whole[..random.Next(whole.Length + 1)];
            for (var changes = random.Next(6); changes > 0 && font.Length > 0; changes--)
            {
                font[random.Next(font.Length)] = random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)random.Next(256) };
            }

            // Reading past the end of a span throws.
            var name = FontName.GetFamily(font);
            Assert.True(name is null or { Length: > 0 and <= 100 });
        }
    }

    private static byte[] Font(params (ushort Platform, ushort Encoding, ushort Language, ushort Id, string Text)[] names)
    {
        var table = new byte[6 + (names.Length * 12)];
        BinaryPrimitives.WriteUInt16BigEndian(table.AsSpan(2), (ushort)names.Length);
        BinaryPrimitives.WriteUInt16BigEndian(table.AsSpan(4), (ushort)table.Length);
        List<byte> texts = [];
        for (var i = 0; i < names.Length; i++)
        {
            var (platform, encoding, language, id, text) = names[i];
            var bytes = (platform == 1 ? Encoding.ASCII : Encoding.BigEndianUnicode).GetBytes(text);
            ushort[] fields = [platform, encoding, language, id, (ushort)bytes.Length, (ushort)texts.Count];
            for (var field = 0; field < fields.Length; field++)
            {
                BinaryPrimitives.WriteUInt16BigEndian(table.AsSpan(6 + (i * 12) + (field * 2)), fields[field]);
            }

            texts.AddRange(bytes);
        }

        var font = new byte[28];
        BinaryPrimitives.WriteUInt32BigEndian(font, 0x00010000);
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(4), 1);
        "name"u8.CopyTo(font.AsSpan(12));
        BinaryPrimitives.WriteUInt32BigEndian(font.AsSpan(20), (uint)font.Length);
        BinaryPrimitives.WriteUInt32BigEndian(font.AsSpan(24), (uint)(table.Length + texts.Count));
        return [.. font, .. table, .. texts];
    }
}
