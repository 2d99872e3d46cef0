using System.Collections.Immutable;
using Dapper;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Sqlite.Costs;
using Darkroom.Sqlite.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Generations;

/// <summary>
/// The queue of slots in SQLite. Every verb runs on the one writer, which loads the generation, lets <see cref="GenerationStateMachine"/>
/// decide, and writes the transition.
/// </summary>
internal sealed class SqliteSlotQueue(SqliteWriter writer, IJobSignals signals, LocalDays days, TimeProvider time) : ISlotQueue
{
    private readonly DateTimeOffset _openedAt = time.GetUtcNow();
    private readonly long _opened = time.GetTimestamp();
    private readonly SingleFlight<string, bool> _expiring = new();
    private volatile bool _earlierLeasesExpired;

    /// <summary>A clock that does not jump, for rates and circuits: a wait of a minute must not become hours.</summary>
    private DateTimeOffset SteadyNow => _openedAt + time.GetElapsedTime(_opened);

    public async Task<ClaimOutcome> ClaimAsync(
        string owner, IReadOnlyCollection<QueueLimits> limits, TimeSpan lease, CancellationToken cancellationToken)
    {
        await ExpireEarlierLeasesAsync(cancellationToken);
        var (outcome, changed) = await writer.WriteAsync(connection => Claim(connection, owner, limits, lease), cancellationToken);
        foreach (var id in changed)
        {
            signals.Raise(id);
        }

        return outcome;
    }

    public Task<ImmutableArray<SlotLease>> RenewAsync(
        IReadOnlyCollection<SlotLease> leases, TimeSpan lease, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            var until = time.GetUtcNow() + lease;
            return leases.Where(held => !Renew(connection, held, until)).ToImmutableArray();
        },
        cancellationToken);

    public Task<bool> ReportProgressAsync(SlotLease lease, SlotStep progress, CancellationToken cancellationToken) =>
        ApplyAsync(lease, (state, now) => GenerationStateMachine.Advance(state, lease.ImageIndex, progress, now), cancellationToken);

    public Task<bool> AddPartialImageAsync(SlotLease lease, PartialPreview preview, CancellationToken cancellationToken) =>
        ApplyAsync(
            lease,
            (state, now) => GenerationStateMachine.ShowPartial(state, lease.ImageIndex, preview, now),
            cancellationToken,
            (connection, _, _) => ImageRows.InsertPartial(connection, lease, preview));

    public Task<bool> CompleteAsync(SlotLease lease, FinishedImage image, CancellationToken cancellationToken) =>
        ApplyAsync(
            lease,
            (state, now) => GenerationStateMachine.Complete(state, lease.ImageIndex, image, now),
            cancellationToken,
            (connection, state, now) =>
            {
                ImageRows.Insert(connection, state, lease, image, days, now);
                AddResult(connection, lease, failure: null);
            },
            image);

    public Task<bool> FailAsync(SlotLease lease, Failure failure, bool providerCalled, CancellationToken cancellationToken) =>
        ApplyAsync(
            lease,
            (state, now) => GenerationStateMachine.Fail(state, lease.ImageIndex, failure, now),
            cancellationToken,
            (connection, _, _) =>
            {
                if (providerCalled)
                {
                    AddResult(connection, lease, failure);
                }
            });

    public Task<bool> StoreResumeTokenAsync(SlotLease lease, string? resumeToken, CancellationToken cancellationToken) =>
        ApplyAsync(lease, (state, _) => GenerationStateMachine.StoreResumeToken(state, lease.ImageIndex, resumeToken), cancellationToken);

    public Task<bool> StoreUnfinishedAsync(SlotLease lease, UnfinishedImage unfinished, CancellationToken cancellationToken) =>
        ApplyAsync(lease, (state, _) => GenerationStateMachine.StoreUnfinished(state, lease.ImageIndex, unfinished), cancellationToken);

    public Task<bool> PostponeAsync(SlotLease lease, Failure failure, TimeSpan delay, CancellationToken cancellationToken) =>
        PutBackAsync(lease, failure, (state, now) => GenerationStateMachine.Postpone(state, lease.ImageIndex, failure, now, delay), cancellationToken);

    public Task<bool> FallBackAsync(SlotLease lease, Failure failure, FallbackStep fallback, CancellationToken cancellationToken) =>
        PutBackAsync(lease, failure, (state, now) => GenerationStateMachine.FallBack(state, lease.ImageIndex, failure, fallback, now), cancellationToken);

    public async Task<int> RecoverAsync(
        IReadOnlyCollection<SlotLease> held, int maxTries, Func<GenerationRequest, string?, bool> runAgain, CancellationToken cancellationToken)
    {
        await ExpireEarlierLeasesAsync(cancellationToken);
        var (recovered, webhooks) = await writer.WriteAsync(connection => Recover(connection, held, maxTries, runAgain), cancellationToken);
        foreach (var id in recovered)
        {
            signals.Raise(id);
            signals.Raise(IJobSignals.Work);
        }

        if (webhooks)
        {
            signals.Raise(IJobSignals.Webhooks);
        }

        return recovered.Count;
    }

    /// <summary>
    /// Makes the leases expire that the folder's last holder left: it is gone. Before the first claim of this process, and not while the
    /// folder is opened, because another program may keep the database locked for a while.
    /// </summary>
    private Task ExpireEarlierLeasesAsync(CancellationToken cancellationToken) => _earlierLeasesExpired
        ? Task.CompletedTask
        : _expiring.RunAsync("", ExpireAsync, cancellationToken);

    private async Task<bool> ExpireAsync(CancellationToken cancellationToken)
    {
        if (!_earlierLeasesExpired)
        {
            await writer.WriteAsync(connection => connection.Execute("UPDATE slots SET lease_until = 0 WHERE status = 'running'"), cancellationToken);
            _earlierLeasesExpired = true;
        }

        return true;
    }

    private (ClaimOutcome Outcome, List<string> Changed) Claim(
        SqliteConnection connection, string owner, IReadOnlyCollection<QueueLimits> limits, TimeSpan lease)
    {
        var (now, steadyNow) = (time.GetUtcNow(), SteadyNow);
        var queues = ProviderQueueRows.Load(connection, limits, steadyNow)
            .ConvertAll(queue => (queue.Usage, queue.ReportedUntil, Pause: queue.Usage.PauseAt(steadyNow)));
        var paused = queues.Select(queue => queue.Pause).OfType<PausedQueue>().Select(ByClock).ToImmutableArray();
        var open = queues.Where(queue => queue.Usage.HasPlace && queue.Pause is null).Select(queue => queue.Usage.Limits.Id).ToList();
        if (open.Count > 0 && ClaimNext(connection, owner, open, lease, now) is { } claimed)
        {
            if (limits.Any(one => one.Id == claimed.Request.Provider && one.StartsPerMinute is not null))
            {
                ProviderQueueRows.AddStart(connection, claimed, steadyNow);
            }

            return (new ClaimOutcome(claimed, null, paused), [claimed.GenerationId]);
        }

        var wait = open.Count > 0 ? ProviderQueueRows.NextDue(connection, open, now) - now : null;
        var changed = new List<string>();
        foreach (var (usage, reportedUntil, pause) in queues)
        {
            // A full queue waits for a slot that ends, not for a time.
            if (usage.HasPlace && pause is not null)
            {
                wait = wait < pause.Until - steadyNow ? wait : pause.Until - steadyNow;
                changed.AddRange(pause.Until == reportedUntil ? [] : ReportPause(connection, pause, ByClock(pause), now));
            }
        }

        return (new ClaimOutcome(null, wait, paused), changed);

        PausedQueue ByClock(PausedQueue pause) => pause with { Until = now + (pause.Until - steadyNow) };
    }

    private static SlotLease? ClaimNext(SqliteConnection connection, string owner, List<string> providers, TimeSpan lease, DateTimeOffset now)
    {
        if (ProviderQueueRows.FindFirst(connection, providers, now) is not var (id, index) || GenerationRows.Load(connection, id) is not { } before)
        {
            return null;
        }

        var request = before.RequestOf(index);
        var expected = DurationEstimate.Create(request, ImageRows.Past(connection, request, DurationEstimate.MaxHistory));
        if (GenerationStateMachine.Claim(before, index, owner, now, lease, expected) is not { } transition)
        {
            return null;
        }

        GenerationRows.Update(connection, before, transition, now);
        var slot = transition.State.Slots[index];
        return new SlotLease(id, index, slot.Attempt, slot.Tries, owner, request, slot.FirstStartedAt ?? now, slot.ResumeToken)
        {
            Requested = before.Request,
            Failed = slot.Fallback?.Failed ?? [],
            Expected = expected,
            TraceParent = before.TraceParent,
            QueuedAt = slot.Attempt == 1 ? before.CreatedAt : null,
        };
    }

    /// <summary>Reports a pause once to the slots that it affects.</summary>
    /// <param name="byClock">The same pause by the clock that clients see.</param>
    /// <returns>The generations that it was reported to.</returns>
    private static List<string> ReportPause(SqliteConnection connection, PausedQueue paused, PausedQueue byClock, DateTimeOffset now)
    {
        var all = paused.Reason == PauseReason.Circuit;
        var waiting = ProviderQueueRows.FindAffected(connection, paused, now);
        foreach (var (id, index) in waiting)
        {
            var before = GenerationRows.Load(connection, id)!;
            GenerationRows.Update(connection, before, GenerationStateMachine.Pause(before, all ? null : index, byClock, now), now);
        }

        if (waiting.Count > 0)
        {
            ProviderQueueRows.SetReported(connection, paused);
        }

        return waiting.ConvertAll(slot => slot.Id);
    }

    private static bool Renew(SqliteConnection connection, SlotLease held, DateTimeOffset until) => connection.Execute(
        """
        UPDATE slots SET lease_until = iif(status = 'running', @until, lease_until)
        WHERE generation_id = @GenerationId AND image_index = @ImageIndex AND attempt = @Attempt AND (
            (status = 'running' AND lease_owner = @Owner) OR (status = 'failed' AND json_extract(failure, '$.code') = 'interrupted'))
        """,
        new { held.GenerationId, held.ImageIndex, held.Attempt, held.Owner, until }) == 1;

    private (List<string> Ids, bool Webhooks) Recover(
        SqliteConnection connection, IReadOnlyCollection<SlotLease> held, int maxTries, Func<GenerationRequest, string?, bool> runAgain)
    {
        var now = time.GetUtcNow();
        var alive = held.Select(lease => (lease.GenerationId, lease.ImageIndex, lease.Attempt)).ToHashSet();
        var expired = connection.Query<(string Id, int Index, int Attempt)>(
            "SELECT generation_id, image_index, attempt FROM slots WHERE status = 'running' AND lease_until <= @now",
            new { now }).Where(slot => !alive.Contains(slot)).ToList();
        var webhooks = false;
        foreach (var (id, index, _) in expired)
        {
            var before = GenerationRows.Load(connection, id)!;
            var again = runAgain(before.RequestOf(index), before.Slots[index].ResumeToken);
            webhooks |= GenerationRows.Update(connection, before, GenerationStateMachine.Recover(before, index, again, maxTries, now), now);
        }

        return (expired.ConvertAll(slot => slot.Id), webhooks);
    }

    private void AddResult(SqliteConnection connection, SlotLease lease, Failure? failure) =>
        ProviderQueueRows.AddResult(connection, lease.Request.Provider, failure, SteadyNow);

    private async Task<bool> PutBackAsync(
        SlotLease lease, Failure failure, Func<GenerationState, DateTimeOffset, Transition> change, CancellationToken cancellationToken)
    {
        var written = await ApplyAsync(lease, change, cancellationToken, (connection, _, _) => AddResult(connection, lease, failure));
        signals.Raise(IJobSignals.Work);
        return written;
    }

    /// <param name="alsoWrite">Called with the state before the change and the time of the change, in the same transaction.</param>
    /// <param name="image">The slot's image; its charge is settled even if the slot no longer belongs to the lease.</param>
    private async Task<bool> ApplyAsync(
        SlotLease lease,
        Func<GenerationState, DateTimeOffset, Transition> change,
        CancellationToken cancellationToken,
        Action<SqliteConnection, GenerationState, DateTimeOffset>? alsoWrite = null,
        FinishedImage? image = null)
    {
        var (written, webhooks) = await writer.WriteAsync(
            connection =>
            {
                if (image is not null)
                {
                    ChargeRows.Settle(connection, lease, image);
                }

                if (GenerationRows.Load(connection, lease.GenerationId) is not { } before
                    || !(image is null ? GenerationStateMachine.Holds(before, lease) : GenerationStateMachine.CanComplete(before, lease)))
                {
                    return (false, false);
                }

                var now = time.GetUtcNow();
                var webhooks = GenerationRows.Update(connection, before, change(before, now), now);
                alsoWrite?.Invoke(connection, before, now);
                return (true, webhooks);
            },
            cancellationToken);
        signals.Raise(lease.GenerationId);
        if (webhooks)
        {
            signals.Raise(IJobSignals.Webhooks);
        }

        return written;
    }
}
