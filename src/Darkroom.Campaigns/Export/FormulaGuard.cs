namespace Darkroom.Campaigns.Export;

/// <summary>
/// Keeps spreadsheets from running a text as a formula (https://owasp.org/www-community/attacks/CSV_Injection), and takes that protection
/// away again without a trace. A text that looks protected already is protected once more, so that reading always gives back what was written.
/// </summary>
internal static class FormulaGuard
{
    private const char Guard = '\'';

    /// <summary>An apostrophe before what a spreadsheet would run.</summary>
    internal static string Protect(string text) => IsGuarded(text) ? $"{Guard}{text}" : text;

    /// <summary>The text that <see cref="Protect"/> was given.</summary>
    internal static string Unprotect(string cell) => cell.StartsWith(Guard) && IsGuarded(cell) ? cell[1..] : cell;

    /// <summary>Whether it begins like a formula, after any number of apostrophes.</summary>
    private static bool IsGuarded(string text) =>
        text.AsSpan().TrimStart(Guard) is [var first, ..]
        && first is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠';
}
