namespace Darkroom.Tests;

public sealed class TextLengthTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData(null, 0)]
    [InlineData("fox", 3)]
    [InlineData("👨‍👩‍👧‍👦", 1)]
    [InlineData("🇩🇪🇫🇷", 2)]
    [InlineData("👍🏽!", 2)]
    [InlineData("e\u0301a", 2)]
    [InlineData("line\r\nline", 9)]
    [InlineData("한국어", 3)]
    public void Length_counts_user_perceived_characters(string? text, int expected) => Assert.Equal(expected, TextLength.Measure(text));

    [Fact]
    public void A_limit_counts_emoji_like_letters()
    {
        var families = string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 100));
        Assert.Null(TextLength.Problem(families, 100));
        Assert.Equal("Too long: 100 of 99 characters.", TextLength.Problem(families, 99));
        Assert.Null(TextLength.Problem(null, 0));
    }

    [Fact]
    public void A_character_with_too_many_accents_is_rejected()
    {
        Assert.Null(TextLength.Problem("e" + new string('\u0301', 10), 1));
        Assert.Contains("UTF-16 code units", TextLength.Problem("e" + new string('\u0301', 10_000), 10), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a👨‍👩‍👧‍👦b", 2, "a👨‍👩‍👧‍👦")]
    [InlineData("fox", 9, "fox")]
    [InlineData("fox", 0, "")]
    public void Text_is_truncated_between_characters(string text, int longest, string expected) =>
        Assert.Equal(expected, TextLength.Start(text, longest));
}
