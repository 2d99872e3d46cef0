using System.Collections.Immutable;
using Darkroom.Gallery;

namespace Darkroom.Tests.Gallery;

/// <summary>The language of the search field.</summary>
public sealed class GalleryViewParserTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("  \t", "")]
    [InlineData("- * ( ) :", "")]
    [InlineData("\"", "")]
    [InlineData("red fox", "red fox")]
    [InlineData("red fox ", "red fox ")]
    [InlineData("  fox   red ", "fox red ")]
    [InlineData("\"red  fox\"", "\"red  fox\"")]
    [InlineData("\"red", "\"red")]
    [InlineData("\"red ", "\"red\"")]
    [InlineData("fox\"", "fox\"")]
    [InlineData("\"say \"\"fox\"\"\"", "\"say \"\"fox\"\"\"")]
    [InlineData("fox -red", "fox -red")]
    [InlineData("fox -\"red one", "fox -\"red one\"")]
    [InlineData("-- fox - ) red", "fox red")]
    [InlineData("cat OR dog OR -fox red", "cat OR dog OR -fox red")]
    [InlineData("cat or \"OR\"", "cat or \"OR\"")]
    [InlineData("Model:flux", "model:flux")]
    [InlineData("-MODEL:\"flux pro\"", "-model:\"flux pro\"")]
    [InlineData("model:\"flux\" fox ", "model:flux fox ")]
    [InlineData("tag:\"a\"tag:b", "tag:a tag:b")]
    [InlineData("in:\"my \"\"best\"\"", "in:\"my \"\"best\"\"\"")]
    [InlineData("provider:a OR provider:b campaign:c", "provider:a OR provider:b campaign:c")]
    [InlineData("size:=1024 size:>1024 size:>=1024 size:<1024 size:<=1024", "size:1024 size:>1024 size:>=1024 size:<1024 size:<=1024")]
    [InlineData("size:512..1024 size:512.. size:..512 size:7..7", "size:512..1024 size:>=512 size:<=512 size:7")]
    [InlineData("cost:>0.050 cost:$0.04 cost:0.01..$1", "cost:>0.05 cost:0.04 cost:0.01..1")]
    [InlineData("seed:42 seed:-7", "seed:42 seed:-7")]
    [InlineData("ratio:Wide -ratio:square", "ratio:wide -ratio:square")]
    [InlineData("before:2026 after:2026-11 -on:2026-11-29", "before:2026 after:2026-11 -on:2026-11-29")]
    [InlineData("is:favorite is:trashed is:imported is:edited has:partials has:parent", "is:favorite is:trashed is:imported is:edited has:partials has:parent")]
    [InlineData("portrait: a woman, https://example.org 16:9", "portrait: a woman, https://example.org 16:9")]
    public void A_text_is_read_and_written_in_one_way(string text, string canonical)
    {
        var (view, mistakes) = GalleryViewParser.Parse(text);

        Assert.Empty(mistakes);
        Assert.Equal(canonical, view.ToString());
        Assert.Equal(canonical.Length == 0, view == GalleryView.All);
    }

    [Theory]
    [InlineData("modle:flux", 0, 10, "Did you mean \"model:\"?")]
    [InlineData("fox -foo:bar x", 4, 8, "There is no filter \"foo:\".")]
    [InlineData("fox model:", 4, 6, "A value is missing")]
    [InlineData("model: fox", 0, 6, "A value is missing")]
    [InlineData("in:\"\" x", 0, 5, "A value is missing")]
    [InlineData("size:big", 0, 8, "size:>1024")]
    [InlineData("size:0", 0, 6, "size:>1024")]
    [InlineData("size:1.5", 0, 8, "size:>1024")]
    [InlineData("size:1024x768", 0, 13, "size:>1024")]
    [InlineData("size:9..8", 0, 9, "size:512..1024")]
    [InlineData("size:..", 0, 7, "size:512..1024")]
    [InlineData("cost:free", 0, 9, "cost:>0.05")]
    [InlineData("cost:0.0000001", 0, 14, "cost:>0.05")]
    [InlineData("seed:x", 0, 6, "seed:42")]
    [InlineData("ratio:16:9", 0, 10, "ratio:wide or ratio:tall or ratio:square")]
    [InlineData("before:2026-13", 0, 14, "before:2026-11")]
    [InlineData("on:2026-02-30", 0, 13, "on:2026-11-29")]
    [InlineData("after:1066", 0, 10, "after:2026")]
    [InlineData("is:partials", 0, 11, "is:favorite")]
    [InlineData("has:favorite", 0, 12, "has:partials or has:parent")]
    [InlineData("is:1", 0, 4, "is:favorite")]
    [InlineData("OR fox", 0, 2, "OR needs a term on both sides")]
    [InlineData("fox OR", 4, 2, "OR needs a term on both sides")]
    [InlineData("fox OR OR cat", 7, 2, "OR needs a term on both sides")]
    public void A_mistake_is_reported_at_its_place(string text, int start, int length, string message)
    {
        var mistake = Assert.Single(GalleryViewParser.Parse(text).Mistakes);

        Assert.Equal((start, length), (mistake.Start, mistake.Length));
        Assert.Contains(message, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_right_is_understood_beside_mistakes()
    {
        var (view, mistakes) = GalleryViewParser.Parse("fox size:big cat OR is:nothing seed:1");

        Assert.Equal("fox cat seed:1", view.ToString());
        Assert.Equal([4, 20], mistakes.Select(mistake => mistake.Start));
    }

    [Fact]
    public void Only_the_last_word_is_unfinished_and_only_without_a_space_behind_it()
    {
        Assert.Equal([false, true], Unfinished("red fo"));
        Assert.Equal([false, false], Unfinished("red fox "));
        Assert.Equal([false, false], Unfinished("fox -re"));
        Assert.Equal([false, true], Unfinished("fox OR ca"));
        Assert.Equal([false], Unfinished("\"red fo\""));
        Assert.Equal([true], Unfinished("\"red fo"));
        Assert.Equal([false], Unfinished("fo seed:1"));

        static IEnumerable<bool> Unfinished(string text) => GalleryViewParser.Parse(text).View.Terms.OfType<TextTerm>().Select(term => term.Unfinished);
    }

    [Fact]
    public void The_number_of_terms_and_the_length_are_limited()
    {
        var words = string.Join(' ', Enumerable.Repeat("fox", 100));
        Assert.Empty(GalleryViewParser.Parse(words).Mistakes);
        Assert.Empty(GalleryViewParser.Parse(string.Join(' ', Enumerable.Range(0, 40).Select(number => $"seed:{number}"))).Mistakes);
        var tooMany = Assert.Single(GalleryViewParser.Parse(string.Join(' ', Enumerable.Range(0, 45).Select(number => $"-x{number}"))).Mistakes);
        Assert.Equal((40 * 4 + 30, 4), (tooMany.Start, tooMany.Length));

        Assert.Empty(GalleryViewParser.Parse(string.Concat(Enumerable.Repeat("👩‍🚀", 500))).Mistakes);
        var tooLong = Assert.Single(GalleryViewParser.Parse(new string('x', 501)).Mistakes);
        Assert.Equal((500, 1, "Too long: 501 of 500 characters."), (tooLong.Start, tooLong.Length, tooLong.Message));
    }

    [Fact]
    public void Any_text_is_read_without_a_fault_and_its_canonical_form_reads_as_the_same_view()
    {
        var random = new Random(16);
        for (var round = 0; round < 20_000; round++)
        {
            var text = RandomText(random);
            var view = GalleryViewParser.Parse(text).View;
            AssertSame(view, text);
            foreach (var mistake in GalleryViewParser.Parse(text).Mistakes)
            {
                Assert.InRange(mistake.Start, 0, text.Length);
                Assert.InRange(mistake.Start + mistake.Length, mistake.Start, text.Length);
            }
        }
    }

    [Fact]
    public void Views_that_code_composes_read_as_the_same_view()
    {
        var random = new Random(17);
        for (var round = 0; round < 2_000; round++)
        {
            var name = RandomText(random);
            if (!string.IsNullOrWhiteSpace(name) && name.Length < 100)
            {
                AssertSame(GalleryViewParser.Parse("red fo").View.With(new NameTerm((NameField)random.Next(5), name) { Excluded = random.Next(2) == 0 }), name);
            }
        }
    }

    private static void AssertSame(GalleryView view, string source)
    {
        var (again, mistakes) = GalleryViewParser.Parse(view.ToString());
        Assert.True(mistakes.IsEmpty, $"{source} → {view}");
        Assert.Equal(view.Clauses.Select(clause => clause.Alternatives.Length), again.Clauses.Select(clause => clause.Alternatives.Length));
        Assert.Equal(view.Terms, again.Terms);
        Assert.Equal(view, again);
        Assert.Equal(view.ToString(), again.ToString());
    }

    private static string RandomText(Random random)
    {
        string[] parts =
        [
            " ", " ", " ", "\u3000", "-", "\"", "\"\"", ":", "OR", " OR ", "fox", "灯台", "🦊", "ก", "model:", "in:", "size:", ">1", "1..2", "cost:", "0.05",
            "is:", "favorite", "has:parent", "on:", "2026", "-11", "ratio:wide", "seed:", "7", "(", ")", "*", "\0", "\ud83e", "http://", "é", "foo:",
        ];
        return string.Concat(Enumerable.Range(0, random.Next(14)).Select(_ => parts[random.Next(parts.Length)]));
    }
}
