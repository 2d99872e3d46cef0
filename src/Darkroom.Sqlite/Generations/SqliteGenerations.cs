using System.Collections.Immutable;
using Dapper;
using Darkroom.Generations;
using Darkroom.Sqlite.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Generations;

/// <summary>
/// Generations in SQLite. Reads use a connection of their own and see the last commit. Changes go through the one writer, which loads
/// the generation, lets <see cref="GenerationStateMachine"/> decide, and writes the transition.
/// </summary>
internal sealed class SqliteGenerations(Database database, SqliteWriter writer, IJobSignals signals, TimeProvider time) : IGenerationStore
{
    public async Task<StartOutcome> CreateAsync(
        string id, GenerationRequest request, IdempotencyKey? idempotency, int queueLimit, CancellationToken cancellationToken)
    {
        var outcome = await writer.WriteAsync(connection => Create(connection, id, request, idempotency, queueLimit), cancellationToken);
        if (outcome is StartOutcome.Accepted { IsNew: true })
        {
            signals.Raise(id);
            signals.Raise(IJobSignals.Work);
        }

        return outcome;
    }

    public Task<bool> HasKeyAsync(string idempotencyKey, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.ExecuteScalar<bool>(
                "SELECT EXISTS (SELECT 1 FROM generations WHERE idempotency_key = @idempotencyKey)", new { idempotencyKey }),
            cancellationToken);

    public Task<GenerationState?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => GenerationRows.Load(connection, id), cancellationToken);

    public Task<ImmutableArray<GenerationState>> RecentAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => GenerationRows.Recent(connection, limit).ToImmutableArray(), cancellationToken);

    public Task<ImmutableArray<GenerationState>> EarlierAsync(string id, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => GenerationRows.Earlier(connection, id, limit).ToImmutableArray(), cancellationToken);

    public Task<ImmutableArray<GenerationState>> UnfinishedAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => GenerationRows.Running(connection, limit).ToImmutableArray(), cancellationToken);

    public Task<bool> MoveAsync(string id, string? before, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => QueueOrder.Move(connection, id, before), cancellationToken);

    public Task<ImmutableDictionary<int, PartialPreview>> NewestPartialsAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => ImageRows.NewestPartials(connection, id), cancellationToken);

    public async Task<ChangeOutcome> CancelAsync(string id, int? imageIndex, CancellationToken cancellationToken)
    {
        var outcome = await ChangeAsync(id, imageIndex, (state, now) => GenerationStateMachine.Cancel(state, imageIndex, now), cancellationToken);
        if (outcome is ChangeOutcome.Done(_, not []))
        {
            signals.Raise(IJobSignals.Cancelled);
        }

        return outcome;
    }

    public Task<ChangeOutcome> RetryAsync(string id, int imageIndex, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            imageIndex,
            (state, now) => GenerationStateMachine.Retry(state, imageIndex, now) is { } transition ? (transition, [imageIndex]) : (null, []),
            cancellationToken);

    private StartOutcome Create(
        SqliteConnection connection, string id, GenerationRequest request, IdempotencyKey? idempotency, int queueLimit)
    {
        if (idempotency is not null && connection.QuerySingleOrDefault<(string Id, string Body)?>(
            "SELECT id, idempotency_body FROM generations WHERE idempotency_key = @Key", new { idempotency.Key }) is var (known, body))
        {
            return body == idempotency.BodyHash
                ? new StartOutcome.Accepted(GenerationRows.Load(connection, known)!, IsNew: false)
                : new StartOutcome.KeyReused(known);
        }

        var unfinished = connection.ExecuteScalar<int>("SELECT count(*) FROM slots WHERE status = 'waiting' OR status = 'running'");
        if (unfinished + request.N > queueLimit)
        {
            return new StartOutcome.QueueFull(unfinished);
        }

        var transition = GenerationStateMachine.Create(id, request, time.GetUtcNow());
        GenerationRows.Insert(connection, transition, idempotency);
        return new StartOutcome.Accepted(transition.State, IsNew: true);
    }

    private async Task<ChangeOutcome> ChangeAsync(
        string id,
        int? imageIndex,
        Func<GenerationState, DateTimeOffset, (Transition? Transition, ImmutableArray<int> Changed)> change,
        CancellationToken cancellationToken)
    {
        var outcome = await writer.WriteAsync<ChangeOutcome>(
            connection =>
            {
                if (GenerationRows.Load(connection, id) is not { } before || imageIndex < 0 || imageIndex >= before.Slots.Length)
                {
                    return new ChangeOutcome.NotFound();
                }

                var now = time.GetUtcNow();
                var (transition, changed) = change(before, now);
                if (transition is null)
                {
                    return new ChangeOutcome.Done(before, []);
                }

                GenerationRows.Update(connection, before, transition, now);
                return new ChangeOutcome.Done(transition.State, changed);
            },
            cancellationToken);
        signals.Raise(id);
        signals.Raise(IJobSignals.Work);
        return outcome;
    }
}
