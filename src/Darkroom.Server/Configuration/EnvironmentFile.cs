using System.Text;

namespace Darkroom.Server.Configuration;

/// <summary>
/// One <c>.env</c> file, read literally: nothing in a value is expanded or unescaped. The rules are in docs/guide/configuration.md.
/// Written here because the libraries for it expand <c>$</c>, which cuts keys, and do not report line numbers.
/// </summary>
/// <param name="Lines">The assignments, in the order of the file.</param>
/// <param name="Problems">One sentence for each line that cannot be read. It names the line and never its text, which may hold a secret.</param>
internal sealed record EnvironmentFile(ImmutableArray<EnvironmentLine> Lines, ImmutableArray<string> Problems)
{
    private const string Export = "export";
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="bytes">The content, UTF-8 with or without a byte order mark.</param>
    public static EnvironmentFile Parse(ReadOnlySpan<byte> bytes)
    {
        var content = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        string text;
        try
        {
            text = Utf8.GetString(content);
        }
        catch (DecoderFallbackException wrong)
        {
            var line = content[..Math.Clamp(wrong.Index, 0, content.Length)].Count((byte)'\n') + 1;
            return new([], [$"line {line}: this is not UTF-8 text; save the file as UTF-8"]);
        }

        var lines = ImmutableArray.CreateBuilder<EnvironmentLine>();
        var problems = ImmutableArray.CreateBuilder<string>();
        var number = 0;
        using var reader = new StringReader(text);
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (ParseLine(line.Trim(), number, out var assignment) is { } problem)
            {
                problems.Add($"line {number}: {problem}");
            }
            else if (assignment is not null)
            {
                lines.Add(assignment);
            }
        }

        return new(lines.ToImmutable(), problems.ToImmutable());
    }

    /// <returns>What is wrong with the line, or null; the assignment is null for a blank line and a comment.</returns>
    private static string? ParseLine(string line, int number, out EnvironmentLine? assignment)
    {
        assignment = null;
        if (line is "" or ['#', ..])
        {
            return null;
        }

        var text = line.StartsWith(Export, StringComparison.Ordinal) && line.Length > Export.Length && char.IsWhiteSpace(line[Export.Length])
            ? line[Export.Length..].TrimStart()
            : line;
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return "there is no =; write NAME=value";
        }

        var name = text[..equals].TrimEnd();
        if (name.Length == 0 || !name.All(one => char.IsAsciiLetterOrDigit(one) || one is '_' or '-' or '.' or ':'))
        {
            return "the name before = must consist of letters, digits and _ - . : only";
        }

        var problem = ParseValue(text[(equals + 1)..], out var value);
        assignment = problem is null ? new EnvironmentLine(name, value, number) : null;
        return problem;
    }

    private static string? ParseValue(string text, out string value)
    {
        value = text.TrimStart();
        if (value is not [('"' or '\'') and var quote, ..])
        {
            // A comment needs white space before it: keys and addresses may contain # themselves.
            var comment = Enumerable.Range(1, Math.Max(0, text.Length - 1)).FirstOrDefault(at => text[at] == '#' && char.IsWhiteSpace(text[at - 1]));
            value = (comment > 0 ? text[..comment] : text).Trim();
            return null;
        }

        var end = value.IndexOf(quote, 1);
        if (end < 0)
        {
            return $"the value begins with {quote}, and there is no second {quote} on the line";
        }

        var rest = value[(end + 1)..].TrimStart();
        value = value[1..end];
        return rest is "" or ['#', ..] ? null : $"there is text after the {quote} that ends the value; put the value into the other kind of quotes, or into none";
    }
}

/// <param name="Value">Without quotes and comment, otherwise as written.</param>
internal sealed record EnvironmentLine(string Name, string Value, int Number);
