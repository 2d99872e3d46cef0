using Darkroom.Generations;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every event log.</summary>
public abstract class EventLogContract : StoreContract
{
    /// <summary>True if a write can commit while the transaction of another one is open.</summary>
    protected abstract bool CommitsOverlap { get; }

    /// <summary>Starts a change and holds its transaction open: its events are written, but not committed.</summary>
    /// <returns>A function that lets the transaction commit and completes with the change.</returns>
    protected abstract Task<Func<Task>> HoldCommitAsync(Func<Task> change);

    [Fact]
    public async Task Every_change_wakes_the_watchers_of_the_generation()
    {
        var id = (await CreateAsync()).Id;
        using var watch = Signals.Subscribe(id);

        await WokenBy(() => ClaimAsync());
        var lease = Held(await FindAsync(id), 0);
        await WokenBy(() => Queue.ReportProgressAsync(lease, new SlotStep(ProgressStage.Generating, 0.5), Token));
        await WokenBy(() => Queue.AddPartialImageAsync(lease, Samples.Preview(0), Token));
        await WokenBy(() => Queue.PostponeAsync(lease, Samples.Busy, TimeSpan.Zero, Token));
        lease = await ClaimedAsync();
        await watch.WaitAsync(Lease, Token);
        await WokenBy(() => RecoverExpiredAsync());
        lease = await ClaimedAsync();
        await watch.WaitAsync(Lease, Token);
        await WokenBy(() => Queue.FailAsync(lease, Samples.Busy, providerCalled: true, Token));
        await WokenBy(() => Generations.RetryAsync(id, 0, null, Token));
        await WokenBy(() => Generations.CancelAsync(id, 0, Token));

        async Task WokenBy(Func<Task> change)
        {
            await change();
            using var now = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var woken = watch.WaitAsync(Lease, now.Token).AsTask();
            Assert.True(woken.IsCompleted, "the watcher was not woken");
            await woken;
        }
    }

    [Fact]
    public async Task A_read_returns_the_events_after_a_number_up_to_the_limit()
    {
        var id = (await CreateAsync()).Id;
        var lease = await ClaimedAsync();
        for (var step = 0; step < 5; step++)
        {
            await Queue.ReportProgressAsync(lease, new SlotStep(ProgressStage.Generating, step / 5.0), Token);
        }

        Assert.Equal([3, 4], (await Events.ReadAsync(id, 2, 2, Token)).Select(logged => logged.Sequence));
        Assert.Equal([7], (await Events.ReadAsync(id, 6, 100, Token)).Select(logged => logged.Sequence));
        Assert.Empty(await Events.ReadAsync(id, 7, 100, Token));
        Assert.Empty(await Events.ReadAsync(id, long.MaxValue, 100, Token));
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
                Assert.True(await Queue.ReportProgressAsync(lease, new SlotStep(ProgressStage.Generating, step / 20.0), Token));
            }

            return await Queue.CompleteAsync(lease, Samples.Image(ImageId(writer)), Token);
        });

        // One claim each, twenty steps, an image, and the progress of the rest: "still generating" seven times, "complete" once.
        var log = await WholeLogAsync(id);
        Assert.Equal(1 + (8 * 22) + 8, log.Length);
        Assert.Equal("complete", log[^1].Type);
        Assert.Single(await WholeLogAsync(other));
    }

    [Fact]
    public async Task The_image_event_describes_the_stored_image()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        var lease = await ClaimedAsync();
        Time.Advance(TimeSpan.FromSeconds(3));

        Assert.True(await Queue.CompleteAsync(lease, Samples.Image(), Token));

        var reported = (await WholeLogAsync(id))[^2];
        Assert.Equal(("image", (int?)0, Samples.Image().Id), (reported.Type, reported.ImageIndex, reported.Image));
        var json = Json(reported);
        Assert.Equal(Samples.Image().Id, json.GetProperty("id").GetString());
        Assert.Equal(3000, json.GetProperty("elapsed_ms").GetInt32());
        Assert.Equal("AQID", json.GetProperty("thumbhash").GetString());
        Assert.DoesNotContain(Samples.Image().BlobHash, reported.Json, StringComparison.Ordinal);
        var slot = (await FindAsync(id)).Slots[0];
        Assert.Equal((SlotStatus.Ready, Samples.Image().Id, (string?)null), (slot.Status, slot.ImageId, slot.LeaseOwner));
        Assert.Equal([1, 2, 3], slot.ThumbHash);
    }

    [Fact]
    public async Task A_failure_is_stored_and_reported_completely()
    {
        var id = (await CreateAsync()).Id;

        await Queue.FailAsync(await ClaimedAsync(), Samples.Blocked, providerCalled: true, Token);

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
    public async Task Complete_is_the_last_event_and_comes_once(GenerationStatus status, SlotStatus first, SlotStatus second)
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
    public async Task The_events_of_all_generations_come_in_the_order_they_were_written()
    {
        var first = await CreateAsync(Samples.Request());
        var second = await CreateAsync(Samples.Request());
        await Generations.CancelAsync(first.Id, null, Token);

        var all = await Events.ReadAllAsync(0, 100, Token);
        Assert.Equal([first.Id, second.Id, first.Id, first.Id], all.Select(one => one.GenerationId));
        Assert.Equal([1L, 1, 2, 3], all.Select(one => one.Logged.Sequence));
        Assert.Equal(all.Select(one => one.Position).Order().Distinct(), all.Select(one => one.Position));
        Assert.Equal(all.Skip(2), await Events.ReadAllAsync(all[1].Position, 100, Token));
        Assert.Equal(all.Take(3), await Events.ReadAllAsync(0, 3, Token));
    }

    [Fact]
    public async Task A_reader_of_all_events_skips_none_while_many_writers_commit()
    {
        var ids = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            ids.Add((await CreateAsync()).Id);
        }

        using var changes = Signals.Subscribe(IJobSignals.Everything);
        var read = new List<PositionedEvent>();
        var writing = AtOnce(8, async writer =>
        {
            var lease = await ClaimedAsync($"runner {writer}");
            for (var step = 0; step < 10; step++)
            {
                await Queue.ReportProgressAsync(lease, new SlotStep(ProgressStage.Generating, step / 10.0), Token);
            }

            return await Queue.CompleteAsync(lease, Samples.Image(ImageId(writer)), Token);
        });
        while (true)
        {
            var written = writing.IsCompleted;
            var batch = await Events.ReadAllAsync(read.Count == 0 ? 0 : read[^1].Position, 7, Token);
            read.AddRange(batch);
            if (batch.IsEmpty && written)
            {
                break;
            }

            await (batch.IsEmpty ? Task.WhenAny(writing, changes.WaitAsync(Lease, Token).AsTask()) : Task.CompletedTask);
        }

        Assert.All(await writing, Assert.True);
        Assert.Equal(await Events.ReadAllAsync(0, int.MaxValue, Token), read);
        foreach (var id in ids)
        {
            Assert.Equal(await WholeLogAsync(id), read.Where(one => one.GenerationId == id).Select(one => one.Logged));
        }
    }

    [Fact]
    public async Task A_reader_of_all_events_does_not_skip_one_that_is_committed_late()
    {
        await CreateAsync();
        await CreateAsync();
        var (late, other) = (await ClaimedAsync(), await ClaimedAsync());
        using var changes = Signals.Subscribe(IJobSignals.Everything);
        var read = new List<PositionedEvent>();

        var commit = await HoldCommitAsync(() => ReportAsync(late));
        var overtaking = ReportAsync(other);
        await (CommitsOverlap ? overtaking : Task.CompletedTask);
        await ReadOnAsync();
        var (position, snapshot) = (await Events.PositionAsync(Token), await Events.SnapshotAsync(Token));
        Assert.DoesNotContain(read, IsLate);
        await changes.WaitAsync(TimeSpan.Zero, Token);
        await commit();
        await overtaking;

        Assert.True(changes.WaitAsync(Lease, Token).AsTask().IsCompleted, "the reader was not woken after the commit");
        await ReadOnAsync();
        Assert.Equal(await Events.ReadAllAsync(0, int.MaxValue, Token), read);
        Assert.Equal(6, read.Count);
        Assert.Single(read, IsLate);
        Assert.Single(await Events.ReadAllAsync(position, 100, Token), IsLate);
        Assert.Single(await Events.ReadAllAsync(snapshot.Position, 100, Token), IsLate);

        async Task ReportAsync(SlotLease lease) => Assert.True(await Queue.ReportProgressAsync(lease, new SlotStep(ProgressStage.Generating, 0.5), Token));

        async Task ReadOnAsync() => read.AddRange(await Events.ReadAllAsync(read.Count == 0 ? 0 : read[^1].Position, 100, Token));

        bool IsLate(PositionedEvent one) => one.GenerationId == late.GenerationId && one.Logged.Sequence == 3;
    }

    [Fact]
    public async Task An_event_is_never_added_at_or_before_a_position_that_was_read()
    {
        var first = await CreateAsync();
        var position = await Events.PositionAsync(Token);
        Assert.Equal(position, (await Events.ReadAllAsync(0, 100, Token))[^1].Position);

        await AtOnce(8, async _ => (await CreateAsync()).Id);

        var all = await Events.ReadAllAsync(0, 100, Token);
        Assert.Equal([first.Id], all.Where(one => one.Position <= position).Select(one => one.GenerationId));
        Assert.Equal(8, (await Events.ReadAllAsync(position, 100, Token)).Length);
    }

    [Fact]
    public async Task A_snapshot_has_the_running_generations_and_the_position_after_which_events_follow()
    {
        Assert.Equal((0, 0), ((await Events.SnapshotAsync(Token)).Position, (await Events.SnapshotAsync(Token)).Generations.Length));
        var ended = await CreateAsync(Samples.Request());
        await Generations.CancelAsync(ended.Id, null, Token);
        var running = await CreateAsync(Samples.Request(n: 2));

        var snapshot = await Events.SnapshotAsync(Token);
        Assert.Equal(running.Id, Assert.Single(snapshot.Generations).State.Id);
        Assert.Empty(await Events.ReadAllAsync(snapshot.Position, 100, Token));
        await Generations.CancelAsync(running.Id, 0, Token);
        Assert.All(await Events.ReadAllAsync(snapshot.Position, 100, Token), one => Assert.Equal(running.Id, one.GenerationId));
    }

    [Fact]
    public async Task Old_progress_is_deleted_and_the_results_keep_their_numbers_and_positions()
    {
        var ended = await EndedAsync(1);
        var (log, all) = (await LogAsync(ended), await Events.ReadAllAsync(0, 100, Token));
        Time.Advance(TimeSpan.FromDays(2));
        var young = await EndedAsync(2);
        var running = (await CreateAsync()).Id;
        await ClaimedAsync();
        var kept = log.Where(logged => logged.Type is "image" or "complete").ToList();

        Assert.Equal(0, await Events.DeleteOldAsync(Time.GetUtcNow() - TimeSpan.FromDays(3), Token));
        Assert.Equal(log.Length - 2, await Events.DeleteOldAsync(Time.GetUtcNow() - TimeSpan.FromDays(1), Token));
        Assert.Equal(0, await Events.DeleteOldAsync(Time.GetUtcNow() - TimeSpan.FromDays(1), Token));

        Assert.Equal(2, kept.Count);
        Assert.Equal(kept, await Events.ReadAsync(ended, 0, 100, Token));
        Assert.Equal(kept, await Events.ReadAsync(ended, 2, 100, Token));
        Assert.Equal(kept[1..], await Events.ReadAsync(ended, kept[0].Sequence, 100, Token));
        Assert.Equal((await FindAsync(ended)).LastSequence, kept[^1].Sequence);
        Assert.Equal(all.Where(one => kept.Contains(one.Logged)), (await Events.ReadAllAsync(0, 100, Token)).Where(one => one.GenerationId == ended));
        Assert.NotEmpty(await WholeLogAsync(young));
        Assert.NotEmpty(await WholeLogAsync(running));
    }

    [Fact]
    public async Task A_generation_that_is_retried_after_its_progress_was_deleted_counts_on_and_is_deleted_again()
    {
        var id = (await CreateAsync()).Id;
        await Queue.FailAsync(await ClaimedAsync(), Samples.Blocked, providerCalled: true, Token);
        Time.Advance(TimeSpan.FromDays(2));
        Assert.NotEqual(0, await Events.DeleteOldAsync(Time.GetUtcNow() - TimeSpan.FromDays(1), Token));
        var before = await LogAsync(id);
        Assert.Equal(["error", "complete"], before.Select(logged => logged.Type));

        await Generations.RetryAsync(id, 0, null, Token);
        var lease = await ClaimedAsync();
        Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, await Events.DeleteOldAsync(Time.GetUtcNow() - TimeSpan.FromDays(1), Token));
        Assert.True(await Queue.CompleteAsync(lease, Samples.Image(), Token));

        var after = await LogAsync(id);
        Assert.Equal(before, after.Take(2));
        Assert.Equal(
            Enumerable.Range(1, after.Length - 2).Select(step => before[^1].Sequence + step), after.Skip(2).Select(logged => logged.Sequence));
        Time.Advance(TimeSpan.FromDays(2));
        await Events.DeleteOldAsync(Time.GetUtcNow() - TimeSpan.FromDays(1), Token);
        Assert.Equal(["error", "complete", "image", "complete"], (await LogAsync(id)).Select(logged => logged.Type));
    }

    [Fact]
    public async Task Deletion_ends_only_after_every_old_generation()
    {
        var ids = new List<string>();
        for (var number = 0; number < 600; number++)
        {
            var id = (await CreateAsync()).Id;
            await Generations.CancelAsync(id, null, Token);
            ids.Add(id);
        }

        Time.Advance(TimeSpan.FromDays(2));

        Assert.Equal(600, await Events.DeleteOldAsync(Time.GetUtcNow() - TimeSpan.FromDays(1), Token));
        Assert.DoesNotContain(await Events.ReadAllAsync(0, 10_000, Token), one => one.Logged.Type == "progress");
        Assert.Equal(["error", "complete"], (await LogAsync(ids[^1])).Select(logged => logged.Type));
    }

    private async Task<string> EndedAsync(int number)
    {
        var id = (await CreateAsync()).Id;
        var lease = await ClaimedAsync();
        await Queue.ReportProgressAsync(lease, new SlotStep(ProgressStage.Generating, 0.5), Token);
        await Queue.AddPartialImageAsync(lease, Samples.Preview(0), Token);
        Assert.True(await Queue.CompleteAsync(lease, Samples.Image(ImageId(number)), Token));
        return id;
    }

    [Fact]
    public async Task A_subscriber_of_everything_is_woken_by_every_generation()
    {
        using var news = Signals.Subscribe(IJobSignals.Everything);
        await CreateAsync(Samples.Request());
        Assert.True(await news.WaitAsync(TimeSpan.FromDays(1), Token));
    }

    [Fact]
    public async Task An_image_of_another_provider_has_the_reason_in_the_log_and_in_the_state()
    {
        var id = (await CreateAsync()).Id;
        await Queue.FallBackAsync(await ClaimedAsync(), Samples.NoCredit, Samples.ToSecond(), Token);
        await Queue.CompleteAsync(await ClaimedAsync("runner", "second"), Samples.Image() with { Provider = "second", Quality = "high" }, Token);

        var json = Json((await WholeLogAsync(id))[^2]);
        Assert.Equal(("second", "high"), (json.GetProperty("provider").GetString(), json.GetProperty("quality").GetString()));
        Assert.Equal(("painter", "quota"), (json.GetProperty("fallback").GetProperty("from").GetString(), json.GetProperty("fallback").GetProperty("code").GetString()));
        var made = (await FindAsync(id)).Slots[0].Made!;
        Assert.Equal("Made by Second because First had no credit left.", made.Fallback!.Message);
        Assert.Equal((new PixelSize(640, 480), "image/png", "high"), (made.Size, made.Mime, made.Quality));
    }

    [Fact]
    public async Task The_last_progress_of_a_slot_is_part_of_its_state_and_of_the_snapshot()
    {
        var id = (await CreateAsync()).Id;
        await Queue.ReportProgressAsync(await ClaimedAsync(), new SlotStep(ProgressStage.Generating, 0.45, TimeSpan.FromSeconds(7), 2), Token);

        var reported = (await FindAsync(id)).Slots[0].Progress!;
        Assert.Equal((0.45, 2, 7000, Time.GetUtcNow()), (reported.Fraction, reported.QueuePosition, reported.EtaMs, reported.At));
        Assert.Equal(reported, (await Events.SnapshotAsync(Token)).Generations[0].State.Slots[0].Progress);
        var json = Json((await LogAsync(id))[^1]);
        Assert.Equal((2, 7000), (json.GetProperty("queue_position").GetInt32(), json.GetProperty("eta_ms").GetInt32()));
    }
}
