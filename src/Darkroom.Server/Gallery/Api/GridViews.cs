using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Darkroom.Gallery;

namespace Darkroom.Server.Gallery.Api;

/// <summary>The number of images of a view.</summary>
/// <param name="AsOf">Send it with the requests for tiles, so that images that arrive in the meantime shift nothing.</param>
/// <param name="Total">The number of images; at least so many if <paramref name="TotalExact"/> is false.</param>
/// <param name="TotalExact">False if counting stopped because there are many: send <c>exact=true</c> for the whole number.</param>
/// <param name="Days">
/// Each day with images, the newest first, such as <c>["2026-11-29", 12, 15.75]</c>: the date, the number of images, and the sum of their widths
/// divided by their heights, which may be an estimate.
/// </param>
public sealed record DaysView(long AsOf, long Total, bool TotalExact, ImmutableArray<JsonArray> Days)
{
    internal static DaysView From(GalleryDays days) => new(days.AsOf, days.Total, days.TotalIsExact, [.. days.Days.Select(day => new JsonArray(
        day.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), day.Images, day.RatioSum / 1000m))]);
}

/// <summary>Tiles of a grid, the newest first, as columns: the n-th value of each belongs to the n-th tile.</summary>
/// <param name="Positions">The places in the order of the gallery, for <c>before</c> and <c>after</c>.</param>
/// <param name="Thumbhashes">Base64 of blurred placeholders.</param>
/// <param name="Flags">Sums of 1 favorite, 2 imported, 4 edited, 8 version of another image, 16 has partial images, 32 in the trash.</param>
/// <param name="Alts">The beginnings of the prompts.</param>
public sealed record TilesView(
    ImmutableArray<string> Ids,
    ImmutableArray<long> Positions,
    ImmutableArray<int> Widths,
    ImmutableArray<int> Heights,
    [property: JsonConverter(typeof(ShortTextsJson))] ImmutableArray<string> Thumbhashes,
    ImmutableArray<int> Flags,
    [property: JsonConverter(typeof(ShortTextsJson))] ImmutableArray<string> Alts)
{
    /// <summary>Only of similar images: 0 for copies, about 1 for images that have nothing in common.</summary>
    public ImmutableArray<double>? Distances { get; init; }

    /// <summary>The ids of the providers that made the images. Only with <c>details=true</c>, as models and tags.</summary>
    public ImmutableArray<string>? Providers { get; init; }

    public ImmutableArray<string?>? Models { get; init; }

    /// <summary>The tags of each image, by name.</summary>
    public ImmutableArray<ImmutableArray<string>>? Tags { get; init; }

    internal static TilesView From(ImmutableArray<GalleryTile> tiles) => new(
        [.. tiles.Select(tile => tile.Id)],
        [.. tiles.Select(tile => tile.Position)],
        [.. tiles.Select(tile => tile.Width)],
        [.. tiles.Select(tile => tile.Height)],
        [.. tiles.Select(tile => Convert.ToBase64String(tile.ThumbHash.AsSpan()))],
        [.. tiles.Select(tile => (int)tile.Flags)],
        [.. tiles.Select(tile => tile.Alt)])
    {
        Providers = Details(tiles, details => details.Provider),
        Models = Details(tiles, details => details.Model),
        Tags = Details(tiles, details => details.Tags),
    };

    /// <summary>Returns a column of the details; null if they were not read.</summary>
    private static ImmutableArray<T>? Details<T>(ImmutableArray<GalleryTile> tiles, Func<TileDetails, T> column) =>
        tiles is [{ Details: not null }, ..] ? [.. tiles.Select(tile => column(tile.Details!))] : null;
}

/// <summary>Writes texts with as few escapes as JSON allows: a prompt in Japanese is half as long then. The response is JSON, never part of a page.</summary>
public sealed class ShortTextsJson : JsonConverter<ImmutableArray<string>>
{
    /// <inheritdoc/>
    public override ImmutableArray<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ImmutableArray<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var text in value)
        {
            writer.WriteStringValue(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping));
        }

        writer.WriteEndArray();
    }
}

/// <summary>What the search text may go on with.</summary>
/// <param name="Start">The place of what a suggestion replaces, in UTF-16 code units.</param>
/// <param name="Length">Its length in UTF-16 code units.</param>
public sealed record SuggestionsView(int Start, int Length, ImmutableArray<SuggestionView> Suggestions);

/// <param name="Text">The text to put there.</param>
/// <param name="Label">What it means, or the name that it selects.</param>
/// <param name="Count">The number of images; absent if it is not known.</param>
public sealed record SuggestionView(string Text, string Label, long? Count);
