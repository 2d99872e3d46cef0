using System.Text;

namespace Darkroom.Campaigns.Import;

/// <summary>One record of a CSV text.</summary>
/// <param name="Line">Where it begins in the text, from 1: quoted cells can hold line breaks.</param>
internal sealed record CsvRow(int Line, List<string> Cells);

/// <summary>
/// Reads CSV (RFC 4180) with commas, semicolons or tabs, whichever separates the first line, and any line ends. Lines without
/// anything in them are passed over.
/// </summary>
internal sealed class CsvTable
{
    private static readonly char[] Separators = [',', ';', '\t'];

    private readonly string _text;
    private readonly StringBuilder _cell = new();
    private int _at;
    private int _line = 1;

    private CsvTable(string text)
    {
        _text = text;
        Separator = FindSeparator();
    }

    private char Separator { get; }

    /// <param name="mostRows">Reading ends with a problem after so many below the first.</param>
    internal static (List<CsvRow> Rows, List<SheetProblem> Problems) Read(string text, int mostRows)
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

            if (rows.Count > mostRows + 1)
            {
                problems.Add(new SheetProblem(row.Line, null, $"There are more than {mostRows:N0} rows below the first line."));
            }
        }

        return (rows, problems);
    }

    private CsvRow? ReadRow(List<SheetProblem> problems)
    {
        if (_at >= _text.Length)
        {
            return null;
        }

        var row = new CsvRow(_line, []);
        do
        {
            row.Cells.Add(ReadCell(problems));
        }
        while (problems.Count == 0 && _at < _text.Length && _text[_at++] == Separator);

        // What ended the row is a line end, already passed but for the second half of CR LF.
        if (_at > 0 && _at < _text.Length && _text[_at - 1] == '\r' && _text[_at] == '\n')
        {
            _at++;
        }

        _line++;
        return row;
    }

    /// <summary>Stops at what ends the cell. White space around a cell is no part of it, unless it stands in quotes.</summary>
    private string ReadCell(List<SheetProblem> problems)
    {
        _cell.Clear();
        var quoted = _at < _text.Length && _text[_at] == '"';
        if (quoted)
        {
            ReadQuoted(problems);
        }

        while (_at < _text.Length && _text[_at] != Separator && _text[_at] is not ('\r' or '\n'))
        {
            _cell.Append(_text[_at++]);
        }

        return quoted ? _cell.ToString() : _cell.ToString().Trim();
    }

    private void ReadQuoted(List<SheetProblem> problems)
    {
        var begun = _line;
        for (_at++; _at < _text.Length; _at++)
        {
            var one = _text[_at];
            var next = _at + 1 < _text.Length ? _text[_at + 1] : '\0';
            if (one == '"' && next != '"')
            {
                _at++;
                if (next != Separator && next is not ('\0' or '\r' or '\n'))
                {
                    problems.Add(new SheetProblem(_line, null, "There is text after a closing quote. Write a quote inside quotes twice."));
                }

                return;
            }

            _at += one == '"' ? 1 : 0;
            _line += one == '\n' || (one == '\r' && next != '\n') ? 1 : 0;
            _cell.Append(one);
        }

        problems.Add(new SheetProblem(begun, null, "A quote opens here and never closes."));
    }

    /// <summary>As the first line uses most, quoted text apart. Excel says it in a line <c>sep=;</c>, which is passed over.</summary>
    private char FindSeparator()
    {
        var end = _text.AsSpan().IndexOfAny('\r', '\n');
        var first = end < 0 ? _text : _text[..end];
        if (first.Length == 5 && first.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
        {
            (_at, _line) = (end < 0 ? first.Length : _text.AsSpan(end).StartsWith("\r\n") ? end + 2 : end + 1, 2);
            return first[4];
        }

        var unquoted = string.Concat(first.Split('"').Where((_, index) => index % 2 == 0));
        return Separators.MaxBy(separator => unquoted.Count(one => one == separator));
    }
}
