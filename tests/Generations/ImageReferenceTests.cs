using System.Text;
using System.Text.Json;
using Darkroom.Generations;

namespace Darkroom.Tests.Generations;

public sealed class ImageReferenceTests
{
    private static readonly byte[] Bytes = [0, 1, 2, 250, 251, 252, 253];

    private static readonly string Base64 = Convert.ToBase64String(Bytes);

    public static TheoryData<string> DataUrls =>
    [
        $"data:image/png;base64,{Base64}",
        $"data:;base64,{Base64}",
        $"data:text/html;charset=utf-8;base64,{Base64}",
        $"DATA:IMAGE/PNG;BASE64,{Base64}",
        $"data:image/png;base64,{Base64[..3]}\r\n {Base64[3..]}",
    ];

    [Theory]
    [MemberData(nameof(DataUrls))]
    public void A_data_url_is_read_whatever_type_it_claims(string text) =>
        Assert.Equal(Bytes, Assert.IsType<ImageReference.Inline>(Read(text)).Bytes.ToArray());

    [Fact]
    public void An_id_refers_to_a_gallery_image() =>
        Assert.Equal(new ImageReference.Stored(new string('a', 32)), Read(new string('a', 32)));

    [Theory]
    [InlineData("", "or the id of an image")]
    [InlineData("../../etc/passwd", "or the id of an image")]
    [InlineData("https://example.com/a.png", "or the id of an image")]
    [InlineData("file:///etc/passwd", "or the id of an image")]
    [InlineData("AAECAw==", "or the id of an image")]
    [InlineData("0000000000000000000000000000000G", "or the id of an image")]
    [InlineData("data:", "has no base64")]
    [InlineData("data:,hello", "has no base64")]
    [InlineData("data:image/svg+xml,%3Csvg/%3E", "has no base64")]
    [InlineData("data:image/png;base64", "has no base64")]
    [InlineData("data:image/png;base64,AAE", "damaged or incomplete")]
    [InlineData("data:image/png;base64,AAE=AAE=", "damaged or incomplete")]
    [InlineData("data:image/png;base64,%41%41", "damaged or incomplete")]
    [InlineData("data:image/png;base64,AA-_", "damaged or incomplete")]
    public void Other_texts_are_rejected_with_advice_and_never_quoted(string text, string advice)
    {
        var message = Assert.IsType<ImageReference.Unreadable>(Read(text)).Message;

        Assert.Contains(advice, message, StringComparison.Ordinal);
        Assert.DoesNotContain("passwd", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_url_without_a_comma_is_not_searched_to_its_end() =>
        Assert.IsType<ImageReference.Unreadable>(Read($"data:{new string(';', 1_000_000)};base64,AAAA"));

    [Theory]
    [InlineData(@"""data:image\/png;base64,AAEC""")]
    [InlineData(@"""\u0064ata:image/png;base64,AAEC""")]
    public void Escapes_in_the_JSON_are_read(string json) =>
        Assert.Equal([0, 1, 2], Assert.IsType<ImageReference.Inline>(JsonSerializer.Deserialize<ImageReference>(json)).Bytes.ToArray());

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("""{"url":"x"}""")]
    [InlineData(@"""\ud800""")]
    public void A_value_that_is_not_a_string_is_rejected(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ImageReference>(json));

    [Fact]
    public void A_written_image_is_short_and_distinguishes_images()
    {
        var one = JsonSerializer.Serialize<ImageReference>(new ImageReference.Inline(new byte[100_000]));

        Assert.InRange(one.Length, 60, 70);
        Assert.NotEqual(one, JsonSerializer.Serialize<ImageReference>(new ImageReference.Inline(new byte[100_001])));
    }

    private static ImageReference Read(string text) => ImageReference.Read(Encoding.UTF8.GetBytes(text));
}
