using System.Text;
using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers.Http;

/// <summary>JSON stays JSON, and everything a person reads stays, when long words are left out of it.</summary>
public sealed class LongWordBreakerTests
{
    private static readonly string[] Pieces =
    [
        "a", " ", "word and word", "\"", "\\", "\\\\", "\n", "/", "é", "灯台", "🗼", "{", "}", ":", ",", "[1,2]",
        new('x', LongWordBreaker.MaxLength - 1), new('x', 3 * LongWordBreaker.MaxLength), new('灯', LongWordBreaker.MaxLength), string.Concat(Enumerable.Repeat("🗼", 900)),
    ];

    [Fact]
    public async Task Keeps_JSON_valid_and_short_words_unchanged_at_every_depth()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            foreach (var escaping in (JsonSerializerOptions[])[new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }, new()])
            {
                var json = JsonSerializer.Serialize(new { input = text, code = "kept" }, escaping);
                var nested = JsonSerializer.Serialize(new { message = json, after = "kept" }, escaping);

                var read = JsonElement.Parse(Encoding.UTF8.GetString((await ReadAsync(nested)).Span));
                var inner = JsonElement.Parse(read.GetProperty("message").GetString()!);

                Assert.Equal("kept", read.GetProperty("after").GetString());
                Assert.Equal("kept", inner.GetProperty("code").GetString());
                var kept = inner.GetProperty("input").GetString()!;
                Assert.True(kept == text || kept.Contains('…', StringComparison.Ordinal));
                Assert.All(kept.Split('…')[0], (letter, at) => Assert.Equal(text[at], letter));
            }
        }
    }

    [Fact]
    public async Task Reduces_megabytes_to_kilobytes()
    {
        var body = $$"""{"a":"data:{{new string('A', 4 << 20)}}","b":"the end"}""";

        var kept = await ReadAsync(body);

        Assert.InRange(kept.Length, LongWordBreaker.MaxLength, 2 * LongWordBreaker.MaxLength);
        Assert.EndsWith("\"b\":\"the end\"}", Encoding.UTF8.GetString(kept.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_an_endless_body_up_to_the_limits()
    {
        using var words = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[1,", 100_000))));

        Assert.InRange((await LongWordBreaker.ReadAsync(words, 10_000, 1 << 20, TestContext.Current.CancellationToken)).Length, 10_000, 80_000);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await LongWordBreaker.ReadAsync(stream, 1 << 20, 16 << 20, TestContext.Current.CancellationToken);
    }
}
