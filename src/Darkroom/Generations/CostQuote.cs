using System.Globalization;
using Darkroom.Costs;

namespace Darkroom.Generations;

/// <summary>The estimated cost of a request.</summary>
/// <param name="Each">The estimate for one image; null if it is unknown.</param>
/// <param name="N">The number of images.</param>
public sealed record CostQuote(Estimate? Each, int N)
{
    /// <summary>US dollars for all images; null if the cost is unknown.</summary>
    public decimal? TotalUsd => Each?.Usd * N;

    /// <summary>A text such as "about $0.03 each, $0.12 in all"; empty if the provider is free.</summary>
    public string Text => Each switch
    {
        null => "cost unknown",
        { Usd: 0 } => "",
        var (usd, atMost) => string.Create(
            CultureInfo.InvariantCulture,
            $"{(atMost ? "up to" : "about")} {Cost.ToText(usd)}{(N == 1 ? "" : $" each, {Cost.ToText(usd * N)} in all")}"),
    };
}
