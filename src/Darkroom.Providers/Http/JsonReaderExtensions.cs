using System.Text.Json;

namespace Darkroom.Providers.Http;

/// <summary>Walks through JSON that may hold anything: a value of another type than expected is stepped over.</summary>
internal static class JsonReaderExtensions
{
    /// <summary>Steps to the next property's value. Call it first with the reader on the object's start.</summary>
    /// <returns>False at the end of the object, or where the value is no object (it is stepped over).</returns>
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

    /// <summary>Steps to the array's next element. Call it first with the reader on the array's start.</summary>
    /// <returns>False at the end of the array, or where the value is no array (it is stepped over).</returns>
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

    /// <summary>Whether this is the address of an image, whatever the field is called.</summary>
    public static bool IsUrl(this ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String && (reader.ValueSpan.StartsWith("http:"u8) || reader.ValueSpan.StartsWith("https:"u8));

    /// <summary>Finds a string without decoding it.</summary>
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

    /// <summary>An amount of money; null below zero or where it is no number.</summary>
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
