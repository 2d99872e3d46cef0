using System.Text;
using Darkroom.Campaigns.Export;
using Darkroom.Packaging;

namespace Darkroom.Tests.Campaigns.Export;

/// <summary>File names: patterns, and texts that are not made for file systems.</summary>
public sealed class NameTemplateTests
{
    public static TheoryData<string, string> Slugs => new()
    {
        { "Summer Sale 2026!", "summer-sale-2026" },
        { "  a  /  b  ", "a-b" },
        { "../../etc/passwd", "etc-passwd" },
        { @"C:\Windows\system32", "c-windows-system32" },
        { "夏のセール", "夏のセール" },
        { "تخفيضات الصيف", "تخفيضات-الصيف" },
        { "हिन्दी में", "हिन्दी-में" },
        { "Cafe\u0301", "caf\u00E9" },
        { "\u0344", "" },
        { "🎉 Party ❤️ time", "party-time" },
        { "🎉❤️", "" },
        { "invoice\u202Egpj.exe", "invoicegpj-exe" },
        { "a\0b\nc", "a-b-c" },
        { "half \ud83d surrogate", "half-surrogate" },
        { "---__..", "" },
    };

    [Theory]
    [MemberData(nameof(Slugs))]
    public void A_slug_keeps_letters_and_digits_of_any_script(string text, string slug) => Assert.Equal(slug, FileNames.Slug(text));

    [Fact]
    public void A_long_slug_is_truncated_between_characters()
    {
        Assert.Equal(FileNames.MaxBytesOfPart, FileNames.Slug(new string('x', 300)).Length);
        var marked = FileNames.Slug(string.Concat(Enumerable.Repeat("क्षि", 100)));
        Assert.InRange(Encoding.UTF8.GetByteCount(marked), 40, FileNames.MaxBytesOfPart);
        Assert.Equal(0, marked.Length % "क्षि".Length);
        Assert.DoesNotContain('\uFFFD', FileNames.Slug(string.Concat(Enumerable.Repeat("𠮷", 100))));
    }

    [Fact]
    public void Every_placeholder_is_replaced()
    {
        var all = string.Join('_', NameTemplate.Placeholders.Select(name => $"{{{name}}}"));
        Assert.True(NameTemplate.TryParse(all, out var template, out _));
        Assert.Equal(string.Join('_', NameTemplate.Placeholders), template.NameOf(name => name));
        Assert.Equal(all, template.ToString());
    }

    [Fact]
    public void Letters_of_the_template_are_kept_and_spaces_become_hyphens()
    {
        Assert.True(NameTemplate.TryParse("Été 26_{campaign}", out var template, out _));
        Assert.Equal("Été-26_x", template.NameOf(_ => "X"));
    }

    [Fact]
    public void A_text_without_a_letter_is_named_after_its_placeholder()
    {
        Assert.True(NameTemplate.TryParse("{headline}", out var template, out _));
        Assert.Equal("no-headline", template.NameOf(_ => "🎉"));
    }

    [Theory]
    [InlineData("", "1 to 200 characters, such as {campaign}_")]
    [InlineData("{campain}", "no placeholder {campain}. Known are {campaign}, {concept}")]
    [InlineData("{Campaign}", "no placeholder {Campaign}")]
    [InlineData("{}", "no placeholder {}")]
    [InlineData("a{campaign", "The { at character 2 has no matching")]
    [InlineData("campaign}", "The } at character 9 has no matching")]
    [InlineData("{{campaign}}", "The { at character 1 has no matching")]
    [InlineData("{campaign}}", "The } at character 11 has no matching")]
    [InlineData("../{campaign}", "“.” is not allowed in a file name")]
    [InlineData("{channel}/{campaign}", "“/” is not allowed in a file name")]
    [InlineData("a\0b", "An invisible character is not allowed")]
    [InlineData("{campaign}🎉", "“🎉” is not allowed in a file name")]
    public void An_invalid_template_has_a_problem(string text, string problem)
    {
        Assert.False(NameTemplate.TryParse(text, out _, out var reported));
        Assert.Contains(problem, reported, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_of_201_characters_is_rejected() => Assert.False(NameTemplate.TryParse(new string('x', 201), out _, out _));

    [Theory]
    [InlineData("CON", "f/CON-file.jpg")]
    [InlineData("com1", "f/com1-file.jpg")]
    [InlineData("console", "f/console.jpg")]
    [InlineData("---", "f/creative.jpg")]
    [InlineData("", "f/creative.jpg")]
    public void Device_names_and_empty_names_are_replaced(string name, string path) =>
        Assert.Equal(path, new FileNames("creative").Take("f", name, ".jpg"));

    [Fact]
    public void A_repeated_name_gets_a_unique_number()
    {
        var names = new FileNames("creative");
        string[] wanted = ["a", "A", "a-2", "a", "b"];
        Assert.Equal(["f/a.jpg", "f/A-2.jpg", "f/a-2-2.jpg", "f/a-3.jpg", "f/b.jpg"], wanted.Select(name => names.Take("f", name, ".jpg")));
        Assert.Equal("g/a.jpg", names.Take("g", "a", ".jpg"));
    }

    [Fact]
    public void A_long_name_leaves_space_for_number_and_extension()
    {
        var names = new FileNames("creative");
        names.Take("f", new string('語', 300), ".jpg");
        Assert.InRange(Encoding.UTF8.GetByteCount(names.Take("f", new string('語', 300), ".jpg")), FileNames.MaxBytes, FileNames.MaxBytes + 10);
    }
}
