using System.Text;
using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers.Http;

public sealed class ResponseStartTests
{
    [Theory]
    [InlineData("", "Empty")]
    [InlineData(" \n\t", "Empty")]
    [InlineData("{}", "Json")]
    [InlineData("\uFEFF  \n[", "Json")]
    [InlineData("\"text\"", "Json")]
    [InlineData("<!doctype html>", "Markup")]
    [InlineData(": ping\n\n", "Events")]
    [InlineData("data: {}", "Events")]
    [InlineData("data:{}", "Events")]
    [InlineData("event: x", "Events")]
    [InlineData("id: 1", "Events")]
    [InlineData("retry: 1", "Events")]
    [InlineData("data:image/png;base64,AAAA", "Other")]
    [InlineData("null", "Other")]
    [InlineData("GIF89a..........", "Image")]
    public async Task Detects_the_kind_from_the_first_bytes_and_keeps_them(string text, string kind)
    {
        foreach (var size in (int[])[1, 3, 1000])
        {
            await using var start = new ResponseSniffer(new InPieces(Encoding.UTF8.GetBytes(text), size));

            Assert.Equal(kind, (await start.DetectAsync(TestContext.Current.CancellationToken)).ToString());
            using var rest = new MemoryStream();
            await start.CopyToAsync(rest, TestContext.Current.CancellationToken);
            Assert.Equal(text.Trim('\uFEFF', ' ', '\n', '\t'), Encoding.UTF8.GetString(rest.ToArray()).TrimEnd());
        }

        Assert.Equal(kind, ResponseSniffer.Detect(Encoding.UTF8.GetBytes(text)).ToString());
    }

    private sealed class InPieces(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }
}
