using System.Collections.Immutable;
using Dapper;
using Darkroom.Generations;
using Darkroom.Keys;
using Darkroom.Sqlite.Gallery;
using Darkroom.Sqlite.Keys;
using Darkroom.Sqlite.Prompts;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Generations;

/// <summary>
/// Generations in SQLite. Reads use a connection of their own and see the last commit. Changes go through the one writer, which loads
/// the generation, lets <see cref="GenerationStateMachine"/> decide, and writes the transition.
/// </summary>
internal sealed class SqliteGenerations(Database database, SqliteWriter writer, IJobSignals signals, TimeProvider time) : IGenerationStore
{
    public async Task<StartOutcome> CreateAllAsync(
        ImmutableArray<NewGeneration> all, WrittenPrompt? written, int queueLimit, CancellationToken cancellationToken)
    {
        var outcome = await writer.WriteAsync(connection => Create(connection, all, written, queueLimit), cancellationToken);
        if (outcome is StartOutcome.AllAccepted { IsNew: true })
        {
            foreach (var one in all)
            {
                signals.Raise(one.Id);
            }

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

    public Task<ChangeOutcome> RetryAsync(string id, int imageIndex, KeyClaim? key, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            imageIndex,
            (state, now) => GenerationStateMachine.Retry(state, imageIndex, now) is { } transition ? (transition, [imageIndex]) : (null, []),
            cancellationToken,
            (connection, state, now) =>
            {
                if (key is not null && KeyRows.Refuse(connection, database.Days, now, [key]) is { } refusal)
                {
                    return refusal;
                }

                KeyRows.CountAgain(connection, id, imageIndex, key, state.Slots[imageIndex].Attempt, database.Days.DayOf(now));
                return null;
            });

    private StartOutcome Create(SqliteConnection connection, ImmutableArray<NewGeneration> all, WrittenPrompt? written, int queueLimit)
    {
        if (Known(connection, all) is { } known)
        {
            return known;
        }

        var unfinished = connection.ExecuteScalar<int>("SELECT count(*) FROM slots WHERE status = 'waiting' OR status = 'running'");
        if (unfinished + all.Sum(one => one.Request.N) > queueLimit)
        {
            return new StartOutcome.QueueFull(unfinished);
        }

        var now = time.GetUtcNow();
        ImmutableArray<KeyClaim> claims = [.. all.Select(one => one.Key).OfType<KeyClaim>()];
        if (!claims.IsEmpty && KeyRows.Refuse(connection, database.Days, now, claims) is { } refusal)
        {
            return new StartOutcome.OverKeyLimit(refusal);
        }

        var states = ImmutableArray.CreateBuilder<GenerationState>(all.Length);
        foreach (var one in all)
        {
            var transition = GenerationStateMachine.Create(one.Id, one.Request, one.Key?.KeyId, now);
            GenerationRows.Insert(connection, transition, one.Idempotency, one.TraceParent);
            states.Add(transition.State);
            if (one.Key is { } claim)
            {
                KeyRows.Count(connection, one.Id, Enumerable.Range(0, one.Request.N), claim, attempts: 0, database.Days.DayOf(now));
            }
        }

        if (written is not null)
        {
            PromptRows.Remember(connection, written, now);
        }

        return new StartOutcome.AllAccepted(states.MoveToImmutable(), IsNew: true);
    }

    /// <summary>Returns the outcome for keys that were used before; null if they were not.</summary>
    private static StartOutcome? Known(SqliteConnection connection, ImmutableArray<NewGeneration> all)
    {
        var states = ImmutableArray.CreateBuilder<GenerationState>();
        foreach (var idempotency in all.Select(one => one.Idempotency).OfType<IdempotencyKey>())
        {
            if (connection.QuerySingleOrDefault<(string Id, string Body)?>(
                "SELECT id, idempotency_body FROM generations WHERE idempotency_key = @Key", new { idempotency.Key }) is not var (known, body))
            {
                break;
            }

            if (body != idempotency.BodyHash)
            {
                return new StartOutcome.KeyReused(known);
            }

            states.Add(GenerationRows.Load(connection, known)!);
        }

        return states.Count == 0 ? null : new StartOutcome.AllAccepted(states.ToImmutable(), IsNew: false);
    }

    /// <param name="reserve">Called before a change is written, in the same transaction; what it returns refuses the change.</param>
    private async Task<ChangeOutcome> ChangeAsync(
        string id,
        int? imageIndex,
        Func<GenerationState, DateTimeOffset, (Transition? Transition, ImmutableArray<int> Changed)> change,
        CancellationToken cancellationToken,
        Func<SqliteConnection, GenerationState, DateTimeOffset, KeyRefusal?>? reserve = null)
    {
        var (outcome, webhooks) = await writer.WriteAsync<(ChangeOutcome, bool)>(
            connection =>
            {
                if (GenerationRows.Load(connection, id) is not { } before || imageIndex < 0 || imageIndex >= before.Slots.Length)
                {
                    return (new ChangeOutcome.NotFound(), false);
                }

                var now = time.GetUtcNow();
                var (transition, changed) = change(before, now);
                if (transition is null)
                {
                    return (new ChangeOutcome.Done(before, []), false);
                }

                if (reserve?.Invoke(connection, before, now) is { } refusal)
                {
                    return (new ChangeOutcome.OverKeyLimit(refusal), false);
                }

                var webhooks = GenerationRows.Update(connection, before, transition, now);
                return (new ChangeOutcome.Done(transition.State, changed), webhooks);
            },
            cancellationToken);
        signals.Raise(id);
        signals.Raise(IJobSignals.Work);
        if (webhooks)
        {
            signals.Raise(IJobSignals.Webhooks);
        }

        return outcome;
    }
}
