using System.Text;
using Darkroom.Campaigns.Briefs;

namespace Darkroom.Tests.Campaigns.Briefs;

/// <summary>Uploaded fonts.</summary>
public sealed class FontValidatorTests
{
    [Fact]
    public void A_font_needs_all_required_tables()
    {
        var font = Font("cmap", "head", "hhea", "hmtx", "maxp", "name");
        Assert.Equal(("font/ttf", null), FontValidator.Run(font));
        Assert.Contains("ends before", FontValidator.Run(font.AsSpan(0, font.Length - 1)).Problem, StringComparison.Ordinal);
        Assert.Contains("truncated", FontValidator.Run(font.AsSpan(0, 20)).Problem, StringComparison.Ordinal);
        Assert.Contains("'name' is missing", FontValidator.Run(Font("cmap", "head", "hhea", "hmtx", "maxp")).Problem, StringComparison.Ordinal);
        Assert.Contains("single TTF or OTF", FontValidator.Run("wOF2xxxx"u8).Problem, StringComparison.Ordinal);
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
