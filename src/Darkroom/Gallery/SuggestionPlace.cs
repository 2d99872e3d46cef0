namespace Darkroom.Gallery;

/// <summary>The part of a view's text that a user is writing.</summary>
/// <param name="Start">Its place in UTF-16 code units.</param>
/// <param name="Length">Its length in UTF-16 code units: what a suggestion replaces.</param>
/// <param name="Excluded">True if it begins with the sign of an excluded term.</param>
/// <param name="Field">The filter's name in lower case; null for a word.</param>
/// <param name="Typed">The word, or the filter's value.</param>
public sealed record SuggestionPlace(int Start, int Length, bool Excluded, string? Field, string Typed)
{
    /// <summary>Returns what is written at a place; null for a phrase and OR.</summary>
    /// <param name="at">The place of the cursor, 0 to the length of the text.</param>
    public static SuggestionPlace? Find(string text, int at) =>
        ViewToken.Split(text).FirstOrDefault(token => token.Start < at && at <= token.End) switch
        {
            null => new SuggestionPlace(at, 0, false, null, ""),
            { Field: null, IsQuoted: true } or { IsOr: true } => null,
            var token => new SuggestionPlace(token.Start, token.Length, token.Excluded, token.Field, token.Value == "-" ? "" : token.Value),
        };
}
