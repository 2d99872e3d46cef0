namespace Darkroom.Tests.Providers;

/// <summary>
/// The generated parts of docs/providers.md. With <c>DARKROOM_WRITE_DOCS=1</c> a test run writes them; without it the tests fail if the page does
/// not match the code.
/// </summary>
internal static class ProvidersDocument
{
    private static readonly string File = Path.Combine(SourceTree.Root, "docs", "providers.md");

    public static bool Writing => Environment.GetEnvironmentVariable("DARKROOM_WRITE_DOCS") is "1";

    /// <summary>Compares a part of the page with the expected text, or writes it.</summary>
    /// <param name="part">The part's name in the page's markers.</param>
    /// <param name="expected">The expected text.</param>
    public static void Hold(string part, string expected)
    {
        var page = System.IO.File.ReadAllText(File);
        var (start, end) = ($"<!-- {part}: generated -->\n\n", $"\n<!-- {part}: end -->");
        var from = page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        var to = page.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= start.Length && to >= from, $"docs/providers.md has no part '{part}'.");
        if (Writing)
        {
            System.IO.File.WriteAllText(File, page[..from] + expected + page[to..]);
            return;
        }

        Assert.True(
            page[from..to] == expected,
            $"docs/providers.md does not match the code. Run the tests once with DARKROOM_WRITE_DOCS=1. '{part}' should be:\n{expected}");
    }
}
