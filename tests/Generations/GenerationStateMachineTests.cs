using Darkroom.Generations;
using Darkroom.Storage;

namespace Darkroom.Tests.Generations;

public sealed class GenerationStateMachineTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_new_generation_waits_and_reports_it()
    {
        var move = GenerationStateMachine.Create("g", Samples.Request(n: 3), null, Start);

        Assert.Equal(GenerationStatus.Running, move.State.Status);
        Assert.Equal([0, 1, 2], move.State.Slots.Select(slot => slot.ImageIndex));
        Assert.All(move.State.Slots, slot => Assert.Equal((SlotStatus.Waiting, 0, 0), (slot.Status, slot.Attempt, slot.Tries)));
        var reported = Assert.IsType<GenerationEvent.Progress>(Assert.Single(move.Events));
        Assert.Equal((ProgressStage.Queued, null, 0, 3, "Waiting in the queue: 3 images."), (reported.Stage, reported.ImageIndex, reported.Done, reported.Of, reported.Message));
        Assert.Equal(1, move.State.LastSequence);
    }

    [Theory]
    [InlineData(SlotStatus.Waiting, true)]
    [InlineData(SlotStatus.Running, false)]
    [InlineData(SlotStatus.Ready, false)]
    [InlineData(SlotStatus.Failed, false)]
    [InlineData(SlotStatus.Cancelled, false)]
    public void Only_a_waiting_slot_is_claimed(SlotStatus status, bool allowed) =>
        Assert.Equal(allowed, GenerationStateMachine.Claim(In(status), 0, "runner", Start, Lease) is not null);

    [Fact]
    public void A_claim_counts_attempts_and_tries_and_begins_the_lease()
    {
        var slot = GenerationStateMachine.Claim(In(SlotStatus.Waiting), 0, "runner", Start, Lease)!.State.Slots[0];

        Assert.Equal((SlotStatus.Running, 1, 1, "runner", Start + Lease, Start), (slot.Status, slot.Attempt, slot.Tries, slot.LeaseOwner, slot.LeaseUntil, slot.StartedAt));
    }

    [Fact]
    public void A_postponed_slot_is_claimed_from_its_time_on()
    {
        var state = GenerationStateMachine.Postpone(In(SlotStatus.Running), 0, Samples.Busy, Start, TimeSpan.FromSeconds(5)).State;

        Assert.Null(GenerationStateMachine.Claim(state, 0, "runner", Start + TimeSpan.FromSeconds(4.999), Lease));
        var slot = GenerationStateMachine.Claim(state, 0, "runner", Start + TimeSpan.FromSeconds(5), Lease)!.State.Slots[0];
        Assert.Equal((2, 2, null), (slot.Attempt, slot.Tries, slot.NotBefore));
    }

    [Fact]
    public void Only_the_current_attempt_of_its_owner_holds_a_running_slot()
    {
        var state = In(SlotStatus.Running);
        var lease = new SlotLease("g", 0, 1, 1, "runner", state.Request, Start);

        Assert.True(GenerationStateMachine.Holds(state, lease));
        Assert.False(GenerationStateMachine.Holds(state, lease with { Attempt = 0 }));
        Assert.False(GenerationStateMachine.Holds(state, lease with { Attempt = 2 }));
        Assert.False(GenerationStateMachine.Holds(state, lease with { Owner = "another" }));
        Assert.All(
            [SlotStatus.Waiting, SlotStatus.Ready, SlotStatus.Failed, SlotStatus.Cancelled],
            status => Assert.False(GenerationStateMachine.Holds(In(status), lease)));
    }

    [Fact]
    public void A_step_is_reported_and_stored_and_changes_nothing_else()
    {
        var state = In(SlotStatus.Running);
        var move = GenerationStateMachine.Advance(state, 0, new SlotStep(ProgressStage.Generating, 0.25), Start);

        var reported = Assert.IsType<GenerationEvent.Progress>(Assert.Single(move.Events));
        Assert.Equal((0, ProgressStage.Generating, 0.25), (reported.ImageIndex, reported.Stage, reported.Fraction));
        Assert.Equal((ProgressStage.Generating, 0.25, Start), (move.State.Slots[0].Progress!.Stage, move.State.Slots[0].Progress!.Fraction, move.State.Slots[0].Progress!.At));
        Assert.Equal(state.Slots.Select(slot => slot with { Progress = null }), move.State.Slots.Select(slot => slot with { Progress = null }));
        Assert.Equal(state.LastSequence + 1, move.State.LastSequence);
    }

    [Fact]
    public void A_partial_image_is_reported_with_its_address_and_its_key()
    {
        var reported = Assert.IsType<GenerationEvent.PartialImage>(
            Assert.Single(GenerationStateMachine.ShowPartial(In(SlotStatus.Running), 0, Samples.Preview(1), Start).Events));

        Assert.Equal((0, 1, PublicPaths.Preview(Samples.Preview(1).PreviewKey)), (reported.ImageIndex, reported.PartialImageIndex, reported.Url));
        Assert.Equal(Samples.Preview(1).PreviewKey, reported.StoredImage);
        Assert.DoesNotContain("preview_key", EventJson.Write(reported), StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_image_is_reported_before_the_remaining_progress()
    {
        var move = GenerationStateMachine.Complete(In(SlotStatus.Running, SlotStatus.Waiting), 0, Samples.Image(), Start + TimeSpan.FromSeconds(2));

        var image = Assert.IsType<GenerationEvent.Image>(move.Events[0]);
        Assert.Equal((2000, Samples.Image().Id), (image.ElapsedMs, image.Id));
        var rest = Assert.IsType<GenerationEvent.Progress>(move.Events[1]);
        Assert.Equal((null, 1, 2, "Generating 2 of 2 images…"), (rest.ImageIndex, rest.Done, rest.Of, rest.Message));
        Assert.Equal(2, move.Events.Length);
        Assert.Equal((SlotStatus.Ready, null, null), (move.State.Slots[0].Status, move.State.Slots[0].LeaseOwner, move.State.Slots[0].LeaseUntil));
    }

    [Theory]
    [InlineData(GenerationStatus.Completed, SlotStatus.Ready)]
    [InlineData(GenerationStatus.Failed, SlotStatus.Failed)]
    [InlineData(GenerationStatus.Cancelled, SlotStatus.Cancelled)]
    [InlineData(GenerationStatus.Completed, SlotStatus.Ready, SlotStatus.Ready)]
    [InlineData(GenerationStatus.Partial, SlotStatus.Ready, SlotStatus.Failed)]
    [InlineData(GenerationStatus.Partial, SlotStatus.Ready, SlotStatus.Cancelled)]
    [InlineData(GenerationStatus.Failed, SlotStatus.Failed, SlotStatus.Cancelled)]
    [InlineData(GenerationStatus.Cancelled, SlotStatus.Cancelled, SlotStatus.Cancelled)]
    [InlineData(GenerationStatus.Running, SlotStatus.Ready, SlotStatus.Waiting)]
    [InlineData(GenerationStatus.Running, SlotStatus.Failed, SlotStatus.Running)]
    public void The_status_follows_from_the_slots(GenerationStatus expected, params SlotStatus[] slots) => Assert.Equal(expected, In(slots).Status);

    [Theory]
    [InlineData(SlotStatus.Ready, "image")]
    [InlineData(SlotStatus.Failed, "error")]
    [InlineData(SlotStatus.Cancelled, "error")]
    public void The_end_of_the_last_slot_is_reported_before_complete_which_is_last(SlotStatus end, string type)
    {
        var move = To(In(SlotStatus.Ready, SlotStatus.Running), 1, end, Start + TimeSpan.FromSeconds(9));

        Assert.Equal([type, "complete"], move.Events.Select(reported => reported.Type));
        var complete = (GenerationEvent.Complete)move.Events[^1];
        Assert.Equal((1 + (end == SlotStatus.Ready ? 1 : 0), end == SlotStatus.Failed ? 1 : 0, 2, 9000), (complete.Done, complete.Failed, complete.Of, complete.ElapsedMs));
        Assert.Equal([SlotStatus.Ready, end], complete.Images.Select(image => image.Status));
        Assert.Equal(PublicPaths.Image(complete.Images[0].Id!), complete.Images[0].Url);
        FailureCode? code = end switch { SlotStatus.Failed => Samples.Busy.Code, SlotStatus.Cancelled => FailureCode.Cancelled, _ => null };
        Assert.Equal(code, complete.Images[1].Code);
    }

    [Fact]
    public void A_failure_has_its_delay_and_whether_a_retry_makes_sense()
    {
        var move = GenerationStateMachine.Fail(In(SlotStatus.Running), 0, Samples.Busy with { RetryAfter = TimeSpan.FromSeconds(7) }, Start);

        var error = Assert.IsType<GenerationEvent.SlotFailed>(move.Events[0]);
        Assert.Equal((FailureCode.Unavailable, true, 7000, FailureAdvice.For(FailureCode.Unavailable)), (error.Code, error.Retryable, error.RetryAfterMs, error.Advice));
    }

    [Fact]
    public void Waiting_for_another_try_is_reported_with_its_reason_and_its_delay()
    {
        var move = GenerationStateMachine.Postpone(In(SlotStatus.Running), 0, Samples.Busy, Start, TimeSpan.FromSeconds(4.2));

        var reported = Assert.IsType<GenerationEvent.Progress>(Assert.Single(move.Events));
        Assert.Equal((ProgressStage.Waiting, 4200, true, "The painter is asleep. Retrying in 5 s."), (reported.Stage, reported.EtaMs, reported.Estimated, reported.Message));
        Assert.Equal((SlotStatus.Waiting, Start + TimeSpan.FromSeconds(4.2), null), (move.State.Slots[0].Status, move.State.Slots[0].NotBefore, move.State.Slots[0].LeaseOwner));
    }

    [Fact]
    public void Cancelling_all_reports_each_open_slot_and_leaves_the_others()
    {
        var (move, changed) = GenerationStateMachine.Cancel(In(SlotStatus.Ready, SlotStatus.Running, SlotStatus.Failed, SlotStatus.Waiting), null, Start);

        Assert.Equal([1, 3], changed);
        Assert.Equal([SlotStatus.Ready, SlotStatus.Cancelled, SlotStatus.Failed, SlotStatus.Cancelled], move!.State.Slots.Select(slot => slot.Status));
        Assert.Equal([("error", (int?)1), ("error", 3), ("complete", null)], move.Events.Select(reported => (reported.Type, reported.Slot)));
        Assert.Equal(FailureCode.Cancelled, ((GenerationEvent.SlotFailed)move.Events[0]).Code);
    }

    [Fact]
    public void Cancelling_one_slot_leaves_the_others_running()
    {
        var (move, changed) = GenerationStateMachine.Cancel(In(SlotStatus.Running, SlotStatus.Waiting), 0, Start);

        Assert.Equal([0], changed);
        Assert.Equal([("error", (int?)0), ("progress", null)], move!.Events.Select(reported => (reported.Type, reported.Slot)));
        Assert.Equal(GenerationStatus.Running, move.State.Status);
    }

    [Theory]
    [InlineData(SlotStatus.Ready)]
    [InlineData(SlotStatus.Failed)]
    [InlineData(SlotStatus.Cancelled)]
    public void What_has_ended_is_not_cancelled(SlotStatus status)
    {
        foreach (int? index in new int?[] { null, 0 })
        {
            var (move, changed) = GenerationStateMachine.Cancel(In(status), index, Start);
            Assert.Null(move);
            Assert.Empty(changed);
        }
    }

    [Theory]
    [InlineData(SlotStatus.Waiting, false)]
    [InlineData(SlotStatus.Running, false)]
    [InlineData(SlotStatus.Ready, false)]
    [InlineData(SlotStatus.Failed, true)]
    [InlineData(SlotStatus.Cancelled, true)]
    public void Only_a_slot_that_ended_without_an_image_is_retried(SlotStatus status, bool allowed) =>
        Assert.Equal(allowed, GenerationStateMachine.Retry(In(status), 0, Start) is not null);

    [Fact]
    public void A_retry_resets_the_tries_and_continues_attempts_and_events()
    {
        var ended = In(SlotStatus.Failed);
        var move = GenerationStateMachine.Retry(ended, 0, Start)!;

        Assert.Equal(GenerationStatus.Running, move.State.Status);
        Assert.Equal((SlotStatus.Waiting, 1, 0, null), (move.State.Slots[0].Status, move.State.Slots[0].Attempt, move.State.Slots[0].Tries, move.State.Slots[0].Failure));
        Assert.Equal(ended.LastSequence + 1, move.State.LastSequence);
        Assert.Equal("Retrying image 1 of 1.", ((GenerationEvent.Progress)Assert.Single(move.Events)).Message);
    }

    [Fact]
    public void What_was_cut_off_is_queued_again_or_reported()
    {
        var again = GenerationStateMachine.Recover(In(SlotStatus.Running), 0, runAgain: true, maxTries: 3, Start);
        Assert.Equal((SlotStatus.Waiting, 1, null), (again.State.Slots[0].Status, again.State.Slots[0].Attempt, again.State.Slots[0].LeaseOwner));
        Assert.Equal(ProgressStage.Queued, ((GenerationEvent.Progress)Assert.Single(again.Events)).Stage);

        var reported = GenerationStateMachine.Recover(In(SlotStatus.Running), 0, runAgain: false, maxTries: 3, Start);
        Assert.Equal(["error", "complete"], reported.Events.Select(reported => reported.Type));
        Assert.Equal(FailureCode.Interrupted, reported.State.Slots[0].Failure!.Code);
    }

    [Theory]
    [InlineData(3, SlotStatus.Waiting, SlotStatus.Waiting, SlotStatus.Failed)]
    [InlineData(2, SlotStatus.Waiting, SlotStatus.Failed)]
    [InlineData(1, SlotStatus.Failed)]
    public void A_slot_that_is_interrupted_in_every_try_is_reported_after_the_last_one(int maxTries, params SlotStatus[] after)
    {
        var state = In(SlotStatus.Waiting);
        foreach (var expected in after)
        {
            state = GenerationStateMachine.Claim(state, 0, "runner", Start, Lease)!.State;
            state = GenerationStateMachine.Recover(state, 0, runAgain: true, maxTries, Start).State;
            Assert.Equal(expected, state.Slots[0].Status);
        }

        var failure = state.Slots[0].Failure!;
        Assert.Equal((FailureCode.Interrupted, true), (failure.Code, failure.Retryable));
        Assert.Contains(maxTries == 1 ? "tried once" : $"tried {maxTries} times", failure.Message, StringComparison.Ordinal);
        Assert.Contains("The server stopped", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A generation whose slots have these states, reached by transitions.</summary>
    private static GenerationState In(params SlotStatus[] slots)
    {
        var state = GenerationStateMachine.Create("g", Samples.Request(slots.Length), null, Start).State;
        for (var index = 0; index < slots.Length; index++)
        {
            if (slots[index] != SlotStatus.Waiting)
            {
                state = GenerationStateMachine.Claim(state, index, "runner", Start, Lease)!.State;
            }
        }

        for (var index = 0; index < slots.Length; index++)
        {
            if (slots[index] is not (SlotStatus.Waiting or SlotStatus.Running))
            {
                state = To(state, index, slots[index], Start).State;
            }
        }

        return state;
    }

    private static Transition To(GenerationState state, int index, SlotStatus end, DateTimeOffset now) => end switch
    {
        SlotStatus.Ready => GenerationStateMachine.Complete(state, index, Samples.Image($"image {index}"), now),
        SlotStatus.Failed => GenerationStateMachine.Fail(state, index, Samples.Busy, now),
        _ => GenerationStateMachine.Cancel(state, index, now).Transition!,
    };
}
