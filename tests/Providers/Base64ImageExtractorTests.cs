using System.Text;
using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers;

/// <summary>Images are taken out of an answer while it comes, however it is cut into pieces; everything else passes through as it is.</summary>
public sealed class Base64ImageExtractorTests
{
    private static readonly byte[] Image = TestImages.NoisyPng(64, 64, 1, 12_000);
    private static readonly string Base64 = Convert.ToBase64String(Image);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Untouched => new()
    {
        { "" },
        { """{"a":1,"b":"short","c":["\\","\"",""]}""" },
        { $"{{\"text\":\"{string.Concat(Enumerable.Repeat("a red fox in the snow, ", 1000))}\"}}" },
        { $"{{\"escaped\":\"AA\\/{Base64}\"}}" },
        { $"{{\"address\":\"data:image/png;base64,{Base64}\"}}" },
        { $"{{\"just as long as is looked at\":\"{Base64[..(Base64ImageExtractor.HeadLength - 1)]}\"}}" },
        { $": a comment with one quote \"\ndata: {{\"a\":\"b\"}}\n\nevent: \"\n{new string('x', 3000)}\n{new string('y', 3000)}" },
    };

    [Theory]
    [MemberData(nameof(Untouched))]
    public async Task Passes_other_content_through_unchanged(string text)
    {
        foreach (var pieces in new[] { 1, 7, 100_000 })
        {
            await using var lifted = Over(text, pieces);
            Assert.Equal(text, await ReadAsync(lifted, pieces == 7 ? 3 : 5000));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1000)]
    [InlineData(4096, 17)]
    [InlineData(4097, 4096)]
    [InlineData(1_000_000, 1_000_000)]
    public async Task Extracts_an_image_from_chunks_of_any_size(int pieces, int asked)
    {
        await using var lifted = Over($$"""{"first":"{{Base64}}","then":"a word","last":"{{Base64}}"}""", pieces);

        var text = await ReadAsync(lifted, asked);

        Assert.Equal($$"""{"first":"{{Base64[..Base64ImageExtractor.HeadLength]}}@0","then":"a word","last":"{{Base64[..Base64ImageExtractor.HeadLength]}}@1"}""", text);
        Assert.Equal(Image, Take(lifted, 0));
        Assert.Equal(Image, Take(lifted, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Reads_base64_with_every_padding(int left)
    {
        var bytes = Image[..(9000 + left)];
        await using var lifted = Over($"\"{Convert.ToBase64String(bytes)}\"", 1000);
        await ReadAsync(lifted, 1000);

        Assert.Equal(bytes, Take(lifted, 0));
    }

    [Theory]
    [InlineData("\\/")]
    [InlineData("\\\"")]
    [InlineData("=")]
    [InlineData("@")]
    [InlineData("A")]
    public async Task Recognizes_a_string_that_turns_out_not_to_be_base64(string wrong)
    {
        await using var lifted = Over($$"""{"image":"{{Base64[..8000]}}{{wrong}}{{Base64[..8000]}}","then":"a word"}""", 999);

        Assert.Equal($$"""{"image":"{{Base64[..Base64ImageExtractor.HeadLength]}}@0","then":"a word"}""", await ReadAsync(lifted, 5000));
        Assert.Null(Take(lifted, 0));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("_")]
    [InlineData(" ")]
    [InlineData("\\n")]
    [InlineData("\\/")]
    public async Task Reads_every_notation_of_base64_that_starts_late(string late)
    {
        var plain = new string('A', Base64ImageExtractor.HeadLength + 4) + late.Trim() switch { "-" => "+AAA", "_" or "\\/" => "/AAA", _ => "AAAA" } + "AA";
        var written = new string('A', Base64ImageExtractor.HeadLength + 4) + late + (late is " " or "\\n" ? "AAAA" : "AAA") + "AA";
        await using var lifted = Over($"\"{written}\"", 1000);
        await ReadAsync(lifted, 1000);

        Assert.True(lifted.TryTake(Encoding.UTF8.GetBytes($"{new string('A', Base64ImageExtractor.HeadLength)}@0"), out var image));
        using (image)
        {
            Assert.Equal(Convert.FromBase64String(plain + "=="), image?.Bytes.ToArray());
        }
    }

    [Fact]
    public async Task Does_not_decode_images_once_disabled()
    {
        await using var lifted = Over($$"""["{{Base64}}"]""", 1000);
        lifted.DecodesImages = false;

        Assert.Equal($$"""["{{Base64[..Base64ImageExtractor.HeadLength]}}@0"]""", await ReadAsync(lifted, 5000));
        Assert.Null(Take(lifted, 0));
    }

    [Fact]
    public async Task A_response_that_ends_within_an_image_ends_there()
    {
        await using var lifted = Over($$"""{"image":"{{Base64[..10_000]}}""", 1000);

        Assert.Equal($$"""{"image":"{{Base64[..Base64ImageExtractor.HeadLength]}}""", await ReadAsync(lifted, 5000));
    }

    [Fact]
    public async Task TryTake_returns_false_for_other_strings()
    {
        await using var lifted = Over($"\"{Base64}\"", 1000);
        await ReadAsync(lifted, 1000);

        Assert.False(lifted.TryTake("@0"u8, out _));
        Assert.False(lifted.TryTake(Encoding.UTF8.GetBytes(Base64), out _));
        Assert.False(lifted.TryTake(Encoding.UTF8.GetBytes($"{Base64[..Base64ImageExtractor.HeadLength]}@x"), out _));
    }

    [Fact]
    public async Task Disposes_images_that_were_not_taken()
    {
        var lifted = Over($$"""["{{Base64}}","{{Base64}}","{{Base64}}"]""", 1000);
        await ReadAsync(lifted, 1000);

        Assert.Equal(Image, Take(lifted, 1));
        Assert.Null(Take(lifted, 0));
        await lifted.DisposeAsync();
        await lifted.DisposeAsync();
    }

    private static byte[]? Take(Base64ImageExtractor lifted, int number)
    {
        Assert.True(lifted.TryTake(Encoding.UTF8.GetBytes($"{Base64[..Base64ImageExtractor.HeadLength]}@{number}"), out var image));
        using (image)
        {
            return image?.Bytes.ToArray();
        }
    }

    private static Base64ImageExtractor Over(string text, int pieces) => new(new InPieces(Encoding.UTF8.GetBytes(text), pieces));

    private static async Task<string> ReadAsync(Base64ImageExtractor lifted, int asked)
    {
        using var all = new MemoryStream();
        var buffer = new byte[asked];
        while (await lifted.ReadAsync(buffer, Token) is var read and > 0)
        {
            all.Write(buffer.AsSpan(0, read));
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    /// <summary>Gives at most so many bytes at once.</summary>
    private sealed class InPieces(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }
}
