using System.Collections.Immutable;
using Darkroom.Storage;

namespace Darkroom.Generations;

/// <summary>A change of a generation: the new state and the events that report it, to be written in one transaction.</summary>
/// <param name="State">After the change; <see cref="GenerationState.LastSequence"/> already counts the events.</param>
/// <param name="Events">In order; the last has the sequence number <see cref="GenerationState.LastSequence"/>.</param>
public sealed record Transition(GenerationState State, ImmutableArray<GenerationEvent> Events);

/// <summary>
/// The state machine: which changes are allowed, what they lead to and what is told about them. Pure, so that every store
/// behaves alike: a store loads a state, makes a move, and writes what it says.
/// </summary>
/// <remarks>
/// Waiting → Running → Ready, Failed or Waiting again, perhaps for another provider; Waiting and Running → Cancelled; Failed and Cancelled → Waiting by a person.
/// </remarks>
public static class GenerationStateMachine
{
    public static Transition Create(string id, GenerationRequest request, DateTimeOffset now)
    {
        var state = new GenerationState
        {
            Id = id,
            Request = request,
            CreatedAt = now,
            Slots = [.. Enumerable.Range(0, request.N).Select(index => new SlotState { ImageIndex = index, Status = SlotStatus.Waiting })],
        };
        return ReportProgress(state, now, Progress(state, ProgressStage.Queued, null, ProgressText.Queued(request.N)));
    }

    /// <param name="expected">How long the image is likely to take, where that is known.</param>
    /// <returns>Null when the slot may not be claimed.</returns>
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
        return Note(running, index, Expecting(Progress(running, ProgressStage.Started, index, ProgressText.Generating(running)), expected), now);
    }

    /// <summary>Whether a lease still holds its slot.</summary>
    public static bool Holds(GenerationState state, SlotLease lease) =>
        state.Slots[lease.ImageIndex] is { Status: SlotStatus.Running } slot
        && slot.Attempt == lease.Attempt && slot.LeaseOwner == lease.Owner;

    public static Transition Advance(GenerationState state, int index, SlotStep step, DateTimeOffset now)
    {
        var told = Progress(state, step.Stage, index, ProgressText.Generating(state)) with
        {
            Fraction = step.Fraction,
            QueuePosition = step.QueuePosition,
        };
        return Note(state, index, Expecting(told, step.Remaining), now);
    }

    public static Transition ShowPartial(GenerationState state, int index, PartialPreview preview, DateTimeOffset now) =>
        ReportProgress(state, now, new GenerationEvent.PartialImage(
            state.Id, index, preview.Index, PublicPaths.Preview(preview.PreviewKey), preview.Width, preview.Height, preview.Mime,
            preview.PreviewKey));

    public static Transition Complete(GenerationState state, int index, FinishedImage image, DateTimeOffset now)
    {
        var slot = state.Slots[index];
        var made = new MadeImage(image.Size, image.Mime, image.Quality, image.Model, slot.Fallback?.ToImage());
        var ready = With(state, slot with
        {
            Status = SlotStatus.Ready,
            ImageId = image.Id,
            Made = made,
            Unfinished = null,
            Progress = null,
            LeaseOwner = null,
            LeaseUntil = null,
        });
        var elapsed = Milliseconds(now - (slot.StartedAt ?? state.CreatedAt));
        var told = new GenerationEvent.Image(state.Id, index, image, elapsed)
        {
            Fallback = made.Fallback,
            Differences = made.DifferencesFrom(state.Request),
        };
        return ReportProgress(ready, now, told, StillGenerating(ready));
    }

    /// <summary>Ends a slot badly. Where other providers were tried before, all that failed is told together.</summary>
    public static Transition Fail(GenerationState state, int index, Failure failure, DateTimeOffset now) =>
        End(state, index, state.Slots[index].Fallback?.Together(failure) ?? failure, now);

    private static Transition End(GenerationState state, int index, Failure failure, DateTimeOffset now)
    {
        var failed = With(state, state.Slots[index] with
        {
            Status = SlotStatus.Failed,
            Failure = failure,
            Progress = null,
            LeaseOwner = null,
            LeaseUntil = null,
        });
        var told = GenerationEvent.SlotFailed.From(state.Id, index, failure) with
        {
            UnfinishedUrl = failed.Slots[index].Unfinished is null ? null : PublicPaths.Unfinished(state.Id, index),
        };
        return ReportProgress(failed, now, told, StillGenerating(failed));
    }

    /// <summary>Says why a slot is not begun yet; with no slot named, why none that waits for this provider is.</summary>
    public static Transition Pause(GenerationState state, int? index, PausedQueue held, DateTimeOffset now)
    {
        var waiting = state.Slots.Where(slot => slot.Status == SlotStatus.Waiting).ToImmutableArray();
        var meant = waiting.Where(slot => state.RequestOf(slot.ImageIndex).Provider == held.Id && (index is null || slot.ImageIndex == index)).ToImmutableArray();
        var text = ProgressText.Held(held, held.Until - now);
        var told = Expecting(Progress(state, ProgressStage.Waiting, null, text), held.Until - now);
        var kept = meant.Aggregate(state, (current, slot) => With(current, slot with { Progress = SlotProgress.From(told, now) }));

        // Once for all, unless others of the run wait for something else.
        return index is null && meant.Length == waiting.Length
            ? ReportProgress(kept, now, told)
            : ReportProgress(kept, now, [.. meant.Select(slot => Expecting(Progress(state, ProgressStage.Waiting, slot.ImageIndex, text), held.Until - now))]);
    }

    /// <summary>Keeps what a provider needs to pick the call up later. Nobody is told.</summary>
    public static Transition StoreResumeToken(GenerationState state, int index, string? resumeToken) =>
        new(With(state, state.Slots[index] with { ResumeToken = resumeToken }), []);

    /// <summary>Keeps what a try left that is about to fail. Nobody is told before it has failed.</summary>
    public static Transition StoreUnfinished(GenerationState state, int index, UnfinishedImage unfinished) =>
        new(With(state, state.Slots[index] with { Unfinished = unfinished }), []);

    public static Transition Postpone(GenerationState state, int index, Failure failure, DateTimeOffset now, TimeSpan delay)
    {
        var waiting = With(state, state.Slots[index] with
        {
            Status = SlotStatus.Waiting,
            NotBefore = now + delay,
            LeaseOwner = null,
            LeaseUntil = null,
        });
        return Note(waiting, index, Expecting(Progress(waiting, ProgressStage.Waiting, index, ProgressText.Waiting(failure, delay)), delay), now);
    }

    /// <summary>Hands a slot to another provider, with fresh tries.</summary>
    /// <param name="failure">Why the one that had it failed for good.</param>
    public static Transition FallBack(GenerationState state, int index, Failure failure, FallbackStep step, DateTimeOffset now)
    {
        var slot = state.Slots[index];
        var failed = new FailedProvider(state.RequestOf(index).Provider, step.FailedName, failure, step.MayBeBilled, slot.ResumeToken);
        var waiting = With(state, slot with
        {
            Status = SlotStatus.Waiting,
            Tries = 0,
            NotBefore = null,
            LeaseOwner = null,
            LeaseUntil = null,
            FirstStartedAt = null,
            ResumeToken = null,
            Fallback = new SlotFallback(step.Request, step.Name, [.. slot.Fallback?.Failed ?? [], failed]),
        });
        return Note(waiting, index, Progress(waiting, ProgressStage.Waiting, index, FallbackText.Trying(step, failure)), now);
    }

    /// <returns>The slots that changed, and null for a move when none did.</returns>
    public static (Transition? Move, ImmutableArray<int> Changed) Cancel(GenerationState state, int? index, DateTimeOffset now)
    {
        var open = state.Slots.Where(slot => !slot.Ended && (index is null || slot.ImageIndex == index)).ToImmutableArray();
        if (open.IsEmpty)
        {
            return (null, []);
        }

        var failure = new Failure(FailureCode.Cancelled, "Cancelled.");
        var cancelled = open.Aggregate(state, (current, slot) => With(current, slot with
        {
            Status = SlotStatus.Cancelled,
            NotBefore = null,
            Progress = null,
            LeaseOwner = null,
            LeaseUntil = null,
        }));
        GenerationEvent?[] events = [.. open.Select(slot => GenerationEvent.SlotFailed.From(state.Id, slot.ImageIndex, failure)), StillGenerating(cancelled)];
        return (ReportProgress(cancelled, now, events), [.. open.Select(slot => slot.ImageIndex)]);
    }

    /// <returns>Null when the slot is waiting, running or ready already.</returns>
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

            // A cancelled call was stopped at the provider; one that only failed here may be finished there.
            ResumeToken = slot.Fallback is { Failed: [var first, ..] } ? first.ResumeToken
                : slot.Status == SlotStatus.Failed ? slot.ResumeToken : null,
            Fallback = null,
            Failure = null,
        });
        return Note(waiting, index, Progress(waiting, ProgressStage.Queued, index, ProgressText.Retrying(index, state.Request.N)), now);
    }

    /// <summary>Ends the claim of a runner that is gone.</summary>
    /// <param name="maxTries">A slot that was tried this often is given up: it may be what stops the server.</param>
    public static Transition Recover(GenerationState state, int index, bool runAgain, int maxTries, DateTimeOffset now)
    {
        var slot = state.Slots[index];
        if (!runAgain || slot.Tries >= maxTries)
        {
            var told = runAgain ? ProgressText.GivenUp(slot.Tries) : ProgressText.Interrupted;
            return End(state, index, new Failure(FailureCode.Interrupted, told), now);
        }

        var waiting = With(state, slot with { Status = SlotStatus.Waiting, LeaseOwner = null, LeaseUntil = null });
        return Note(waiting, index, Progress(waiting, ProgressStage.Queued, index, ProgressText.Resumed), now);
    }

    private static GenerationState With(GenerationState state, SlotState slot)
    {
        var slots = state.Slots.SetItem(slot.ImageIndex, slot);
        return state with { Slots = slots, Status = StatusOf(slots) };
    }

    private static GenerationStatus StatusOf(ImmutableArray<SlotState> slots)
    {
        if (slots.Any(slot => !slot.Ended))
        {
            return GenerationStatus.Running;
        }

        return (slots.Count(slot => slot.Status == SlotStatus.Ready), slots.Any(slot => slot.Status == SlotStatus.Failed)) switch
        {
            (var ready, _) when ready == slots.Length => GenerationStatus.Completed,
            ( > 0, _) => GenerationStatus.Partial,
            (_, true) => GenerationStatus.Failed,
            _ => GenerationStatus.Cancelled,
        };
    }

    /// <summary>Numbers the events and, when the last slot has ended, says so.</summary>
    private static Transition ReportProgress(GenerationState state, DateTimeOffset now, params ReadOnlySpan<GenerationEvent?> events)
    {
        var told = ImmutableArray.CreateBuilder<GenerationEvent>(events.Length + 1);
        foreach (var one in events)
        {
            if (one is not null)
            {
                told.Add(one);
            }
        }

        if (state.Ended)
        {
            told.Add(Completion(state, now));
        }

        return new Transition(state with { LastSequence = state.LastSequence + told.Count }, told.DrainToImmutable());
    }

    /// <summary>Tells a step of one slot, and keeps it for those who come later.</summary>
    private static Transition Note(GenerationState state, int index, GenerationEvent.Progress told, DateTimeOffset now) =>
        ReportProgress(With(state, state.Slots[index] with { Progress = SlotProgress.From(told, now) }), now, told);

    private static GenerationEvent.Progress Expecting(GenerationEvent.Progress told, TimeSpan? remaining) =>
        remaining is { } time ? told with { EtaMs = Milliseconds(time), Estimated = true } : told;

    private static GenerationEvent.Progress Progress(GenerationState state, ProgressStage stage, int? index, string message) =>
        new(state.Id, stage, index, state.Done, state.Request.N, message);

    private static GenerationEvent.Progress? StillGenerating(GenerationState state) =>
        state.Ended ? null : Progress(state, ProgressStage.Generating, null, ProgressText.Generating(state));

    private static GenerationEvent.Complete Completion(GenerationState state, DateTimeOffset now) => new(
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
