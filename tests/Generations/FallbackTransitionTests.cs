using Darkroom.Generations;

namespace Darkroom.Tests.Generations;

public sealed class FallbackTransitionTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_slot_whose_provider_failed_waits_for_another_one_with_fresh_tries()
    {
        var before = GenerationStateMachine.StoreResumeToken(Running(), 0, "token").State;
        var move = GenerationStateMachine.FallBack(before, 0, Samples.NoCredit, Samples.ToSecond(), Start);

        var slot = move.State.Slots[0];
        Assert.Equal((SlotStatus.Waiting, 0, null, null, null), (slot.Status, slot.Tries, slot.LeaseOwner, slot.FirstStartedAt, slot.ResumeToken));
        Assert.Equal(("second", Samples.Provider), (move.State.RequestOf(0).Provider, move.State.Request.Provider));
        var reported = Assert.IsType<GenerationEvent.Progress>(Assert.Single(move.Events));
        Assert.Equal((ProgressStage.Waiting, 0, "First has no credit left. Trying Second instead."), (reported.Stage, reported.ImageIndex, reported.Message));
        Assert.Equal(reported.Message, slot.Progress!.Message);
        Assert.Equal(GenerationStatus.Running, move.State.Status);
    }

    [Fact]
    public void The_message_says_if_the_provider_may_have_charged()
    {
        var move = GenerationStateMachine.FallBack(Running(), 0, new Failure(FailureCode.Timeout, "Too late."), Samples.ToSecond() with { MayBeBilled = true }, Start);

        Assert.Equal(
            "First took too long and may have charged for its try. Trying Second instead.",
            Assert.IsType<GenerationEvent.Progress>(move.Events[0]).Message);
        Assert.Equal(
            "Made by Second because First took too long. First may have charged for its try.",
            Finished(Claimed(move.State)).Fallback!.Message);
    }

    [Fact]
    public void The_image_has_the_requested_provider_and_the_reason_for_another_one()
    {
        var state = Claimed(GenerationStateMachine.FallBack(Running(), 0, Samples.NoCredit, Samples.ToSecond(), Start).State);
        Assert.Equal(
            new ImageFallback(Samples.Provider, FailureCode.Quota, "First had no credit left", "Made by Second because First had no credit left."),
            Finished(state).Fallback);

        var third = Samples.ToSecond() with { FailedName = "Second", Name = "Third", Request = Samples.Request(provider: "third") };
        state = Claimed(GenerationStateMachine.FallBack(state, 0, Samples.Busy, third, Start).State);
        Assert.Equal("Made by Third because First had no credit left and Second did not respond.", Finished(state).Fallback!.Message);
    }

    [Fact]
    public void If_all_fail_the_failure_is_that_of_the_requested_provider_with_the_messages_of_the_others()
    {
        var state = Claimed(GenerationStateMachine.FallBack(Running(), 0, Samples.NoCredit, Samples.ToSecond(), Start).State);

        var error = Assert.IsType<GenerationEvent.SlotFailed>(GenerationStateMachine.Fail(state, 0, Samples.Blocked, Start).Events[0]);

        Assert.Equal((FailureCode.Quota, true), (error.Code, error.Retryable));
        Assert.Equal("No credit. Tried Second instead: Not this.", error.Message);
    }

    [Fact]
    public void A_crash_while_another_provider_works_is_reported_as_what_it_is()
    {
        var state = Claimed(GenerationStateMachine.FallBack(Running(), 0, Samples.NoCredit, Samples.ToSecond(), Start).State);

        Assert.Equal(FailureCode.Interrupted, GenerationStateMachine.Recover(state, 0, runAgain: false, 3, Start).State.Slots[0].Failure!.Code);
        Assert.Equal("second", GenerationStateMachine.Recover(state, 0, runAgain: true, 3, Start).State.RequestOf(0).Provider);
    }

    [Fact]
    public void A_retry_by_a_person_starts_with_the_requested_provider()
    {
        var before = GenerationStateMachine.StoreResumeToken(Running(), 0, "token").State;
        var state = Claimed(GenerationStateMachine.FallBack(before, 0, Samples.NoCredit, Samples.ToSecond(), Start).State);
        var failed = GenerationStateMachine.Fail(GenerationStateMachine.StoreResumeToken(state, 0, "another's").State, 0, Samples.Busy, Start).State;

        var slot = GenerationStateMachine.Retry(failed, 0, Start)!.State.Slots[0];

        Assert.Equal((null, "token", SlotStatus.Waiting), (slot.Fallback, slot.ResumeToken, slot.Status));
    }

    [Fact]
    public void The_last_progress_is_stored_until_the_slot_ends()
    {
        var state = GenerationStateMachine.Claim(Waiting(), 0, "runner", Start, Lease, TimeSpan.FromSeconds(20))!.State;
        Assert.Equal((ProgressStage.Started, 20_000, true, Start), (state.Slots[0].Progress!.Stage, state.Slots[0].Progress!.EtaMs, state.Slots[0].Progress!.Estimated, state.Slots[0].Progress!.At));
        state = GenerationStateMachine.Advance(state, 0, new SlotStep(ProgressStage.Generating, QueuePosition: 2), Start).State;
        Assert.Equal((2, null, null), (state.Slots[0].Progress!.QueuePosition, state.Slots[0].Progress!.EtaMs, state.Slots[0].Progress!.Estimated));

        Assert.Null(GenerationStateMachine.Complete(state, 0, Samples.Image(), Start).State.Slots[0].Progress);
        Assert.Null(GenerationStateMachine.Fail(state, 0, Samples.Busy, Start).State.Slots[0].Progress);
        Assert.Null(GenerationStateMachine.Cancel(state, null, Start).Transition!.State.Slots[0].Progress);
    }

    [Fact]
    public void Every_slot_that_waits_for_a_provider_stores_the_reason()
    {
        var state = GenerationStateMachine.Create("g", Samples.Request(3), null, Start).State;
        state = GenerationStateMachine.Claim(state, 0, "runner", Start, Lease)!.State;
        state = GenerationStateMachine.FallBack(state, 0, Samples.NoCredit, Samples.ToSecond(), Start).State;

        var move = GenerationStateMachine.Pause(state, null, new PausedQueue(Samples.Provider, PauseReason.Circuit, Start + Lease), Start);
        var held = move.State;

        Assert.Equal([1, 2], move.Events.Select(reported => reported.Slot));
        Assert.Contains("no credit", held.Slots[0].Progress!.Message, StringComparison.Ordinal);
        Assert.All(held.Slots.Skip(1), slot => Assert.Contains("does not answer", slot.Progress!.Message, StringComparison.Ordinal));
    }

    private static GenerationState Waiting() => GenerationStateMachine.Create("g", Samples.Request(), null, Start).State;

    private static GenerationState Running() => Claimed(Waiting());

    private static GenerationState Claimed(GenerationState state) => GenerationStateMachine.Claim(state, 0, "runner", Start, Lease)!.State;

    private static GenerationEvent.Image Finished(GenerationState state) =>
        Assert.IsType<GenerationEvent.Image>(GenerationStateMachine.Complete(state, 0, Samples.Image(), Start).Events[0]);
}
