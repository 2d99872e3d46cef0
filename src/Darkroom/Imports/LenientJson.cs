using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Darkroom.Imports;

/// <summary>
/// Reads JSON as Python writes it: NaN and Infinity become null, and half a surrogate pair becomes U+FFFD. Depth is bounded. Values of
/// another kind than expected are null, so reading never throws.
/// </summary>
internal static class LenientJson
{
    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Returns the object that a text is; null if it is not one.</summary>
    internal static JsonElement? ParseObject(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith('{'))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(Clean(Encoding.UTF8.GetBytes(text)), Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static JsonElement? Find(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    internal static JsonElement? FindObject(this JsonElement json, string name) =>
        json.Find(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    internal static string? FindText(this JsonElement json, string name) =>
        json.Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>Returns a number, or a text that is one.</summary>
    internal static double? Number(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        JsonValueKind.String when double.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => null,
    };

    /// <summary>Returns an integer of up to 63 bits, or a text that is one.</summary>
    internal static long? Integer(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var number) => number,
        JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => value.Number() is { } number && double.IsInteger(number) && Math.Abs(number) < 1L << 53 ? (long)number : null,
    };

    /// <summary>Returns an integer of up to 31 bits that is not negative.</summary>
    internal static int? Count(this JsonElement value) => value.Integer() is >= 0 and <= int.MaxValue and { } number ? (int)number : null;

    /// <summary>Returns the size that the numbers <c>width</c> and <c>height</c> are.</summary>
    internal static PixelSize? SizeOf(this JsonElement json) =>
        json.Find("width")?.Count() is > 0 and <= 99_999 and { } width && json.Find("height")?.Count() is > 0 and <= 99_999 and { } height ? new PixelSize(width, height) : null;

    /// <summary>Returns a value as text: the content of a string, the JSON of anything else.</summary>
    internal static string ToText(this JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>Returns the properties of an object as texts, without some.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Texts(this JsonElement json, params IReadOnlyCollection<string> without) => json.ValueKind != JsonValueKind.Object
        ? []
        : json.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null && !without.Contains(property.Name))
            .Select(property => KeyValuePair.Create(property.Name, property.Value.ToText()));

    /// <summary>Replaces what only Python accepts.</summary>
    private static byte[] Clean(byte[] json)
    {
        using var cleaned = new MemoryStream(json.Length + 16);
        var inString = false;
        for (var at = 0; at < json.Length;)
        {
            var rest = json.AsSpan(at);
            var (length, replacement) = inString ? InString(rest) : OutsideString(rest);
            inString ^= rest[0] == '"';
            cleaned.Write(replacement ?? rest[..length]);
            at += length;
        }

        return cleaned.ToArray();
    }

    private static (int Length, byte[]? Replacement) OutsideString(ReadOnlySpan<byte> rest) => rest[0] switch
    {
        (byte)'N' when rest.StartsWith("NaN"u8) => (3, [.. "null"u8]),
        (byte)'I' when rest.StartsWith("Infinity"u8) => (8, [.. "null"u8]),
        (byte)'-' when rest.StartsWith("-Infinity"u8) => (9, [.. "null"u8]),
        _ => (1, null),
    };

    private static (int Length, byte[]? Replacement) InString(ReadOnlySpan<byte> rest)
    {
        if (rest[0] != '\\')
        {
            return (1, null);
        }

        return Escaped(rest) switch
        {
            null => (Math.Min(2, rest.Length), null),
            >= 0xD800 and <= 0xDBFF when Escaped(rest[6..]) is >= 0xDC00 and <= 0xDFFF => (12, null),
            >= 0xD800 and <= 0xDFFF => (6, [.. "\\uFFFD"u8]),
            _ => (6, null),
        };
    }

    /// <summary>Returns the code unit of an escape \uXXXX; null if it is another one.</summary>
    private static ushort? Escaped(ReadOnlySpan<byte> rest) =>
        rest is [(byte)'\\', (byte)'u', _, _, _, _, ..] && ushort.TryParse(rest[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? unit
            : null;
}
