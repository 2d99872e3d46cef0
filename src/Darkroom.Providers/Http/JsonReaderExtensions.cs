using System.Text.Json;

namespace Darkroom.Providers.Http;

/// <summary>Reads JSON of any content: a value of another type than expected is skipped.</summary>
internal static class JsonReaderExtensions
{
    /// <summary>Moves to the value of the next property. The first call expects the reader on the object's start.</summary>
    /// <returns>False at the end of the object, or if the value is not an object and was skipped.</returns>
    public static bool NextProperty(this ref Utf8JsonReader reader, ref bool inside, out string name)
    {
        name = "";
        if (!inside && reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        inside = true;
        reader.Read();
        if (reader.TokenType is not JsonTokenType.PropertyName)
        {
            return false;
        }

        name = reader.GetString()!;
        reader.Read();
        return true;
    }

    /// <summary>Moves to the next element. The first call expects the reader on the array's start.</summary>
    /// <returns>False at the end of the array, or if the value is not an array and was skipped.</returns>
    public static bool NextElement(this ref Utf8JsonReader reader, ref bool inside)
    {
        if (!inside && reader.TokenType is not JsonTokenType.StartArray)
        {
            reader.Skip();
            return false;
        }

        inside = true;
        reader.Read();
        return reader.TokenType is not JsonTokenType.EndArray;
    }

    public static string? Text(this ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    /// <summary>Whether the value is an http or https URL.</summary>
    public static bool IsUrl(this ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String && (reader.ValueSpan.StartsWith("http:"u8) || reader.ValueSpan.StartsWith("https:"u8));

    /// <summary>Returns the range of a string without decoding it.</summary>
    public static JsonStringRange StringRange(this ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String)
        {
            return new JsonStringRange((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, reader.ValueIsEscaped);
        }

        reader.Skip();
        return default;
    }

    public static long? Integer(this ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.Number && reader.TryGetInt64(out var number))
        {
            return number;
        }

        reader.Skip();
        return null;
    }

    /// <summary>Reads an amount of money; null if it is negative or not a number.</summary>
    public static decimal? Amount(this ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.Number && reader.TryGetDecimal(out var number))
        {
            return number >= 0 ? number : null;
        }

        reader.Skip();
        return null;
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
