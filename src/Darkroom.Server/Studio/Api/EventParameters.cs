using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Darkroom.Generations;
using Darkroom.Server.Http;

namespace Darkroom.Server.Studio.Api;

/// <summary>The parameters that event streams share.</summary>
internal static class EventParameters
{
    /// <summary>Reads the event to resume after. The header takes precedence: a browser that reconnects repeats its first address.</summary>
    /// <param name="position">Null if neither is set.</param>
    public static bool TryReadPosition(
        string? lastEventId, string? after, out long? position, [NotNullWhen(false)] out ValidationError? error)
    {
        (position, error) = (null, null);
        if (string.IsNullOrEmpty(lastEventId ?? after))
        {
            return true;
        }

        if (long.TryParse(lastEventId ?? after, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            position = number;
            return true;
        }

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
