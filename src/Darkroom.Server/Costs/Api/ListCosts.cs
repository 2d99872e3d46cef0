using Darkroom.Costs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Costs.Api;

/// <summary><c>GET /api/costs</c>: the cost of each provider by day.</summary>
internal static class ListCosts
{
    private const int DefaultDays = 30;
    private const int MaxDays = 366;

    public static async Task<Results<Ok<CostListView>, ProblemHttpResult>> HandleAsync(
        string? days, IChargeLedger charges, CostOptions options, PriceTable prices, CancellationToken cancellationToken)
    {
        if (!QueryParameters.TryReadNumber(days, "days", (1, MaxDays, DefaultDays), out var count, out var wrong))
        {
            return Problems.Invalid(wrong);
        }

        return TypedResults.Ok(new CostListView(
            options.DailyCapUsd,
            await charges.SpentTodayAsync(cancellationToken),
            prices.Version,
            [.. (await charges.TotalsAsync(count, cancellationToken)).Select(day => new DayCostView(day.Day, day.Provider, day.Calls, day.Usd, day.Unknown))]));
    }
}

/// <summary>The costs of the last days.</summary>
/// <param name="DailyCapUsd">The limit for one day in UTC; absent if there is none.</param>
/// <param name="TodayUsd">The amount that counts against the limit: costs, and estimates of running calls and of calls of unknown cost.</param>
/// <param name="PricesOf">The day of the last update of the price list.</param>
/// <param name="Days">Newest first; a day and provider without paid calls has no entry.</param>
public sealed record CostListView(decimal? DailyCapUsd, decimal TodayUsd, DateOnly PricesOf, ImmutableArray<DayCostView> Days);

/// <summary>The cost of one provider on one day.</summary>
/// <param name="Day">The day in UTC.</param>
/// <param name="Calls">The number of calls that were billed or may have been.</param>
/// <param name="KnownUsd">The sum of the known costs.</param>
/// <param name="UnknownCalls">The number of calls of unknown cost, which is not 0.</param>
public sealed record DayCostView(DateOnly Day, string Provider, long Calls, decimal KnownUsd, long UnknownCalls);
