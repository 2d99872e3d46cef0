using System.Collections.Immutable;
using Darkroom.Costs;
using Darkroom.Sqlite.Keys;

namespace Darkroom.Sqlite.Costs;

/// <summary>Charges in SQLite. The one writer makes reservations one after the other, so that none misses another.</summary>
internal sealed class SqliteChargeLedger(Database database, SqliteWriter writer, TimeProvider time) : IChargeLedger
{
    public Task<Reservation> ReserveAsync(ChargeRequest charge, decimal? capUsd, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            if (charge.Resumed && ChargeRows.TakeOver(connection, charge))
            {
                return new Reservation(Made: true, 0);
            }

            var now = time.GetUtcNow();
            var spent = capUsd is null ? 0 : ChargeRows.Usd(ChargeRows.Spent(connection, now));
            if (spent + (charge.EstimateUsd ?? 0) > capUsd)
            {
                return new Reservation(Made: false, spent);
            }

            var key = charge.ApiKeyId ?? KeyRows.OfImage(connection, charge.GenerationId, charge.ImageIndex);
            if (key is not null && KeyRows.RefuseCall(connection, database.Days, now, key, charge) is { } refusal)
            {
                return new Reservation(Made: false, spent, refusal);
            }

            ChargeRows.Insert(connection, charge, now, key, database.Days.DayOf(now));
            return new Reservation(Made: true, spent);
        },
        cancellationToken);

    public Task ReleaseAsync(ChargeRequest charge, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => ChargeRows.Release(connection, charge), cancellationToken);

    public Task SettleAsync(ChargeRequest charge, Cost cost, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => ChargeRows.Settle(connection, charge, cost), cancellationToken);

    public Task<decimal> SpentTodayAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(connection => ChargeRows.Usd(ChargeRows.Spent(connection, time.GetUtcNow())), cancellationToken);

    public Task<ImmutableArray<DayCost>> TotalsAsync(int days, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => ChargeRows.Totals(connection, ChargeRows.DayOf(time.GetUtcNow()) + 1 - days).ToImmutableArray(), cancellationToken);
}
