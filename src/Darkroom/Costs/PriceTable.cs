using System.Collections.Immutable;
using Darkroom.Providers;

namespace Darkroom.Costs;

/// <summary>The likely cost of an image.</summary>
/// <param name="Usd">The US dollars for one image.</param>
/// <param name="AtMost">True if the provider chooses the quality: the estimate is then the highest price.</param>
public readonly record struct Estimate(decimal Usd, bool AtMost = false);

/// <summary>The published prices of providers. A price that is not published is unknown.</summary>
public sealed class PriceTable
{
    private const long Megapixel = 1024 * 1024;

    /// <summary>Sizes with the same name differ a little between services.</summary>
    private const double SizeTolerance = 1.05;

    private readonly Func<string, decimal?> _set;

    private PriceTable(ModelCatalog catalog, Func<string, decimal?> set) => (Rows, Version, _set) = (catalog.Prices, catalog.Version, set);

    /// <summary>The day of the table's last review.</summary>
    public DateOnly Version { get; }

    internal ImmutableArray<PriceRow> Rows { get; }

    /// <summary>Loads the table that comes with Darkroom.</summary>
    /// <param name="set">Returns the price of an image that the operator set for a provider, which may change at any time and wins over the table; null for none.</param>
    public static PriceTable Load(Func<string, decimal?> set) => new(ModelCatalog.Shipped, set);

    /// <summary>Returns the likely cost of one image of a request, without its input images; null if it is unknown.</summary>
    public Estimate? Estimate(IImageProvider provider, GenerationRequest request)
    {
        if (!provider.Description.Paid)
        {
            return new Estimate(0);
        }

        if (_set(provider.Id) is { } set)
        {
            return new Estimate(set);
        }

        var rows = RowsFor(provider, request.Model);
        return PerImage(rows, request.Quality, request.Size) is { } price
            ? price with { Usd = price.Usd + (request.PartialImages * (PriceOf(rows, PriceUnit.PartialImage) ?? 0)) }
            : null;
    }

    /// <summary>Returns the cost of a finished image; null if it is unknown.</summary>
    public Cost? Actual(IImageProvider provider, GenerationRequest request, FinishedImage image)
    {
        if (!provider.Description.Paid)
        {
            return new Cost(0, CostBasis.Free);
        }

        if (image.Cost is { Basis: CostBasis.Reported, Usd: var reported })
        {
            return Sane(reported, CostBasis.Reported);
        }

        if (_set(provider.Id) is { } set)
        {
            return new Cost(set, CostBasis.PriceList);
        }

        var rows = RowsFor(provider, image.Model ?? request.Model);
        return image.Usage is { } usage && PriceOfTokens(rows, usage) is { } tokens ? Sane(tokens, CostBasis.Tokens)
            : PerImage(rows, image.Quality ?? request.Quality, image.Size) is { AtMost: false } price ? new Cost(price.Usd, CostBasis.PriceList)
            : null;
    }

    /// <summary>Returns the cost of a text; null if it is unknown.</summary>
    /// <param name="provider">The id of the provider whose prices apply; null if they are unknown.</param>
    public Cost? OfText(string? provider, string? model, TokenUsage usage) =>
        provider is not null && model is not null && PriceOfTokens(RowsFor(provider, model), usage) is { } usd ? Sane(usd, CostBasis.Tokens) : null;

    private static Cost? Sane(decimal usd, CostBasis basis) => usd is >= 0 and <= Cost.MaxUsd ? new Cost(Math.Round(usd, 6), basis) : null;

    /// <summary>Returns the rows that match the model best, for each unit.</summary>
    private ImmutableArray<PriceRow> RowsFor(IImageProvider provider, string? model)
    {
        var name = model ?? provider.CapabilitiesOf(null).Models.FirstOrDefault();
        return name is null ? [] : RowsFor(provider.Id, name);
    }

    private ImmutableArray<PriceRow> RowsFor(string provider, string model) =>
    [
        .. Rows.Where(row => row.Providers.Contains(provider) && row.Closeness(model) >= 0)
            .GroupBy(row => row.Unit)
            .SelectMany(unit => unit.Where(row => row.Closeness(model) == unit.Max(other => other.Closeness(model)))),
    ];

    private static decimal? PriceOf(ImmutableArray<PriceRow> rows, PriceUnit unit) => rows.FirstOrDefault(row => row.Unit == unit)?.Usd;

    /// <summary>
    /// Returns the price of the billed tokens. Null if one of them has no price, or if no output was counted, which is impossible for an image.
    /// Cached input counts at the full price.
    /// </summary>
    private static decimal? PriceOfTokens(ImmutableArray<PriceRow> rows, TokenUsage usage)
    {
        if (usage.OutputTokens == 0)
        {
            return null;
        }

        var images = usage.ImageInputTokens ?? 0;
        return PriceOfUnit(PriceUnit.MillionTextInputTokens, Math.Max(0, usage.InputTokens - images))
            + PriceOfUnit(PriceUnit.MillionImageInputTokens, images)
            + PriceOfUnit(PriceUnit.MillionOutputTokens, usage.OutputTokens);

        decimal? PriceOfUnit(PriceUnit unit, long tokens) => tokens == 0 ? 0 : PriceOf(rows, unit) * tokens / 1_000_000;
    }

    private static Estimate? PerImage(ImmutableArray<PriceRow> rows, string? quality, PixelSize size)
    {
        var prices = rows
            .Where(row => row.Unit is PriceUnit.Image or PriceUnit.Megapixel && (row.Quality is null || quality is null || row.Quality == quality))
            .GroupBy(row => row.Quality)
            .Select(rowsOfQuality => PriceOfSize([.. rowsOfQuality], (long)size.Width * size.Height, size.ToString()))
            .ToList();
        return prices.Count == 0 ? null : new Estimate(prices.Max(), AtMost: prices.Min() < prices.Max());
    }

    /// <summary>A size that is not listed costs as much as the next larger one; beyond the largest, the price grows with the pixels.</summary>
    private static decimal PriceOfSize(ImmutableArray<PriceRow> rows, long pixels, string size)
    {
        var row = rows.FirstOrDefault(row => row.Size == size)
            ?? rows.OrderBy(row => row.Pixels).FirstOrDefault(row => row.Size is null || row.Pixels * SizeTolerance >= pixels)
            ?? rows.MaxBy(row => row.Pixels)!;
        if (row.Unit == PriceUnit.Megapixel)
        {
            return row.Usd + ((row.Further ?? row.Usd) * ((Math.Max(pixels, 1) - 1) / Megapixel));
        }

        return row.Pixels == 0 || row.Pixels * SizeTolerance >= pixels ? row.Usd : row.Usd * pixels / row.Pixels;
    }
}
