using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Darkroom.Costs;

/// <summary>What a price is for.</summary>
internal enum PriceUnit
{
    Image,

    /// <summary>1024 x 1024 pixels of the image, begun ones counted whole.</summary>
    Megapixel,

    /// <summary>One partial image, on top of the image.</summary>
    PartialImage,

    MillionTextInputTokens,

    MillionImageInputTokens,

    MillionOutputTokens,
}

/// <summary>One row of the price table.</summary>
internal sealed record PriceRow
{
    /// <summary>Ids of the providers that take this price.</summary>
    public required ImmutableArray<string> Providers { get; init; }

    /// <summary>Names of models; a <c>*</c> at the end stands for anything.</summary>
    public required ImmutableArray<string> Models { get; init; }

    public required PriceUnit Unit { get; init; }

    /// <summary>Null where the price is the same for all.</summary>
    public string? Quality { get; init; }

    /// <summary>Such as <c>1024x1536</c>; null where the price is the same for all.</summary>
    public string? Size { get; init; }

    /// <summary>US dollars for one unit.</summary>
    public required decimal Usd { get; init; }

    /// <summary>US dollars for each megapixel after the first; null where they cost what the first does.</summary>
    public decimal? Further { get; init; }

    /// <summary>When it was published or read.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Where it was read.</summary>
    public required Uri Source { get; init; }

    /// <summary>The pixels of <see cref="Size"/>; 0 where the size does not matter.</summary>
    [JsonIgnore]
    public long Pixels => PixelSize.TryParse(Size, out var size) ? (long)size.Width * size.Height : 0;

    /// <summary>How closely the row names a model, in characters; -1 where it does not. A whole name beats any beginning.</summary>
    public int Closeness(string model) => Models.Max(name =>
        name == model ? int.MaxValue
        : name[^1] == '*' && model.StartsWith(name[..^1], StringComparison.Ordinal) ? name.Length
        : -1);
}

/// <summary>The price table as it lies in its file.</summary>
/// <param name="Version">The day it was last gone through.</param>
internal sealed record PriceFile(DateOnly Version, ImmutableArray<PriceRow> Rows);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(PriceUnitNames)])]
[JsonSerializable(typeof(PriceFile))]
internal sealed partial class PriceJson : JsonSerializerContext;

/// <summary>Reads <c>million_output_tokens</c>.</summary>
internal sealed class PriceUnitNames() : JsonStringEnumConverter<PriceUnit>(System.Text.Json.JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
