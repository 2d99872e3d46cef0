using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers.Http;

public sealed class PublicTextTests
{
    [Theory]
    [InlineData("Incorrect API key provided: sk-proj-abc123.", "sk-proj")]
    [InlineData("token hf_abcdefghijkl is expired", "hf_")]
    [InlineData("token r8_abcdefghijkl is expired", "r8_")]
    [InlineData("API key not valid: AIzaSyA1234567890abc", "AIza")]
    [InlineData("key sk_abcdefghijkl spent", "sk_")]
    [InlineData("xai-abcdef0123 is disabled", "xai-")]
    [InlineData("got 'Authorization: Bearer abc.def'", "abc.def")]
    [InlineData("https://x.y/image?key=secret1&model=flux", "secret1")]
    [InlineData("key my-own-secret refused", "my-own-secret")]
    public void Whatever_looks_like_a_key_is_scrubbed(string text, string secret) =>
        Assert.DoesNotContain(secret, PublicText.Of(text, "my-own-secret"), StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("<!DOCTYPE html><html>502</html>")]
    public void Markup_and_nothing_are_not_quoted(string? text) => Assert.Null(PublicText.Of(text, null));

    [Fact]
    public void Long_text_is_cut_and_lines_are_joined()
    {
        var shown = PublicText.Of("one\r\n two\t" + new string('x', 10_000), null, 20)!;

        Assert.StartsWith("one two xxx", shown, StringComparison.Ordinal);
        Assert.Equal(20, shown.Length);
    }
}
