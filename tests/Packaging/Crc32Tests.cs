using System.Text;
using Darkroom.Packaging;

namespace Darkroom.Tests.Packaging;

public sealed class Crc32Tests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 0xE8B7BE43)]
    [InlineData("123456789", 0xCBF43926)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339)]
    public void The_checksum_is_that_of_the_standard(string text, uint expected) => Assert.Equal(expected, Crc32.Of(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void The_parts_make_no_difference()
    {
        var bytes = new byte[1000];
        new Random(1).NextBytes(bytes);
        for (var first = 0; first < 40; first++)
        {
            var crc = new Crc32();
            crc.Add(bytes.AsSpan(0, first));
            crc.Add(bytes.AsSpan(first, 3));
            crc.Add(bytes.AsSpan(first + 3));
            Assert.Equal(Crc32.Of(bytes), crc.Value);
        }
    }
}
