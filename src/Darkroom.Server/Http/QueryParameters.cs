using System.Diagnostics.CodeAnalysis;

namespace Darkroom.Server.Http;

/// <summary>Reads parameters that several addresses have.</summary>
internal static class QueryParameters
{
    /// <summary>Reads a whole number.</summary>
    /// <param name="text">The parameter's text; null or empty if it is not set.</param>
    /// <param name="range">The smallest and the largest value, and the one that is used if it is not set.</param>
    public static bool TryReadNumber(
        string? text, string name, (int Min, int Max, int Default) range, out int value, [NotNullWhen(false)] out ValidationError? error)
    {
        (value, error) = (range.Default, null);
        if (string.IsNullOrEmpty(text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= range.Min && value <= range.Max))
        {
            return true;
        }

        error = new ValidationError(name, $"Choose a whole number from {range.Min} to {range.Max}.");
        return false;
    }

    /// <summary>
    /// Reads the event to resume after, and which images the events carry. The header takes precedence: a browser that reconnects repeats its
    /// first address.
    /// </summary>
    /// <param name="position">Null if neither is set.</param>
    public static bool TryReadEvents(
        string? lastEventId, string? after, string? inline, out long? position, out Inline images, [NotNullWhen(false)] out ValidationError? error)
    {
        position = long.TryParse(lastEventId ?? after, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (position is not null || string.IsNullOrEmpty(lastEventId ?? after))
        {
            return TryReadInline(inline, Inline.None, out images, out error);
        }

        images = Inline.None;
        error = new ValidationError(
            lastEventId is null ? "after" : "Last-Event-ID", "Send the id of the last event that was received: a whole number from 0.");
        return false;
    }

    /// <summary>Reads which images the events carry.</summary>
    /// <param name="defaultValue">The value if <paramref name="text"/> is null.</param>
    public static bool TryReadInline(string? text, Inline defaultValue, out Inline inline, [NotNullWhen(false)] out ValidationError? error)
    {
        (inline, error) = text switch
        {
            null => (defaultValue, null),
            "none" => (Inline.None, null),
            "previews" => (Inline.Previews, null),
            "all" => (Inline.All, null),
            _ => (defaultValue, new ValidationError("inline", "Choose none, previews or all.")),
        };
        return error is null;
    }
}
