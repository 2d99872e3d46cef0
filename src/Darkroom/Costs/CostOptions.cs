using System.ComponentModel.DataAnnotations;

namespace Darkroom.Costs;

/// <summary>What may be spent, under <c>Costs:…</c>.</summary>
public sealed record CostOptions
{
    /// <summary>
    /// US dollars that paid providers may cost in one day of UTC; null for no limit, 0 for none at all. What would go beyond it is
    /// refused before the provider is asked.
    /// </summary>
    [Range(0, 1_000_000.0)]
    public decimal? DailyCapUsd { get; init; }
}
