namespace Darkroom.Packaging;

/// <summary>
/// Prevents spreadsheets from running a text as a formula (https://owasp.org/www-community/attacks/CSV_Injection), and removes that
/// protection again. A text that looks protected is protected once more, so that reading always returns what was written.
/// </summary>
public static class FormulaGuard
{
    private const char Guard = '\'';

    /// <summary>Puts an apostrophe before a text that a spreadsheet would run.</summary>
    public static string Protect(string text) => IsGuarded(text) ? $"{Guard}{text}" : text;

    /// <summary>Returns the text that was passed to <see cref="Protect"/>.</summary>
    public static string Unprotect(string cell) => cell.StartsWith(Guard) && IsGuarded(cell) ? cell[1..] : cell;

    /// <summary>True if a text begins like a formula, after any number of apostrophes.</summary>
    private static bool IsGuarded(string text) =>
        text.AsSpan().TrimStart(Guard) is [var first, ..]
        && first is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠';
}
