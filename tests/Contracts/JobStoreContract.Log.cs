using Darkroom.Generations;
using Darkroom.Storage;

namespace Darkroom.Tests.Contracts;

public abstract partial class JobStoreContract
{
    [Fact]
    public async Task Events_come_after_a_number_and_no_more_than_asked()
    {
        var id = (await CreateAsync()).Id;
        var lease = await ClaimedAsync();
        for (var step = 0; step < 5; step++)
        {
            await Store.ProgressAsync(lease, new SlotStep(ProgressStage.Generating, step / 5.0), Token);
        }

        Assert.Equal([3, 4], (await Store.EventsAsync(id, 2, 2, Token)).Select(logged => logged.Sequence));
        Assert.Equal([7], (await Store.EventsAsync(id, 6, 100, Token)).Select(logged => logged.Sequence));
        Assert.Empty(await Store.EventsAsync(id, 7, 100, Token));
        Assert.Empty(await Store.EventsAsync(id, long.MaxValue, 100, Token));
    }

    [Fact]
    public async Task Eight_writers_at_once_leave_no_gap_in_a_log()
    {
        var id = (await CreateAsync(Samples.Request(n: 8))).Id;
        var other = (await CreateAsync(Samples.Request(n: 1))).Id;

        await AtOnce(8, async writer =>
        {
            var lease = await ClaimedAsync($"runner {writer}");
            for (var step = 0; step < 20; step++)
            {
                Assert.True(await Store.ProgressAsync(lease, new SlotStep(ProgressStage.Generating, step / 20.0), Token));
            }

            return await Store.CompleteAsync(lease, Samples.Image(ImageId(writer)), Token);
        });

        // One claim each, twenty steps, an image, and what is told of the rest: "still generating" seven times, "complete" once.
        var log = await WholeLogAsync(id);
        Assert.Equal(1 + (8 * 22) + 8, log.Length);
        Assert.Equal("complete", log[^1].Type);
        Assert.Single(await WholeLogAsync(other));
    }

    [Fact]
    public async Task A_finished_image_is_told_as_it_is_stored()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        var lease = await ClaimedAsync();
        Time.Advance(TimeSpan.FromSeconds(3));

        Assert.True(await Store.CompleteAsync(lease, Samples.Image(), Token));

        var told = (await WholeLogAsync(id))[^2];
        Assert.Equal(("image", (int?)0, Samples.Image().Id), (told.Type, told.ImageIndex, told.Image));
        var json = Json(told);
        Assert.Equal(Samples.Image().Id, json.GetProperty("id").GetString());
        Assert.Equal(3000, json.GetProperty("elapsed_ms").GetInt32());
        Assert.Equal("AQID", json.GetProperty("thumbhash").GetString());
        Assert.DoesNotContain(Samples.Image().BlobHash, told.Json, StringComparison.Ordinal);
        var slot = (await FindAsync(id)).Slots[0];
        Assert.Equal((SlotStatus.Ready, Samples.Image().Id, (string?)null), (slot.Status, slot.ImageId, slot.LeaseOwner));
        Assert.Equal([1, 2, 3], slot.ThumbHash);
    }

    [Fact]
    public async Task A_failure_is_kept_and_told_whole()
    {
        var id = (await CreateAsync()).Id;

        await Store.FailAsync(await ClaimedAsync(), Samples.Blocked, Token);

        var failure = (await FindAsync(id)).Slots[0].Failure!;
        Assert.Equal((Samples.Blocked.Code, Samples.Blocked.Message), (failure.Code, failure.Message));
        Assert.Equal("input", failure.Moderation!.Stage);
        Assert.Equal(["violence"], failure.Moderation.Categories);
        var json = Json((await WholeLogAsync(id))[^2]);
        Assert.Equal(("moderation_blocked", false), (json.GetProperty("code").GetString(), json.GetProperty("retryable").GetBoolean()));
    }

    [Theory]
    [InlineData(GenerationStatus.Completed, SlotStatus.Ready, SlotStatus.Ready)]
    [InlineData(GenerationStatus.Partial, SlotStatus.Ready, SlotStatus.Failed)]
    [InlineData(GenerationStatus.Partial, SlotStatus.Cancelled, SlotStatus.Ready)]
    [InlineData(GenerationStatus.Failed, SlotStatus.Failed, SlotStatus.Cancelled)]
    [InlineData(GenerationStatus.Cancelled, SlotStatus.Cancelled, SlotStatus.Cancelled)]
    public async Task Complete_comes_once_at_the_very_end(GenerationStatus status, SlotStatus first, SlotStatus second)
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        var leases = new[] { await ClaimedAsync(), await ClaimedAsync() };

        await EndAsync(leases[0], first);
        Assert.DoesNotContain(await LogAsync(id), logged => logged.Type == "complete");
        await EndAsync(leases[1], second);

        var complete = Assert.Single(await WholeLogAsync(id), logged => logged.Type == "complete");
        Assert.Equal((await FindAsync(id)).LastSequence, complete.Sequence);
        Assert.Equal(status, (await FindAsync(id)).Status);
        Assert.Equal(Wire.Name(status), Json(complete).GetProperty("status").GetString());
        Assert.Equal(
            [Wire.Name(first), Wire.Name(second)],
            Json(complete).GetProperty("images").EnumerateArray().Select(image => image.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Retrying_reopens_the_generation_and_the_log_goes_on()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        await EndAsync(await ClaimedAsync(), SlotStatus.Ready);
        await EndAsync(await ClaimedAsync(), SlotStatus.Failed);
        var before = await WholeLogAsync(id);

        var outcome = Assert.IsType<ChangeOutcome.Done>(await Store.RetryAsync(id, 1, Token));

        Assert.Equal([1], outcome.Changed);
        Assert.Equal(GenerationStatus.Running, outcome.State.Status);
        var lease = await ClaimedAsync();
        Assert.Equal((1, 2, 1), (lease.ImageIndex, lease.Attempt, lease.Tries));
        await EndAsync(lease, SlotStatus.Ready);
        var log = await WholeLogAsync(id);
        Assert.Equal(before, log[..before.Length]);
        Assert.Equal(["progress", "progress", "image", "complete"], log[before.Length..].Select(logged => logged.Type));
        Assert.Equal(GenerationStatus.Completed, (await FindAsync(id)).Status);
    }

    [Fact]
    public async Task Retrying_what_waits_runs_or_is_ready_changes_nothing()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        await ClaimedAsync();
        var before = await WholeLogAsync(id);
        foreach (var index in new[] { 0, 1 })
        {
            Assert.Empty(Assert.IsType<ChangeOutcome.Done>(await Store.RetryAsync(id, index, Token)).Changed);
        }

        Assert.Equal(before, await WholeLogAsync(id));
        await EndAsync(Held(await FindAsync(id), 0), SlotStatus.Ready);
        Assert.Empty(Assert.IsType<ChangeOutcome.Done>(await Store.RetryAsync(id, 0, Token)).Changed);
        Assert.IsType<ChangeOutcome.NotFound>(await Store.RetryAsync(id, 2, Token));
        Assert.IsType<ChangeOutcome.NotFound>(await Store.RetryAsync(id, -1, Token));
    }

    [Fact]
    public async Task Cancelling_ends_what_has_not_ended_and_nothing_else()
    {
        var id = (await CreateAsync(Samples.Request(n: 3))).Id;
        await EndAsync(await ClaimedAsync(), SlotStatus.Ready);
        await ClaimedAsync();

        var outcome = Assert.IsType<ChangeOutcome.Done>(await Store.CancelAsync(id, null, Token));

        Assert.Equal([1, 2], outcome.Changed);
        Assert.Equal([SlotStatus.Ready, SlotStatus.Cancelled, SlotStatus.Cancelled], outcome.State.Slots.Select(slot => slot.Status));
        Assert.Equal(["error", "error", "complete"], (await WholeLogAsync(id))[^3..].Select(logged => logged.Type));
        Assert.Null(await ClaimAsync());
    }

    [Fact]
    public async Task Cancelling_twice_changes_nothing()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        Assert.Equal([1], Assert.IsType<ChangeOutcome.Done>(await Store.CancelAsync(id, 1, Token)).Changed);
        await Store.CancelAsync(id, null, Token);
        var before = await WholeLogAsync(id);

        Assert.Empty(Assert.IsType<ChangeOutcome.Done>(await Store.CancelAsync(id, null, Token)).Changed);
        Assert.Empty(Assert.IsType<ChangeOutcome.Done>(await Store.CancelAsync(id, 1, Token)).Changed);

        Assert.Equal(before, await WholeLogAsync(id));
        Assert.IsType<ChangeOutcome.NotFound>(await Store.CancelAsync(id, 2, Token));
    }

    [Fact]
    public async Task A_race_of_complete_and_cancel_has_one_outcome()
    {
        for (var round = 0; round < 60; round++)
        {
            var id = (await CreateAsync()).Id;
            var lease = await ClaimedAsync();
            var outcomes = await AtOnce(2, async side => (side + round) % 2 == 0
                ? await Store.CompleteAsync(lease, Samples.Image(ImageId(round)), Token)
                : await Store.CancelAsync(id, null, Token) is ChangeOutcome.Done(_, [_]));

            Assert.Single(outcomes, won => won);
            var state = await FindAsync(id);
            var completed = outcomes[round % 2];
            Assert.Equal(completed ? GenerationStatus.Completed : GenerationStatus.Cancelled, state.Status);
            Assert.Equal(completed ? ["image", "complete"] : ["error", "complete"], (await WholeLogAsync(id))[^2..].Select(logged => logged.Type));
            Assert.Equal(completed, state.Slots[0].ImageId is not null);
        }
    }

    [Fact]
    public async Task A_cancel_that_loses_the_race_changes_nothing()
    {
        var id = (await CreateAsync()).Id;
        await EndAsync(await ClaimedAsync(), SlotStatus.Ready);
        var before = await WholeLogAsync(id);

        Assert.Empty(Assert.IsType<ChangeOutcome.Done>(await Store.CancelAsync(id, null, Token)).Changed);
        Assert.Equal(before, await WholeLogAsync(id));
    }

    [Fact]
    public async Task Last_frames_are_the_newest_of_each_slots_current_attempt()
    {
        var id = (await CreateAsync(Samples.Request(n: 3))).Id;
        var leases = new[] { await ClaimedAsync(), await ClaimedAsync(), await ClaimedAsync() };
        foreach (var frame in new[] { 0, 2, 1 })
        {
            Assert.True(await Store.PartialImageAsync(leases[0], Samples.Preview(frame), Token));
        }

        await Store.PartialImageAsync(leases[1], Samples.Preview(0, "old"), Token);
        await Store.PostponeAsync(leases[1], Samples.Busy, TimeSpan.Zero, Token);
        await ClaimedAsync();

        Assert.Equal([(0, Samples.Preview(2))], (await Store.LastFramesAsync(id, Token)).Select(frame => (frame.Key, frame.Value)));
        Assert.Equal(Samples.Preview(1).PreviewKey, (await LogAsync(id)).Where(logged => logged.Type == "partial_image").ElementAt(2).Image);
    }

    [Fact]
    public async Task A_withdrawn_write_is_not_made()
    {
        var id = (await CreateAsync()).Id;
        using var withdrawn = new CancellationTokenSource();
        await withdrawn.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.CancelAsync(id, null, withdrawn.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.ClaimAsync("runner", [Samples.Provider], Lease, withdrawn.Token));

        Assert.Single(await WholeLogAsync(id));
    }
}
