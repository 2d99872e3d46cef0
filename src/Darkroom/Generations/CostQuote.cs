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
        null => EngineTexts.CostUnknown,
        { Usd: 0 } => "",
        var (usd, atMost) when N == 1 => LocalText.Format(atMost ? EngineTexts.CostUpTo : EngineTexts.CostAbout, Cost.ToText(usd)),
        var (usd, atMost) => LocalText.Format(atMost ? EngineTexts.CostUpToEach : EngineTexts.CostAboutEach, Cost.ToText(usd), Cost.ToText(usd * N)),
    };
}
