using System.Buffers;
using System.Globalization;

namespace Darkroom.Packaging;

/// <summary>Lines of a CSV file for spreadsheets (RFC 4180).</summary>
public static class CsvLine
{
    /// <summary>With it at the start of a file, spreadsheets read every script.</summary>
    public const string ByteOrderMark = "\uFEFF";

    private static readonly SearchValues<char> Special = SearchValues.Create(",;\"\r\n\t");

    /// <summary>Returns a line with its end. Texts that a spreadsheet would run as a formula are protected: other people may have written them.</summary>
    /// <param name="values">Texts and numbers; null for an empty field.</param>
    public static string Of(IEnumerable<object?> values) => string.Join(',', values.Select(Field)) + "\r\n";

    private static string Field(object? value) => value switch
    {
        null => "",
        string text => Quoted(FormulaGuard.Protect(text)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "A field contains a text or a number."),
    };

    /// <summary>Quotes a text if necessary; leading and trailing white space counts only within quotes.</summary>
    private static string Quoted(string text) =>
        !text.AsSpan().ContainsAny(Special) && text.AsSpan().Trim().Length == text.Length ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
