using System.Globalization;
using Darkroom.Costs;

namespace Darkroom.Generations;

/// <summary>What a request would cost, before it is sent.</summary>
/// <param name="Each">One image; null where that is unknown.</param>
/// <param name="N">How many images.</param>
public sealed record CostQuote(Estimate? Each, int N)
{
    /// <summary>US dollars for all images; null where that is unknown.</summary>
    public decimal? TotalUsd => Each?.Usd * N;

    /// <summary>Such as "about $0.03 each, $0.12 in all"; empty where nothing is paid.</summary>
    public string Text => Each switch
    {
        null => "cost unknown",
        { Usd: 0 } => "",
        var (usd, atMost) => string.Create(
            CultureInfo.InvariantCulture,
            $"{(atMost ? "up to" : "about")} {Cost.ToText(usd)}{(N == 1 ? "" : $" each, {Cost.ToText(usd * N)} in all")}"),
    };
}
