using System.Collections.Immutable;
using Darkroom.Costs;

namespace Darkroom.Sqlite.Costs;

/// <summary>Charges in SQLite. Reservations go through the one writer, so that none can overlook another.</summary>
internal sealed class SqliteChargeLedger(Database database, SqliteWriter writer, TimeProvider time) : IChargeLedger
{
    public Task<Reservation> ReserveAsync(ChargeRequest paid, decimal? capUsd, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            if (paid.Resumed && ChargeRows.TakeOver(connection, paid))
            {
                return new Reservation(Made: true, 0);
            }

            var now = time.GetUtcNow();
            var spent = capUsd is null ? 0 : ChargeRows.Usd(ChargeRows.Spent(connection, now));
            if (spent + (paid.EstimateUsd ?? 0) > capUsd)
            {
                return new Reservation(Made: false, spent);
            }

            ChargeRows.Insert(connection, paid, now);
            return new Reservation(Made: true, spent);
        },
        cancellationToken);

    public Task ReleaseAsync(ChargeRequest paid, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            ChargeRows.Release(connection, paid);
            return true;
        },
        cancellationToken);

    public Task<decimal> SpentTodayAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(connection => ChargeRows.Usd(ChargeRows.Spent(connection, time.GetUtcNow())), cancellationToken);

    public Task<ImmutableArray<DayCost>> TotalsAsync(int days, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => ChargeRows.Totals(connection, ChargeRows.DayOf(time.GetUtcNow()) + 1 - days).ToImmutableArray(), cancellationToken);
}
