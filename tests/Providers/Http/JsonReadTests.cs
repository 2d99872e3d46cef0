using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers.Http;

public sealed class JsonReadTests
{
    [Theory]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"a":"x\udc00y"}""")]
    [InlineData("""{"a":5}""")]
    [InlineData("""{"a":null}""")]
    [InlineData("""{"b":"x"}""")]
    [InlineData("""{"\ud800":"x"}""")]
    [InlineData("""["a"]""")]
    public void Invalid_text_is_null(string json) => Assert.Null(JsonElement.Parse(json).Text("a"));

    [Fact]
    public void Bytes_that_are_not_UTF8_are_null()
    {
        var reader = new Utf8JsonReader((byte[])[.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8]);

        Assert.Null(JsonElement.ParseValue(ref reader).Text("a"));
    }
}
