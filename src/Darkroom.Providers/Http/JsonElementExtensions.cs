using System.Text.Json;

namespace Darkroom.Providers.Http;

/// <summary>Reads JSON of any content: a value that is missing or has another type is null.</summary>
internal static class JsonElementExtensions
{
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

    public static bool? Boolean(this JsonElement json, string name) => json.Property(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>Returns the elements of an array; none if the property is not an array.</summary>
    public static IEnumerable<JsonElement> Elements(this JsonElement json, string name) =>
        json.Property(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    /// <summary>Returns an absolute http or https URL; null if the property is none.</summary>
    public static Uri? Address(this JsonElement json, string name) => Address(json.Text(name));

    /// <inheritdoc cref="Address(JsonElement, string)"/>
    public static Uri? Address(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
}
