using System.Text;
using System.Text.Json;
using Darkroom.Providers.Http;
using Xunit;

namespace Darkroom.Tests.Providers;

public sealed class Base64ImageTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 601).Select(i => (byte)(i * 7))];
    private static readonly string Text = Convert.ToBase64String(Bytes);

    private static readonly string UrlSafe = Text.Replace('+', '-').Replace('/', '_');

    public static TheoryData<string> Readable =>
    [
        Text,
        Text.Replace("/", "\\/", StringComparison.Ordinal),
        Text.Replace("+", "\\u002B", StringComparison.Ordinal),
        Text[..80] + "\\n" + Text[80..160] + " \\t\\r\\n" + Text[160..],
        Text[..80] + " " + Text[80..],
        "data:image/png;base64," + Text,
        "data:image\\/png;base64," + Text,
        Text.TrimEnd('='),
        UrlSafe,
        UrlSafe.TrimEnd('='),
        UrlSafe[..80] + "\\n" + UrlSafe[80..],
        "data:image/png;charset=utf-8;name=\\\"a,b.png\\\";base64," + Text,
        $"data:image/png;name={new string('x', 500)};base64,{Text}",
        "DATA:;base64," + UrlSafe,
        "data:," + Text,
        "data:image/png;base64," + Uri.EscapeDataString(Text),
        "image/png;base64," + Text,
    ];

    [Theory]
    [MemberData(nameof(Readable))]
    public void Decodes_every_notation_of_base64_in_JSON(string value)
    {
        using var image = Decode(value);

        Assert.Equal(Bytes, image?.Bytes.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAAA")]
    [InlineData("AAAA*AAA")]
    [InlineData("UklGR...AAAP")]
    [InlineData("https://example.com/image.png")]
    [InlineData("data:image/png;base64,")]
    [InlineData("\\ud83d")]
    [InlineData("\\n")]
    public void Returns_null_for_invalid_or_empty_base64(string value) => Assert.Null(Decode(value));

    private static EncodedImage? Decode(string value)
    {
        var json = Encoding.UTF8.GetBytes($$"""  {"before": [1, "two"], "image" : "{{value}}", "after": null}""");
        var reader = new Utf8JsonReader(json);
        while (reader.TokenType is not JsonTokenType.PropertyName || !reader.ValueTextEquals("image"))
        {
            reader.Read();
        }

        reader.Read();
        return Base64Image.Decode(json, reader.StringRange());
    }
}
