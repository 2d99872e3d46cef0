using System.ComponentModel.DataAnnotations;

namespace Darkroom.Costs;

/// <summary>The limits of spending, under <c>Costs:…</c>.</summary>
public sealed record CostOptions
{
    /// <summary>
    /// The US dollars that may be spent in one day of UTC; null for no limit, 0 to forbid paid calls. A call that would exceed the limit is
    /// refused before the provider is called.
    /// </summary>
    [Range(0, 1_000_000.0)]
    public decimal? DailyCapUsd { get; init; }
}
