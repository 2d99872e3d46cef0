using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers.Http;

public sealed class SafeTextTests
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
    public void Redacts_text_that_looks_like_a_key(string text, string secret) =>
        Assert.DoesNotContain(secret, SafeText.Sanitize(text, "my-own-secret"), StringComparison.Ordinal);

    [Theory]
    [InlineData("key", "The request was blocked; check the key and the monkey.")]
    [InlineData("none", "There is none, and nonetheless it works.")]
    [InlineData("x", "x 512x512")]
    [InlineData("1", "1 of 11 images")]
    [InlineData("ollama", "ollama is not running")]
    [InlineData("", "nothing")]
    public void A_placeholder_key_changes_no_message(string key, string text) => Assert.Equal(text, SafeText.Sanitize(text, key));

    [Fact]
    public void Redacts_a_short_key_that_stands_alone() =>
        Assert.Equal("Key '[key]' refused, not a:b12c or pa:b12.", SafeText.Sanitize("Key 'a:b12' refused, not a:b12c or pa:b12.", "a:b12"));

    [Theory]
    [InlineData("user:correct horse", "https://x/?k=user%3Acorrect%20horse")]
    [InlineData("user:correct horse", "Basic dXNlcjpjb3JyZWN0IGhvcnNl")]
    [InlineData("user:correct horse", "password correct horse")]
    public void Redacts_a_key_in_every_encoding(string key, string text) =>
        Assert.Contains("[key]", SafeText.Sanitize(text, key), StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("<!DOCTYPE html><html>502</html>")]
    public void Does_not_quote_markup_or_empty_text(string? text) => Assert.Null(SafeText.Sanitize(text, null));

    [Fact]
    public void Truncates_long_text_and_joins_lines()
    {
        var shown = SafeText.Sanitize("one\r\n two\t" + new string('x', 10_000), null, 20)!;

        Assert.StartsWith("one two xxx", shown, StringComparison.Ordinal);
        Assert.Equal(20, shown.Length);
    }
}
