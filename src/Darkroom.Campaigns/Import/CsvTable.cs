using System.Text;

namespace Darkroom.Campaigns.Import;

/// <summary>One record of a CSV text.</summary>
/// <param name="Line">The line of the text where it begins, from 1. Quoted cells can contain line breaks.</param>
internal sealed record CsvRow(int Line, List<string> Cells);

/// <summary>Reads CSV (RFC 4180) with commas, semicolons or tabs, whichever separates the first line, and any line ends. Empty lines are ignored.</summary>
internal sealed class CsvTable
{
    private static readonly char[] Separators = [',', ';', '\t'];
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _text;
    private readonly StringBuilder _cell = new();
    private int _position;
    private int _line = 1;

    private CsvTable(string text)
    {
        _text = text;
        Separator = FindSeparator();
    }

    private char Separator { get; }

    /// <summary>Decodes a sheet: UTF-8 or UTF-16, with or without a byte order mark.</summary>
    /// <returns>The text; or null and the problem if the bytes are not text.</returns>
    internal static (string? Text, string? Problem) Decode(ReadOnlySpan<byte> bytes)
    {
        var (encoding, mark) = EncodingOf(bytes);
        try
        {
            var text = encoding.GetString(bytes[mark..]);
            return text.Contains('\0', StringComparison.Ordinal)
                ? (null, RuleTexts.SheetNotText)
                : (text, null);
        }
        catch (DecoderFallbackException)
        {
            return (null, bytes.StartsWith("PK"u8)
                ? RuleTexts.SheetWorkbook
                : RuleTexts.SheetEncoding);
        }
    }

    /// <summary>Reads all rows, up to the first problem.</summary>
    /// <param name="maxRows">The maximum number of rows below the first.</param>
    internal static (List<CsvRow> Rows, List<SheetProblem> Problems) Read(string text, int maxRows)
    {
        var table = new CsvTable(text);
        var rows = new List<CsvRow>();
        var problems = new List<SheetProblem>();
        while (problems.Count == 0 && table.ReadRow(problems) is { } row)
        {
            if (row.Cells.Exists(cell => cell.Length > 0))
            {
                rows.Add(row);
            }

            if (rows.Count > maxRows + 1)
            {
                problems.Add(new SheetProblem(row.Line, null, LocalText.Format(RuleTexts.SheetTooLong, maxRows)));
            }
        }

        return (rows, problems);
    }

    private CsvRow? ReadRow(List<SheetProblem> problems)
    {
        if (_position >= _text.Length)
        {
            return null;
        }

        var row = new CsvRow(_line, []);
        do
        {
            row.Cells.Add(ReadCell(problems));
        }
        while (problems.Count == 0 && _position < _text.Length && _text[_position++] == Separator);

        // The line end is read already, except for the second half of CR LF.
        if (_position > 0 && _position < _text.Length && _text[_position - 1] == '\r' && _text[_position] == '\n')
        {
            _position++;
        }

        _line++;
        return row;
    }

    /// <summary>Reads a cell up to its separator or line end. White space around an unquoted cell is removed.</summary>
    private string ReadCell(List<SheetProblem> problems)
    {
        _cell.Clear();
        var quoted = _position < _text.Length && _text[_position] == '"';
        if (quoted)
        {
            ReadQuoted(problems);
        }

        while (_position < _text.Length && _text[_position] != Separator && _text[_position] is not ('\r' or '\n'))
        {
            _cell.Append(_text[_position++]);
        }

        return quoted ? _cell.ToString() : _cell.ToString().Trim();
    }

    private void ReadQuoted(List<SheetProblem> problems)
    {
        var start = _line;
        for (_position++; _position < _text.Length; _position++)
        {
            var letter = _text[_position];
            var next = _position + 1 < _text.Length ? _text[_position + 1] : '\0';
            if (letter == '"' && next != '"')
            {
                _position++;
                if (next != Separator && next is not ('\0' or '\r' or '\n'))
                {
                    problems.Add(new SheetProblem(_line, null, RuleTexts.SheetQuoteText));
                }

                return;
            }

            _position += letter == '"' ? 1 : 0;
            _line += letter == '\n' || (letter == '\r' && next != '\n') ? 1 : 0;
            _cell.Append(letter);
        }

        problems.Add(new SheetProblem(start, null, RuleTexts.SheetQuoteOpen));
    }

    /// <summary>Returns the separator that occurs most in the first line outside of quotes, or that Excel declares in a line <c>sep=;</c>, which is skipped.</summary>
    private char FindSeparator()
    {
        var end = _text.AsSpan().IndexOfAny('\r', '\n');
        var first = end < 0 ? _text : _text[..end];
        if (first.Length == 5 && first.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
        {
            (_position, _line) = (end < 0 ? first.Length : _text.AsSpan(end).StartsWith("\r\n") ? end + 2 : end + 1, 2);
            return first[4];
        }

        var unquoted = string.Concat(first.Split('"').Where((_, index) => index % 2 == 0));
        return Separators.MaxBy(separator => unquoted.Count(letter => letter == separator));
    }

    private static (Encoding Encoding, int Mark) EncodingOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Utf8, 3),
        [0xFF, 0xFE, ..] => (Utf16(bigEndian: false), 2),
        [0xFE, 0xFF, ..] => (Utf16(bigEndian: true), 2),

        // Without a mark: a header begins with a Latin letter or a quote, one byte of which is zero in UTF-16.
        [not 0, 0, ..] => (Utf16(bigEndian: false), 0),
        [0, not 0, ..] => (Utf16(bigEndian: true), 0),
        _ => (Utf8, 0),
    };

    private static UnicodeEncoding Utf16(bool bigEndian) => new(bigEndian, byteOrderMark: false, throwOnInvalidBytes: true);
}
