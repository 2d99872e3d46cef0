using System.Text.Json;

namespace Darkroom.Providers.Http;

/// <summary>Reads small answers that may hold anything: what is missing or of another type is null.</summary>
internal static class JsonElementExtensions
{
    /// <summary>Null too where it is null, or where the names make no text.</summary>
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

    /// <summary>Null too where its escapes or bytes make no text, such as half a surrogate pair.</summary>
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

    /// <summary>The elements of an array; none where it is something else.</summary>
    public static IEnumerable<JsonElement> Elements(this JsonElement json, string name) =>
        json.Property(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    /// <summary>An absolute http or https address.</summary>
    public static Uri? Address(this JsonElement json, string name) => Address(json.Text(name));

    /// <inheritdoc cref="Address(JsonElement, string)"/>
    public static Uri? Address(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
}
