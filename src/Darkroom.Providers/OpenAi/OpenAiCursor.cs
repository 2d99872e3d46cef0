using System.Buffers;
using System.Globalization;

namespace Darkroom.Providers.OpenAi;

/// <summary>The position of a call in a background response: the response, and the last of its events that was read.</summary>
internal sealed class OpenAiCursor
{
    // With a colon and a number the token stays below its maximum length.
    private const int MaxIdLength = 400;

    // The id becomes a part of URLs, so dots and slashes are not allowed.
    private static readonly SearchValues<char> InIds =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private readonly HashSet<int> _partials = [];
    private bool _hasNewToken;

    /// <summary>The response's id; null until it is known.</summary>
    public string? ResponseId { get; private set; }

    /// <summary>The last event's number.</summary>
    public long Sequence { get; private set; }

    /// <summary>The response's id, a colon and the last event's number; null until the response is known.</summary>
    public string? Token => ResponseId is null ? null : string.Create(CultureInfo.InvariantCulture, $"{ResponseId}:{Sequence}");

    /// <returns>The cursor; null if the token is not from this provider.</returns>
    public static OpenAiCursor? Parse(string token)
    {
        var colon = token.LastIndexOf(':');
        return colon > 0 && IsId(token[..colon])
            && long.TryParse(token.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new OpenAiCursor { ResponseId = token[..colon], Sequence = sequence }
            : null;
    }

    /// <summary>Whether an event repeats a partial image. To be called before <see cref="Advance"/>.</summary>
    public bool Repeats(OpenAiEvent read) => read.Kind is OpenAiEventKind.Partial
        && ((read.PartialIndex is { } index && _partials.Contains(index)) || (Sequence > 0 && read.Sequence <= Sequence));

    public void Advance(OpenAiEvent read)
    {
        if (ResponseId is null && IsId(read.ResponseId))
        {
            (ResponseId, _hasNewToken) = (read.ResponseId, true);
        }

        Sequence = Math.Max(Sequence, read.Sequence ?? 0);
        if (read.Kind is OpenAiEventKind.Partial)
        {
            _hasNewToken |= ResponseId is not null;
            _partials.Add(read.PartialIndex ?? _partials.Count);
        }
    }

    /// <returns>The token if it should be reported and was not returned before; null otherwise.</returns>
    public string? TakeNewToken()
    {
        var token = _hasNewToken ? Token : null;
        _hasNewToken = false;
        return token;
    }

    private static bool IsId(string? text) => text is { Length: > 0 and <= MaxIdLength } && !text.AsSpan().ContainsAnyExcept(InIds);
}
