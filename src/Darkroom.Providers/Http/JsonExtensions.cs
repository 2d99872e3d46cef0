using System.Text.Json;

namespace Darkroom.Providers.Http;

/// <summary>Reads JSON of any content: a value that is missing or has another type is null.</summary>
internal static class JsonExtensions
{
    /// <summary>Parses JSON and ignores what follows it. Returns an undefined element if it is not JSON. The result does not refer to the bytes.</summary>
    public static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>Returns a property; null if it is missing or null, or if the names are not valid text.</summary>
    public static JsonElement? Property(this JsonElement json, string name)
    {
        try
        {
            return json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null
                ? value
                : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static string? Text(this JsonElement json, string name) => json.Property(name)?.Text();

    /// <summary>Returns a string; null if it is not valid text, for example with an unpaired surrogate.</summary>
    public static string? Text(this JsonElement value)
    {
        try
        {
            return value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static double? Number(this JsonElement json, string name) =>
        json.Property(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : null;

    public static long? Integer(this JsonElement json, string name) =>
        json.Property(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    /// <summary>Returns a number of 0 or more, such as a position.</summary>
    public static int? Index(this JsonElement json, string name) => json.Integer(name) is >= 0 and <= int.MaxValue and var index ? (int)index : null;

    /// <summary>Returns an amount of money; null if it is negative.</summary>
    public static decimal? Amount(this JsonElement json, string name) =>
        json.Property(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var number) && number >= 0 ? number : null;

    public static bool? Boolean(this JsonElement json, string name) => json.Property(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>Returns the elements of an array; none if the property is not an array.</summary>
    public static IEnumerable<JsonElement> Elements(this JsonElement json, string name) =>
        json.Property(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    /// <summary>Returns the strings of an array, without its other elements.</summary>
    public static IEnumerable<string> Texts(this JsonElement json, string name) => json.Elements(name).Select(each => each.Text()).OfType<string>();

    /// <summary>Returns a text property of each object in an array, without those that lack it.</summary>
    public static IEnumerable<string> Texts(this JsonElement json, string name, string property) =>
        json.Elements(name).Select(each => each.Text(property)).OfType<string>();

    /// <summary>Returns an absolute http or https URL; null if the property is none.</summary>
    public static Uri? Address(this JsonElement json, string name) => Address(json.Text(name));

    /// <inheritdoc cref="Address(JsonElement, string)"/>
    public static Uri? Address(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;

    /// <summary>
    /// Moves to the value of the next property. The first call expects the reader on the object's start; each further one skips the previous
    /// value if it was not read.
    /// </summary>
    /// <returns>False at the end of the object, or if the value is not an object.</returns>
    public static bool NextProperty(this ref Utf8JsonReader reader, ref bool inside, out string name)
    {
        name = "";
        if (!reader.MoveNext(ref inside, JsonTokenType.StartObject) || reader.TokenType is not JsonTokenType.PropertyName)
        {
            return false;
        }

        name = reader.GetString()!;
        reader.Read();
        return true;
    }

    /// <summary>
    /// Moves to the next element. The first call expects the reader on the array's start; each further one skips the previous element if it was
    /// not read.
    /// </summary>
    /// <returns>False at the end of the array, or if the value is not an array.</returns>
    public static bool NextElement(this ref Utf8JsonReader reader, ref bool inside) =>
        reader.MoveNext(ref inside, JsonTokenType.StartArray) && reader.TokenType is not JsonTokenType.EndArray;

    public static string? Text(this ref Utf8JsonReader reader) => reader.TokenType is JsonTokenType.String ? reader.GetString() : null;

    public static long? Integer(this ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;

    /// <summary>Whether the value is an http or https URL.</summary>
    public static bool IsUrl(this ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String && (reader.ValueSpan.StartsWith("http:"u8) || reader.ValueSpan.StartsWith("https:"u8));

    /// <summary>Returns the range of a string without decoding it.</summary>
    public static JsonStringRange StringRange(this ref Utf8JsonReader reader) => reader.TokenType is JsonTokenType.String
        ? new JsonStringRange((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, reader.ValueIsEscaped)
        : default;

    private static bool MoveNext(this ref Utf8JsonReader reader, ref bool inside, JsonTokenType start)
    {
        if (!inside && reader.TokenType != start)
        {
            return false;
        }

        if (inside)
        {
            // Does nothing after a value that was read: the reader is on its last token.
            reader.Skip();
        }

        inside = true;
        return reader.Read();
    }
}

/// <summary>
/// The range of a string in a JSON text, without its quotes. Images are strings of megabytes: they are located first, and decoded in place
/// only if they are needed.
/// </summary>
/// <param name="Start">The position of the first byte after the opening quote.</param>
/// <param name="Length">The length in bytes, with escapes as written; 0 if there is no such string.</param>
/// <param name="Escaped">Whether the string contains escapes, such as <c>\/</c>.</param>
internal readonly record struct JsonStringRange(int Start, int Length, bool Escaped)
{
    public bool IsEmpty => Length == 0;
}
