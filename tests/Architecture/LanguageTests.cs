using System.Text.RegularExpressions;

namespace Darkroom.Tests.Architecture;

/// <summary>
/// Comments, documentation, messages, test names, pages and documents use standard terms. Code, CSS classes, ids, attribute, JSON and
/// column names are not checked.
/// </summary>
public sealed partial class LanguageTests
{
    /// <summary>What to write instead of a word, as regular expressions.</summary>
    private static readonly (string Word, string Instead)[] Table =
    [
        ("told", "reported, returned, called with, or configured"),
        ("tells", "reports, returns, shows, or says"),
        ("who(so|m)?ever", "the client, a caller, or anyone who"),
        ("anew", "again, or retry"),
        ("mend(s|ed|ing)?", "fix, fixes, fixed, fixing"),
        ("ails", "is wrong with"),
        ("nobody", "no client, no caller, no user; or say what does not happen"),
        ("somebody", "a client, a caller, a user, another request"),
        ("pictures?", "image, images"),
        ("the way to", "how to, the path to, or between … and …"),
    ];

    [Fact]
    public void Comments_messages_test_names_pages_and_documents_use_standard_terms()
    {
        var root = SourceTree.Root;
        var found = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Where(path => !Ignored().IsMatch(path))
            .Order(StringComparer.Ordinal)
            .SelectMany(path => Problems(path, File.ReadAllText(Path.Combine(root, path))))
            .ToList();

        Assert.True(found.Count == 0, $"Use standard terms, so that each sentence can be understood alone.\n  {string.Join("\n  ", found)}");
    }

    [Theory]
    [InlineData("a.cs", "// The caller is told.")]
    [InlineData("a.cs", "/// <param name=\"width\">Of the box.</param>")]
    [InlineData("a.cs", "throw new InvalidOperationException(\"Nobody answered.\");")]
    [InlineData("a.cs", "var text = $\"{count} pictures are stored.\";")]
    [InlineData("a.cs", "/* Whoever\n asks */")]
    [InlineData("a.cs", "    public void The_picture_is_kept() { }")]
    [InlineData("a.ts", "/** Somebody asked. */")]
    [InlineData("a.ts", "say('The picture is ready.');")]
    [InlineData("a.css", "/* The picture is decoded. */")]
    [InlineData("a.razor", "<p class=\"hint\">Add a picture to start.</p>")]
    [InlineData("a.resx", "<value>The picture is ready.</value>")]
    [InlineData("a.sql", "-- Written anew each time.")]
    [InlineData("a.md", "Find the way to the settings.")]
    public void A_word_with_a_standard_term_is_found(string file, string text) => Assert.Single(Problems(file, text));

    [Theory]
    [InlineData("a.cs", "var pictures = picture.Width; // The image.")]
    [InlineData("a.cs", "Assert.Equal(\"pictures\", json[\"picture\"]);")]
    [InlineData("a.cs", "page.Locator(\".picture-list .picture\");")]
    [InlineData("a.cs", "var text = $\"{picture.Width} pixels\";")]
    [InlineData("a.cs", "const string sql = \"SELECT picture FROM events\";")]
    [InlineData("a.ts", "list.querySelector('#pictures .picture');")]
    [InlineData("a.css", ".picture img { display: block; }")]
    [InlineData("a.razor", "<div class=\"pictures picture\" id=\"picture\">@picture.Name</div>")]
    [InlineData("a.md", "Send `picture` to /pictures, as [described](picture.md).")]
    public void Names_in_code_are_not_checked(string file, string text) => Assert.Empty(Problems(file, text));

    private static IEnumerable<string> Problems(string path, string text)
    {
        foreach (var (prose, at) in ProseReader.Read(path, text))
        {
            foreach (Match match in Words.Matches(prose))
            {
                var instead = match.Groups["of"].Success
                    ? "a noun phrase, such as \"The width of the box.\""
                    : Table.First(entry => Regex.IsMatch(match.Value, $"^({entry.Word})$", RegexOptions.IgnoreCase)).Instead;
                var line = 1 + text.AsSpan(0, at + match.Index).Count('\n');
                yield return $"{path}:{line}: \"{match.Value}\". Write: {instead}.";
            }
        }
    }

    /// <summary>The words of <see cref="Table"/>, unless they are part of a name, a selector, an attribute, a path or a key, or a column.</summary>
    private static readonly Regex Words = new(
        $@"(?<![\w.#/=\[&?@<-])({string.Join('|', Table.Select(entry => entry.Word))})(?![\w/=\]-]|\.\w|[(>:]| AS )|(?<of>(?<=<param name=""\w+"">|@param \w+ )Of )",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.Compiled);

    [GeneratedRegex(@"(^|/)(obj|bin|node_modules|artifacts|\.git)/|^src/Darkroom\.Server/wwwroot/|^tests/Architecture/LanguageTests\.cs$"
        // Released migrations never change.
        + @"|^src/Darkroom\.Sqlite/Migrations/000[1-8]")]
    private static partial Regex Ignored();
}
