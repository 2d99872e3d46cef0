using System.Collections.Immutable;
using System.Text.Json;
using Darkroom.Providers;

namespace Darkroom.Costs;

/// <summary>What an image is likely to cost.</summary>
/// <param name="Usd">US dollars for one image.</param>
/// <param name="AtMost">True where the provider chooses the quality itself: then it is the price of the dearest.</param>
public readonly record struct Estimate(decimal Usd, bool AtMost = false);

/// <summary>What providers take for an image, as far as it is published. What is not known stays unknown.</summary>
public sealed class PriceTable
{
    private const long Megapixel = 1024 * 1024;

    /// <summary>Sizes that are called the same differ a little from service to service.</summary>
    private const double Slack = 1.05;

    private readonly ImmutableArray<PriceRow> _rows;
    private readonly IReadOnlyDictionary<string, decimal> _set;

    private PriceTable(PriceFile file, IReadOnlyDictionary<string, decimal> set) => (_rows, Version, _set) = (file.Rows, file.Version, set);

    /// <summary>The day the table was last gone through.</summary>
    public DateOnly Version { get; }

    internal ImmutableArray<PriceRow> Rows => _rows;

    /// <summary>The table that comes with Darkroom.</summary>
    /// <param name="set">US dollars for an image as operators set them, by provider id; they win over the table.</param>
    public static PriceTable Load(IReadOnlyDictionary<string, decimal> set)
    {
        using var file = typeof(PriceTable).Assembly.GetManifestResourceStream("prices.json")!;
        return new PriceTable(JsonSerializer.Deserialize(file, PriceJson.Default.PriceFile)!, set);
    }

    /// <summary>What one image of a request is likely to cost, without pictures it is to work from; null where that is unknown.</summary>
    public Estimate? Estimate(IImageProvider provider, GenerationRequest request)
    {
        if (!provider.Description.Paid)
        {
            return new Estimate(0);
        }

        if (_set.TryGetValue(provider.Id, out var set))
        {
            return new Estimate(set);
        }

        var rows = RowsFor(provider, request.Model);
        return PerImage(rows, request.Quality, request.Size) is { } price
            ? price with { Usd = price.Usd + (request.PartialImages * (PriceOf(rows, PriceUnit.PartialImage) ?? 0)) }
            : null;
    }

    /// <summary>What an image really cost; null where nobody knows.</summary>
    public Cost? Actual(IImageProvider provider, GenerationRequest request, PricedImage made)
    {
        if (!provider.Description.Paid)
        {
            return new Cost(0, CostBasis.Free);
        }

        if (made.ReportedUsd is { } reported)
        {
            return Sane(reported, CostBasis.Reported);
        }

        if (_set.TryGetValue(provider.Id, out var set))
        {
            return new Cost(set, CostBasis.PriceList);
        }

        var rows = RowsFor(provider, made.Model ?? request.Model);
        return made.Usage is { } usage && OfTokens(rows, usage) is { } tokens ? Sane(tokens, CostBasis.Tokens)
            : PerImage(rows, made.Quality ?? request.Quality, made.Size) is { AtMost: false } price ? new Cost(price.Usd, CostBasis.PriceList)
            : null;
    }

    private static Cost? Sane(decimal usd, CostBasis basis) => usd is >= 0 and <= Cost.MaxUsd ? new Cost(Math.Round(usd, 6), basis) : null;

    /// <summary>For each unit the rows that name the model most closely.</summary>
    private ImmutableArray<PriceRow> RowsFor(IImageProvider provider, string? model)
    {
        if ((model ?? provider.CapabilitiesOf(null).Models.FirstOrDefault()) is not { } name)
        {
            return [];
        }

        return [.. _rows
            .Where(row => row.Providers.Contains(provider.Id) && row.Closeness(name) >= 0)
            .GroupBy(row => row.Unit)
            .SelectMany(unit => unit.Where(row => row.Closeness(name) == unit.Max(other => other.Closeness(name))))];
    }

    private static decimal? PriceOf(ImmutableArray<PriceRow> rows, PriceUnit unit) => rows.FirstOrDefault(row => row.Unit == unit)?.Usd;

    /// <summary>
    /// Null if a kind of token that was billed has no price, or no output was counted: no image is made of none. Cached input counts
    /// at the full price.
    /// </summary>
    private static decimal? OfTokens(ImmutableArray<PriceRow> rows, TokenUsage usage)
    {
        if (usage.OutputTokens == 0)
        {
            return null;
        }

        var images = usage.ImageInputTokens ?? 0;
        return Of(PriceUnit.MillionTextInputTokens, Math.Max(0, usage.InputTokens - images))
            + Of(PriceUnit.MillionImageInputTokens, images)
            + Of(PriceUnit.MillionOutputTokens, usage.OutputTokens);

        decimal? Of(PriceUnit unit, long tokens) => tokens == 0 ? 0 : PriceOf(rows, unit) * tokens / 1_000_000;
    }

    private static Estimate? PerImage(ImmutableArray<PriceRow> rows, string? quality, PixelSize size)
    {
        var prices = rows
            .Where(row => row.Unit is PriceUnit.Image or PriceUnit.Megapixel && (row.Quality is null || quality is null || row.Quality == quality))
            .GroupBy(row => row.Quality)
            .Select(rowsOfQuality => OfSize([.. rowsOfQuality], (long)size.Width * size.Height, size.ToString()))
            .ToList();
        return prices.Count == 0 ? null : new Estimate(prices.Max(), AtMost: prices.Min() < prices.Max());
    }

    /// <summary>A size that is not listed costs what the next larger one does, and beyond all of them more in proportion.</summary>
    private static decimal OfSize(ImmutableArray<PriceRow> rows, long pixels, string size)
    {
        var row = rows.FirstOrDefault(row => row.Size == size)
            ?? rows.OrderBy(row => row.Pixels).FirstOrDefault(row => row.Size is null || row.Pixels * Slack >= pixels)
            ?? rows.MaxBy(row => row.Pixels)!;
        if (row.Unit == PriceUnit.Megapixel)
        {
            return row.Usd + ((row.Further ?? row.Usd) * ((Math.Max(pixels, 1) - 1) / Megapixel));
        }

        return row.Pixels == 0 || row.Pixels * Slack >= pixels ? row.Usd : row.Usd * pixels / row.Pixels;
    }
}
