using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Darkroom.Providers.Http;

/// <summary>Where a service lists its models, and how to read them. Names from outside are untrusted.</summary>
/// <param name="Path">The path below the base URL.</param>
/// <param name="Read">Returns the models of a response, in any number and with any name.</param>
internal sealed record ModelListing(string Path, Func<JsonElement, IEnumerable<ListedModel>> Read)
{
    private const int MaxModels = 2000;

    public string Query { get; init; } = "";

    /// <summary>The service with the list; null for that of the provider.</summary>
    public ServiceProfile? Service { get; init; }

    /// <summary>Returns the objects of a list, which may be the response itself.</summary>
    /// <param name="property">The property with the list; null for the response.</param>
    public static IEnumerable<JsonElement> Items(JsonElement json, string? property) =>
        property is not null ? json.Elements(property) : json.ValueKind is JsonValueKind.Array ? json.EnumerateArray() : [];

    /// <summary>Reads a list of objects, or of names.</summary>
    /// <param name="name">The property with the name.</param>
    public static IEnumerable<ListedModel> Named(JsonElement json, string? property, string name) =>
        Items(json, property).Select(one => one.Text() ?? one.Text(name)).OfType<string>().Select(one => new ListedModel(one));

    /// <summary>Reads a date, or a time as text or in seconds since 1970; null if it is something else.</summary>
    public static DateOnly? Day(JsonElement json, string name) =>
        json.Integer(name) is >= 0 and < 253402300800 and var seconds ? DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime)
        : DateTimeOffset.TryParse(json.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? DateOnly.FromDateTime(time.UtcDateTime)
        : null;

    /// <summary>Returns the models with valid names, each once.</summary>
    /// <param name="key">The secret, which no name may contain.</param>
    public ImmutableArray<ListedModel> ModelsOf(JsonElement json, string? key) =>
        [.. Read(json).Where(model => IsName(model.Name, key)).DistinctBy(model => model.Name, StringComparer.Ordinal).Take(MaxModels)];

    private static bool IsName(string name, string? key) =>
        name.Length is > 0 and <= ListedModel.MaxNameLength && name == name.Trim() && SafeText.Sanitize(name, key, ListedModel.MaxNameLength) == name
        && name.All(c => c is not ('<' or '>') && char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
}
