using System.Collections.Immutable;
using Darkroom.Storage;

namespace Darkroom.Generations;

/// <summary>A change of a generation: the new state and the events that report it, to be written in one transaction.</summary>
/// <param name="State">After the change; <see cref="GenerationState.LastSequence"/> already counts the events.</param>
/// <param name="Events">In order; the last has the sequence number <see cref="GenerationState.LastSequence"/>.</param>
public sealed record Transition(GenerationState State, ImmutableArray<GenerationEvent> Events);

/// <summary>
/// The state machine: the allowed changes, their results, and the events that report them. Pure, so that every store behaves alike: a store
/// loads a state, lets the state machine decide, and writes the transition.
/// </summary>
/// <remarks>
/// Waiting → Running → Ready, Failed or Waiting again, perhaps for another provider; Waiting and Running → Cancelled; Failed and Cancelled → Waiting by a person.
/// </remarks>
public static class GenerationStateMachine
{
    /// <param name="apiKeyId">The id of the API key that starts it; null if the owner does.</param>
    public static Transition Create(string id, GenerationRequest request, string? apiKeyId, DateTimeOffset now)
    {
        var state = new GenerationState
        {
            Id = id,
            Request = request,
            CreatedAt = now,
            ApiKeyId = apiKeyId,
            Slots = [.. Enumerable.Range(0, request.N).Select(index => new SlotState { ImageIndex = index, Status = SlotStatus.Waiting })],
        };
        return Log(state, now, Progress(state, ProgressStage.Queued, null, ProgressText.Queued(request.N)));
    }

    /// <param name="expected">The likely duration of the image; null if it is unknown.</param>
    /// <returns>Null if the slot may not be claimed.</returns>
    public static Transition? Claim(
        GenerationState state, int index, string owner, DateTimeOffset now, TimeSpan lease, TimeSpan? expected = null)
    {
        var slot = state.Slots[index];
        if (slot.Status != SlotStatus.Waiting || (slot.NotBefore > now && slot.NotBefore <= now + RetryPolicy.MaxWait))
        {
            return null;
        }

        var running = With(state, slot with
        {
            Status = SlotStatus.Running,
            Attempt = slot.Attempt + 1,
            Tries = slot.Tries + 1,
            NotBefore = null,
            LeaseOwner = owner,
            LeaseUntil = now + lease,
            StartedAt = now,
            FirstStartedAt = slot.FirstStartedAt ?? now,
            Failure = null,
        });
        return Record(running, index, WithEta(Progress(running, ProgressStage.Started, index, ProgressText.Generating(running)), expected), now);
    }

    /// <summary>Returns whether a lease still holds its slot.</summary>
    public static bool Holds(GenerationState state, SlotLease lease) =>
        state.Slots[lease.ImageIndex] is { Status: SlotStatus.Running } slot
        && slot.Attempt == lease.Attempt && slot.LeaseOwner == lease.Owner;

    /// <summary>
    /// Returns whether an image may end its slot: while the lease holds the slot, and after the slot was reported as interrupted, unless it was retried
    /// since. The image was paid for.
    /// </summary>
    public static bool CanComplete(GenerationState state, SlotLease lease) => Holds(state, lease)
        || (state.Slots[lease.ImageIndex] is { Status: SlotStatus.Failed, Failure.Code: FailureCode.Interrupted } slot && slot.Attempt == lease.Attempt);

    public static Transition Advance(GenerationState state, int index, SlotStep step, DateTimeOffset now)
    {
        var progress = Progress(state, step.Stage, index, ProgressText.Generating(state)) with
        {
            Fraction = step.Fraction,
            QueuePosition = step.QueuePosition,
        };
        return Record(state, index, WithEta(progress, step.Remaining), now);
    }

    public static Transition ShowPartial(GenerationState state, int index, PartialPreview preview, DateTimeOffset now) =>
        Log(state, now, new GenerationEvent.PartialImage(
            state.Id, index, preview.Index, preview.Url, preview.Width, preview.Height, preview.Mime,
            preview.PreviewKey));

    public static Transition Complete(GenerationState state, int index, FinishedImage image, DateTimeOffset now)
    {
        var slot = state.Slots[index];
        var made = new MadeImage(image.Size, image.Mime, image.Quality, image.Model, slot.Fallback?.ToImage());
        var ready = With(state, Release(slot) with
        {
            Status = SlotStatus.Ready,
            ImageId = image.Id,
            Made = made,
            Failure = null,
            Unfinished = null,
            Progress = null,
        });
        var elapsed = Milliseconds(now - (slot.StartedAt ?? state.CreatedAt));
        var logged = new GenerationEvent.Image(state.Id, index, image, elapsed)
        {
            Fallback = made.Fallback,
            Differences = made.DifferencesFrom(state.Request),
        };
        return Log(ready, now, logged, StillGenerating(ready));
    }

    /// <summary>Ends a slot with a failure. If other providers were tried before, all their failures are reported together.</summary>
    public static Transition Fail(GenerationState state, int index, Failure failure, DateTimeOffset now) =>
        End(state, index, state.Slots[index].Fallback?.Together(failure) ?? failure, now);

    private static Transition End(GenerationState state, int index, Failure failure, DateTimeOffset now)
    {
        var failed = With(state, Release(state.Slots[index]) with
        {
            Status = SlotStatus.Failed,
            Failure = failure,
            Progress = null,
        });
        var logged = GenerationEvent.SlotFailed.From(state.Id, index, failure) with
        {
            UnfinishedUrl = failed.Slots[index].Unfinished is null ? null : PublicPaths.Unfinished(state.Id, index),
        };
        return Log(failed, now, logged, StillGenerating(failed));
    }

    /// <summary>Reports why a slot is not started yet; if the index is null, why all slots are not that wait for this provider.</summary>
    public static Transition Pause(GenerationState state, int? index, PausedQueue paused, DateTimeOffset now)
    {
        var waiting = state.Slots.Where(slot => slot.Status == SlotStatus.Waiting).ToImmutableArray();
        var affected = waiting.Where(slot => state.RequestOf(slot.ImageIndex).Provider == paused.Id && (index is null || slot.ImageIndex == index)).ToImmutableArray();
        var text = ProgressText.Paused(paused, paused.Until - now);
        var progress = WithEta(Progress(state, ProgressStage.Waiting, null, text), paused.Until - now);
        var after = affected.Aggregate(state, (current, slot) => With(current, slot with { Progress = SlotProgress.From(progress, now) }));

        // One event for all, unless other slots of the generation wait for something else.
        return index is null && affected.Length == waiting.Length
            ? Log(after, now, progress)
            : Log(after, now, [.. affected.Select(slot => WithEta(Progress(state, ProgressStage.Waiting, slot.ImageIndex, text), paused.Until - now))]);
    }

    /// <summary>Stores the token with which the provider can resume the call. No event reports it.</summary>
    public static Transition StoreResumeToken(GenerationState state, int index, string? resumeToken) =>
        new(With(state, state.Slots[index] with { ResumeToken = resumeToken }), []);

    /// <summary>Stores the last partial image of a try that is about to fail. No event reports it before the failure.</summary>
    public static Transition StoreUnfinished(GenerationState state, int index, UnfinishedImage unfinished) =>
        new(With(state, state.Slots[index] with { Unfinished = unfinished }), []);

    public static Transition Postpone(GenerationState state, int index, Failure failure, DateTimeOffset now, TimeSpan delay)
    {
        var waiting = With(state, Release(state.Slots[index]) with
        {
            Status = SlotStatus.Waiting,
            NotBefore = now + delay,
        });
        return Record(waiting, index, WithEta(Progress(waiting, ProgressStage.Waiting, index, ProgressText.Waiting(failure, delay)), delay), now);
    }

    /// <summary>Moves a slot to another provider, which starts with its first try.</summary>
    /// <param name="failure">The permanent failure of the provider before.</param>
    public static Transition FallBack(GenerationState state, int index, Failure failure, FallbackStep step, DateTimeOffset now)
    {
        var slot = state.Slots[index];
        var failed = new FailedProvider(state.RequestOf(index).Provider, step.FailedName, failure, step.MayBeBilled, slot.ResumeToken);
        var waiting = With(state, Release(slot) with
        {
            Status = SlotStatus.Waiting,
            Tries = 0,
            NotBefore = null,
            FirstStartedAt = null,
            ResumeToken = null,
            Fallback = new SlotFallback(step.Request, step.Name, [.. slot.Fallback?.Failed ?? [], failed]),
        });
        return Record(waiting, index, Progress(waiting, ProgressStage.Waiting, index, step.Announce(failure)), now);
    }

    /// <returns>The slots that changed; a null transition if none did.</returns>
    public static (Transition? Transition, ImmutableArray<int> Changed) Cancel(GenerationState state, int? index, DateTimeOffset now)
    {
        var open = state.Slots.Where(slot => !slot.Ended && (index is null || slot.ImageIndex == index)).ToImmutableArray();
        if (open.IsEmpty)
        {
            return (null, []);
        }

        var failure = new Failure(FailureCode.Cancelled, "Cancelled.");
        var cancelled = open.Aggregate(state, (current, slot) => With(current, Release(slot) with
        {
            Status = SlotStatus.Cancelled,
            NotBefore = null,
            Progress = null,
        }));
        GenerationEvent?[] events = [.. open.Select(slot => GenerationEvent.SlotFailed.From(state.Id, slot.ImageIndex, failure)), StillGenerating(cancelled)];
        return (Log(cancelled, now, events), [.. open.Select(slot => slot.ImageIndex)]);
    }

    /// <returns>Null if the slot is waiting, running or ready.</returns>
    public static Transition? Retry(GenerationState state, int index, DateTimeOffset now)
    {
        var slot = state.Slots[index];
        if (slot.Status is not (SlotStatus.Failed or SlotStatus.Cancelled))
        {
            return null;
        }

        var waiting = With(state, slot with
        {
            Status = SlotStatus.Waiting,
            Tries = 0,
            NotBefore = null,
            FirstStartedAt = null,

            // A cancelled call was stopped at the provider; one that only failed here may have finished there.
            ResumeToken = slot.Fallback is { Failed: [var first, ..] } ? first.ResumeToken
                : slot.Status == SlotStatus.Failed ? slot.ResumeToken : null,
            Fallback = null,
            Failure = null,
        });
        return Record(waiting, index, Progress(waiting, ProgressStage.Queued, index, ProgressText.Retrying(index, state.Request.N)), now);
    }

    /// <summary>Ends the claim of a runner that no longer exists.</summary>
    /// <param name="maxTries">A slot that was tried this often is reported in any case: it may be what stops the server.</param>
    public static Transition Recover(GenerationState state, int index, bool runAgain, int maxTries, DateTimeOffset now)
    {
        var slot = state.Slots[index];
        if (!runAgain || slot.Tries >= maxTries)
        {
            var message = runAgain ? ProgressText.GivenUp(slot.Tries) : ProgressText.Interrupted;
            return End(state, index, new Failure(FailureCode.Interrupted, message), now);
        }

        var waiting = With(state, Release(slot) with { Status = SlotStatus.Waiting });
        return Record(waiting, index, Progress(waiting, ProgressStage.Queued, index, ProgressText.Resumed), now);
    }

    private static SlotState Release(SlotState slot) => slot with { LeaseOwner = null, LeaseUntil = null };

    private static GenerationState With(GenerationState state, SlotState slot)
    {
        var slots = state.Slots.SetItem(slot.ImageIndex, slot);
        return state with { Slots = slots, Status = GenerationState.StatusOf(slots) };
    }

    /// <summary>Numbers the events, and adds the completion once the last slot has ended.</summary>
    private static Transition Log(GenerationState state, DateTimeOffset now, params ReadOnlySpan<GenerationEvent?> events)
    {
        var logged = ImmutableArray.CreateBuilder<GenerationEvent>(events.Length + 1);
        foreach (var one in events)
        {
            if (one is not null)
            {
                logged.Add(one);
            }
        }

        if (state.Ended)
        {
            logged.Add(Completion(state, now));
        }

        return new Transition(state with { LastSequence = state.LastSequence + logged.Count }, logged.DrainToImmutable());
    }

    /// <summary>Reports a step of one slot, and stores it for clients that come later.</summary>
    private static Transition Record(GenerationState state, int index, GenerationEvent.Progress progress, DateTimeOffset now) =>
        Log(With(state, state.Slots[index] with { Progress = SlotProgress.From(progress, now) }), now, progress);

    private static GenerationEvent.Progress WithEta(GenerationEvent.Progress progress, TimeSpan? remaining) =>
        remaining is { } time ? progress with { EtaMs = Milliseconds(time), Estimated = true } : progress;

    private static GenerationEvent.Progress Progress(GenerationState state, ProgressStage stage, int? index, string message) =>
        new(state.Id, stage, index, state.Done, state.Request.N, message);

    private static GenerationEvent.Progress? StillGenerating(GenerationState state) =>
        state.Ended ? null : Progress(state, ProgressStage.Generating, null, ProgressText.Generating(state));

    /// <summary>Returns the event that reports the end of a generation.</summary>
    /// <param name="state">A state whose slots have all ended.</param>
    /// <param name="now">When the last slot ended.</param>
    public static GenerationEvent.Complete Completion(GenerationState state, DateTimeOffset now) => new(
        state.Id,
        state.Status,
        [.. state.Slots.Select(slot => new EndedSlot(
            slot.ImageIndex,
            slot.Status,
            slot.ImageId,
            slot.ImageId is { } id ? PublicPaths.Image(id) : null,
            slot.Status == SlotStatus.Cancelled ? FailureCode.Cancelled : slot.Failure?.Code))],
        state.Done,
        state.Slots.Count(slot => slot.Status == SlotStatus.Failed),
        state.Request.N,
        Milliseconds(now - state.CreatedAt));

    private static long Milliseconds(TimeSpan span) => Math.Max(0, (long)span.TotalMilliseconds);
}
