using System.Text.RegularExpressions;

namespace Darkroom.Tests.Architecture;

/// <summary>Finds the text that people read in source files: comments, messages, test names, the text of pages and documents.</summary>
internal static partial class ProseReader
{
    /// <summary>Returns each piece of text with its position. A piece has the same length as its source: everything else in it is blank.</summary>
    public static IEnumerable<(string Text, int At)> Read(string path, string text) => Path.GetExtension(path) switch
    {
        ".cs" => Code(text).Concat(Matches(TestName(), text)),
        ".razor" => Code(Blank(NameAttribute(), text)).Concat(Matches(RazorComment(), text)).Concat(Matches(Markup(), text)),
        ".ts" or ".js" => Script(text),
        ".css" => Matches(BlockComment(), text),
        ".sql" => Matches(SqlComment(), text),
        ".resx" => Matches(ResourceValue(), text),
        ".md" => Document(path, text),
        _ => [],
    };

    /// <summary>Comments, and string literals with at least two words, except SQL; a single word is a name.</summary>
    private static IEnumerable<(string Text, int At)> Code(string text) => Matches(CSharp(), text);

    private static IEnumerable<(string Text, int At)> Script(string text) => Matches(TypeScript(), text);

    private static bool IsProse(string literal) => literal.Contains(' ') && !SqlStatement().IsMatch(literal);

    /// <summary>A document without code and the targets of links; of the changelog only what is not released.</summary>
    private static IEnumerable<(string Text, int At)> Document(string path, string text)
    {
        var released = path == "CHANGELOG.md" ? Regex.Match(text, @"^## \[?\d", RegexOptions.Multiline) : Match.Empty;
        return [(Blank(MarkdownCode(), released.Success ? text[..released.Index] : text), 0)];
    }

    private static IEnumerable<(string Text, int At)> Matches(Regex pattern, string text) => pattern.Matches(text)
        .Select(match => (match.Groups["code"], match.Groups["text"], match.Groups["name"]) switch
        {
            ({ Success: true }, _, _) => (Text: "", At: 0),
            (_, { Success: true } literal, _) => (Text: IsProse(literal.Value) ? Blank(Hole(), literal.Value) : "", At: literal.Index),
            (_, _, { Success: true } name) => (Text: name.Value.Replace('_', ' '), At: name.Index),
            _ => (Text: match.Value, At: match.Index),
        })
        .Where(piece => piece.Text.Length > 0);

    private static string Blank(Regex pattern, string text) => pattern.Replace(text, match => Regex.Replace(match.Value, "[^\n]", " "));

    /// <summary>Comments and string literals: raw, verbatim, interpolated and regular. Character literals are skipped.</summary>
    [GeneratedRegex(
        """"(?s)"""(?<text>.*?)"""|@\$?"(?<text>(""|[^"])*)"|\$@?"(?<text>(\\.|\{\{|\{([^{}"]|"(\\.|[^"\\])*"|\{[^{}]*\})*\}|[^"\\{])*)"|"(?<text>(\\.|[^"\\\n])*)"|(?<code>'(\\.[^']*|[^'\\])')|//[^\n]*|/\*.*?\*/"""",
        RegexOptions.ExplicitCapture)]
    private static partial Regex CSharp();

    /// <summary>Comments and string literals. Regular expressions are rare enough to be read as code.</summary>
    [GeneratedRegex("""(?s)'(?<text>(\\.|[^'\\\n])*)'|"(?<text>(\\.|[^"\\\n])*)"|`(?<text>(\\.|\$\{([^{}`]|\{[^{}]*\}|`[^`]*`)*\}|[^`\\])*)`|//[^\n]*|/\*.*?\*/""", RegexOptions.ExplicitCapture)]
    private static partial Regex TypeScript();

    /// <summary>The holes of interpolated strings.</summary>
    [GeneratedRegex(@"\$?\{[^{}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\b(void|Task) (?<name>\w+_\w+)\(")]
    private static partial Regex TestName();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex RazorComment();

    /// <summary>Attributes whose values are names.</summary>
    [GeneratedRegex(@"\b(class|id|name|for|href|src|srcset|action|value|data-[\w-]+|aria-(controls|describedby|labelledby))=""[^""]*""")]
    private static partial Regex NameAttribute();

    /// <summary>The text between tags, without expressions.</summary>
    [GeneratedRegex(@"(?<=[>}])(?<text>[^<>@{}\n]*[a-z] [^<>@{}\n]*)(?=[<@\n])")]
    private static partial Regex Markup();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex BlockComment();

    [GeneratedRegex(@"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|WITH|FROM|WHERE)\b")]
    private static partial Regex SqlStatement();

    [GeneratedRegex(@"--[^\n]*")]
    private static partial Regex SqlComment();

    [GeneratedRegex(@"<value>(?<text>[^<]*)</value>")]
    private static partial Regex ResourceValue();

    /// <summary>Code blocks, code spans and the targets of links.</summary>
    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`|\]\([^)]*\)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex MarkdownCode();
}
