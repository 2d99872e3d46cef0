using System.Collections.Immutable;
using System.Globalization;
using Darkroom.Costs;
using Darkroom.Generations;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Costs.Api;

/// <summary><c>GET /api/costs</c>: what each provider cost on each day.</summary>
internal static class ListCosts
{
    private const int DefaultDays = 30;
    private const int MaxDays = 366;

    public static async Task<Results<Ok<CostListView>, ProblemHttpResult>> HandleAsync(
        string? days, IChargeLedger charges, CostOptions options, PriceTable prices, CancellationToken cancellationToken)
    {
        var asked = DefaultDays;
        if (!string.IsNullOrEmpty(days)
            && !(int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out asked) && asked is >= 1 and <= MaxDays))
        {
            return Problems.Invalid(new ValidationError("days", $"Choose 1 to {MaxDays} days."));
        }

        return TypedResults.Ok(new CostListView(
            options.DailyCapUsd,
            await charges.SpentTodayAsync(cancellationToken),
            prices.Version,
            [.. (await charges.TotalsAsync(asked, cancellationToken)).Select(day => new DayCostView(day.Day, day.Provider, day.Calls, day.Usd, day.Unknown))]));
    }
}

/// <param name="DailyCapUsd">What may be spent in a day of UTC; absent where there is no limit.</param>
/// <param name="TodayUsd">What counts against it so far: costs, and estimates of calls that are being made or whose cost is unknown.</param>
/// <param name="PricesOf">The day the price list was last gone through.</param>
/// <param name="Days">Newest first; a day and provider without paid calls has no entry.</param>
public sealed record CostListView(decimal? DailyCapUsd, decimal TodayUsd, DateOnly PricesOf, ImmutableArray<DayCostView> Days);

/// <param name="Day">Of UTC.</param>
/// <param name="Calls">Calls that were paid or may have been.</param>
/// <param name="KnownUsd">The sum of those whose cost is known.</param>
/// <param name="UnknownCalls">How many have an unknown cost, which is not 0.</param>
public sealed record DayCostView(DateOnly Day, string Provider, long Calls, decimal KnownUsd, long UnknownCalls);
