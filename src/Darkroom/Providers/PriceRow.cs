using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Darkroom.Providers;

/// <summary>The unit of a price.</summary>
internal enum PriceUnit
{
    Image,

    /// <summary>1024 x 1024 pixels of the image, rounded up.</summary>
    Megapixel,

    /// <summary>One partial image, in addition to the image.</summary>
    PartialImage,

    MillionTextInputTokens,

    MillionImageInputTokens,

    MillionOutputTokens,
}

/// <summary>One row of the price table.</summary>
internal sealed record PriceRow
{
    /// <summary>The ids of the providers with this price.</summary>
    public required ImmutableArray<string> Providers { get; init; }

    /// <summary>The names of the models; a <c>*</c> at the end matches any text.</summary>
    public required ImmutableArray<string> Models { get; init; }

    public required PriceUnit Unit { get; init; }

    /// <summary>Null if the price is the same for every quality.</summary>
    public string? Quality { get; init; }

    /// <summary>A size such as <c>1024x1536</c>; null if the price is the same for every size.</summary>
    public string? Size { get; init; }

    /// <summary>The US dollars for one unit.</summary>
    public required decimal Usd { get; init; }

    /// <summary>The US dollars for each megapixel after the first; null if they cost the same as the first.</summary>
    public decimal? Further { get; init; }

    /// <summary>When the price was published or read.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The page with the price.</summary>
    public required Uri Source { get; init; }

    /// <summary>The pixels of <see cref="Size"/>; 0 if the price is the same for every size.</summary>
    [JsonIgnore]
    public long Pixels => PixelSize.TryParse(Size, out var size) ? (long)size.Width * size.Height : 0;

    /// <summary>Returns how many characters of a model's name the row matches; -1 if it does not match. A complete name wins over any prefix.</summary>
    public int Closeness(string model) => Models.Max(name =>
        name == model ? int.MaxValue
        : name[^1] == '*' && model.StartsWith(name[..^1], StringComparison.Ordinal) ? name.Length
        : -1);
}
