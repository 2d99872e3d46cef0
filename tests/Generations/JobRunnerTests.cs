using Darkroom.Generations;

namespace Darkroom.Tests.Generations;

public sealed class JobRunnerTests
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Slots_run_side_by_side_up_to_the_concurrency()
    {
        await using var bench = RunnerBench.Start(concurrency: 2);
        var id = await bench.AddAsync(n: 5);

        var waiting = new Queue<RunningWork>([await bench.StartedAsync(), await bench.StartedAsync()]);
        for (var left = 3; left > 0; left--)
        {
            waiting.Dequeue().Finish();
            waiting.Enqueue(await bench.StartedAsync());
        }

        foreach (var last in waiting)
        {
            last.Finish();
        }

        Assert.Equal(GenerationStatus.Completed, (await bench.EndedAsync(id)).Status);
        Assert.Equal(2, bench.MostAtOnce);
    }

    [Fact]
    public async Task A_full_provider_queue_does_not_hold_up_another()
    {
        await using var bench = new RunnerBench().Run([new("slow", 1, null), new("quick", 1, null)]);
        await bench.AddAsync(n: 3, "slow");
        var quick = await bench.AddAsync(n: 2, "quick");

        var started = new[] { await bench.StartedAsync(), await bench.StartedAsync() }.ToDictionary(work => work.Lease.Request.Provider);
        started["quick"].Finish();
        (await bench.StartedAsync()).Finish();

        Assert.Equal(GenerationStatus.Completed, (await bench.EndedAsync(quick)).Status);
    }

    [Fact]
    public async Task No_more_slots_start_in_a_minute_than_the_limit()
    {
        await using var bench = RunnerBench.Start(concurrency: 10, perMinute: 2);
        await bench.AddAsync(n: 3);
        var first = await bench.StartedAsync();
        await bench.StartedAsync();

        var third = bench.StartedAsync();
        await bench.Time.AdvanceUntilAsync(third, TimeSpan.FromMinutes(1));

        Assert.True((await third).StartedAt >= first.StartedAt + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_slot_that_fails_fails_alone()
    {
        await using var bench = RunnerBench.Start();
        var id = await bench.AddAsync(n: 3);
        var works = new[] { await bench.StartedAsync(), await bench.StartedAsync(), await bench.StartedAsync() };

        works[0].Finish();
        works[1].Fail(Samples.Blocked);
        works[2].Finish();

        var state = await bench.EndedAsync(id);
        Assert.Equal(GenerationStatus.Partial, state.Status);
        Assert.Equal(FailureCode.ModerationBlocked, state.Slots[works[1].Lease.ImageIndex].Failure!.Code);
    }

    [Fact]
    public async Task A_temporary_failure_is_retried_after_its_delay()
    {
        await using var bench = RunnerBench.Start();
        var id = await bench.AddAsync();
        var first = await bench.StartedAsync();
        first.Fail(Samples.Busy with { RetryAfter = TimeSpan.FromSeconds(5) });
        await bench.UntilAsync(id, state => state.Slots[0].NotBefore is not null);

        var again = bench.StartedAsync();
        await bench.Time.AdvanceUntilAsync(again, TimeSpan.FromSeconds(6));

        Assert.True((await again).StartedAt >= first.StartedAt + TimeSpan.FromSeconds(5));
        Assert.Equal(2, (await again).Lease.Tries);
        (await again).Finish();
        Assert.Equal(GenerationStatus.Completed, (await bench.EndedAsync(id)).Status);
    }

    [Fact]
    public async Task The_number_of_tries_is_limited()
    {
        await using var bench = RunnerBench.Start();
        var id = await bench.AddAsync();
        for (var tries = 1; tries <= 3; tries++)
        {
            var started = bench.StartedAsync();
            await bench.Time.AdvanceBesideAsync(started, TimeSpan.FromSeconds(1));
            (await started).Fail(Samples.Busy);
            await bench.UntilAsync(id, state => state.Slots[0].Status != SlotStatus.Running);
        }

        Assert.Equal((GenerationStatus.Failed, 3), ((await bench.EndedAsync(id)).Status, (await bench.EndedAsync(id)).Slots[0].Tries));
    }

    [Fact]
    public async Task A_call_that_may_have_been_paid_is_not_repeated()
    {
        await using var bench = RunnerBench.Start();
        var id = await bench.AddAsync();

        (await bench.StartedAsync()).Fail(Samples.Busy, sawOutput: true);

        Assert.Equal(FailureCode.Unavailable, (await bench.EndedAsync(id)).Slots[0].Failure!.Code);
    }

    [Fact]
    public async Task An_exception_of_the_work_is_an_internal_failure_without_its_message()
    {
        await using var bench = RunnerBench.Start();
        foreach (var fault in new Exception[] { new InvalidOperationException("secret"), new OperationCanceledException("secret") })
        {
            var id = await bench.AddAsync();
            (await bench.StartedAsync()).End.SetException(fault);

            var failure = (await bench.EndedAsync(id)).Slots[0].Failure!;
            Assert.Equal(FailureCode.Internal, failure.Code);
            Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_cancel_stops_the_work_and_frees_its_place()
    {
        await using var bench = RunnerBench.Start(concurrency: 1);
        var id = await bench.AddAsync(n: 2);
        var work = await bench.StartedAsync();

        await CancelAsync(bench, id, 0);

        await work.Cancelled.Task.WaitAsync(Token);
        (await bench.StartedAsync()).Finish();
        Assert.Equal([SlotStatus.Cancelled, SlotStatus.Ready], (await bench.EndedAsync(id)).Slots.Select(slot => slot.Status));
    }

    [Fact]
    public async Task A_cancel_whose_signal_is_lost_stops_the_work_at_the_next_renewal()
    {
        await using var bench = RunnerBench.Start();
        var id = await bench.AddAsync();
        var work = await bench.StartedAsync();
        await bench.Generations.CancelAsync(id, null, Token);

        bench.Time.Advance(RenewEvery);

        await work.Cancelled.Task.WaitAsync(Token);
    }

    [Fact]
    public async Task Cancelled_work_that_still_finishes_changes_nothing()
    {
        await using var bench = RunnerBench.Start(concurrency: 1);
        bench.Stubborn = true;
        var id = await bench.AddAsync();
        var next = await bench.AddAsync();
        var work = await bench.StartedAsync();
        await CancelAsync(bench, id, null);

        work.Finish();
        (await bench.StartedAsync()).Finish();
        await bench.EndedAsync(next);

        Assert.Equal(GenerationStatus.Cancelled, (await bench.EndedAsync(id)).Status);
    }

    [Fact]
    public async Task A_retried_slot_is_not_cancelled_with_its_former_run()
    {
        await using var bench = RunnerBench.Start(concurrency: 2);
        bench.Stubborn = true;
        var id = await bench.AddAsync();
        var former = await bench.StartedAsync();
        await bench.Generations.CancelAsync(id, null, Token);
        await bench.Generations.RetryAsync(id, 0, null, Token);
        var current = await bench.StartedAsync();
        await former.Cancelled.Task.WaitAsync(Token);

        Assert.False(current.Cancelled.Task.IsCompleted);
        former.Finish();
        current.Finish();
        Assert.Equal(GenerationStatus.Completed, (await bench.EndedAsync(id)).Status);
    }

    [Fact]
    public async Task Leases_of_long_work_are_renewed()
    {
        var renewed = new SemaphoreSlim(0);
        await using var bench = new RunnerBench();
        bench.Run([new(Samples.Provider, 1, null)], around: async (method, call) =>
        {
            await call();
            if (method == nameof(ISlotQueue.RecoverAsync))
            {
                renewed.Release();
            }
        });
        await renewed.WaitAsync(Token);
        var id = await bench.AddAsync();
        var work = await bench.StartedAsync();

        for (var tick = 0; tick < 5; tick++)
        {
            bench.Time.Advance(RenewEvery);
            await renewed.WaitAsync(Token);
        }

        work.Finish();
        var state = await bench.EndedAsync(id);
        Assert.Equal((GenerationStatus.Completed, 1), (state.Status, state.Slots[0].Attempt));
    }

    [Fact]
    public async Task Stopping_cancels_all_work_waits_for_it_and_leaves_its_slots_running()
    {
        await using var bench = RunnerBench.Start();
        bench.Stubborn = true;
        var id = await bench.AddAsync(n: 2);
        var works = new[] { await bench.StartedAsync(), await bench.StartedAsync() };

        var stopped = bench.StopAsync();
        await Task.WhenAll(works.Select(work => work.Cancelled.Task)).WaitAsync(Token);
        Assert.False(stopped.IsCompleted, "it did not wait for the work");
        foreach (var work in works)
        {
            work.End.SetCanceled(Token);
        }

        await stopped;
        Assert.All((await bench.Generations.FindAsync(id, Token))!.Slots, slot => Assert.Equal(SlotStatus.Running, slot.Status));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_runner_recovers_the_slots_of_the_last_one(bool runAgain)
    {
        await using var bench = RunnerBench.Start();
        var id = await bench.AddAsync();
        await bench.StartedAsync();
        await bench.StopAsync();

        bench.Time.Advance(TimeSpan.FromSeconds(30));
        bench.Run([new(Samples.Provider, 1, null)], runAgain);

        if (runAgain)
        {
            var work = await bench.StartedAsync();
            Assert.Equal(2, work.Lease.Attempt);
            work.Finish();
        }

        var state = await bench.EndedAsync(id);
        Assert.Equal(runAgain ? GenerationStatus.Completed : GenerationStatus.Failed, state.Status);
        Assert.Equal(runAgain ? null : FailureCode.Interrupted, state.Slots[0].Failure?.Code);
    }

    [Fact]
    public async Task An_image_that_arrives_during_the_stop_is_announced()
    {
        await using var bench = RunnerBench.Start();
        bench.Stubborn = true;
        var id = await bench.AddAsync();
        var work = await bench.StartedAsync();
        var stopped = bench.StopAsync();
        await work.Cancelled.Task.WaitAsync(Token);

        work.Finish();
        await stopped;

        Assert.Equal(GenerationStatus.Completed, (await bench.Generations.FindAsync(id, Token))!.Status);
    }

    [Fact]
    public async Task A_storage_error_delays_work_and_does_not_end_it()
    {
        var faults = 3;
        await using var bench = new RunnerBench();
        bench.Run([new(Samples.Provider, 1, null)], around: (method, call) =>
            method == nameof(ISlotQueue.ClaimAsync) && Interlocked.Decrement(ref faults) >= 0 ? throw new IOException("disk full") : call());
        var id = await bench.AddAsync();

        var started = bench.StartedAsync();
        await bench.Time.AdvanceUntilAsync(started, TimeSpan.FromSeconds(1));

        (await started).Finish();
        Assert.Equal(GenerationStatus.Completed, (await bench.EndedAsync(id)).Status);
    }

    [Fact]
    public async Task A_renewal_that_fails_is_retried()
    {
        var faults = 1;
        var renewals = new SemaphoreSlim(0);
        await using var bench = new RunnerBench();
        bench.Run([new(Samples.Provider, 1, null)], around: async (method, call) =>
        {
            if (method == nameof(ISlotQueue.RenewAsync))
            {
                renewals.Release();
                if (Interlocked.Decrement(ref faults) >= 0)
                {
                    throw new IOException("disk full");
                }
            }

            await call();
        });
        var id = await bench.AddAsync();
        var work = await bench.StartedAsync();
        bench.Time.Advance(RenewEvery);
        await renewals.WaitAsync(Token);
        await bench.Generations.CancelAsync(id, null, Token);

        bench.Time.Advance(RenewEvery);

        await work.Cancelled.Task.WaitAsync(Token);
    }

    [Fact]
    public async Task The_result_of_a_slot_is_written_as_soon_as_the_storage_works_again()
    {
        var faults = 100;
        await using var bench = new RunnerBench();
        bench.Run([new(Samples.Provider, 1, null)], around: (method, call) =>
            method is nameof(ISlotQueue.CompleteAsync) or nameof(ISlotQueue.RenewAsync) && Interlocked.Decrement(ref faults) >= 0
                ? throw new IOException("disk full") : call());
        var id = await bench.AddAsync();
        (await bench.StartedAsync()).Finish();

        await bench.Time.AdvanceUntilAsync(bench.EndedAsync(id), TimeSpan.FromSeconds(1));
        Assert.Equal((GenerationStatus.Completed, 1), ((await bench.EndedAsync(id)).Status, (await bench.EndedAsync(id)).Slots[0].Attempt));
    }

    [Fact]
    public async Task A_slot_whose_result_cannot_be_written_is_recovered_when_its_lease_expires()
    {
        var faults = 1;
        await using var bench = new RunnerBench { Options = new() { DrainSeconds = 0, DeadlineSeconds = 0 } };
        bench.Run([new(Samples.Provider, 1, null)], around: (method, call) =>
            method == nameof(ISlotQueue.CompleteAsync) && Interlocked.Decrement(ref faults) >= 0 ? throw new IOException("disk full") : call());
        var id = await bench.AddAsync();
        var work = await bench.StartedAsync();
        using var ended = bench.Signals.Subscribe(IJobSignals.Work);
        work.Finish();
        Assert.True(await ended.WaitAsync(TimeSpan.FromDays(1), Token));

        // Its runner no longer renews the lease.
        bench.Time.Advance(TimeSpan.FromSeconds(30));
        var again = await bench.StartedAsync();
        Assert.Equal((id, 2), (again.Lease.GenerationId, again.Lease.Attempt));
        again.Finish();
        Assert.Equal(GenerationStatus.Completed, (await bench.EndedAsync(id)).Status);
    }

    [Fact]
    public async Task A_retry_that_is_due_in_a_full_queue_causes_no_busy_loop()
    {
        await using var bench = RunnerBench.Start(concurrency: 1);
        var id = await bench.AddAsync(n: 2);
        (await bench.StartedAsync()).Fail(Samples.Busy with { RetryAfter = TimeSpan.FromSeconds(1) });
        await bench.UntilAsync(id, state => state.Slots[0].NotBefore is not null);
        await bench.StartedAsync();
        bench.Time.Advance(TimeSpan.FromSeconds(3));

        var patience = bench.Time.NextTimerAsync();
        bench.Signals.Raise(IJobSignals.Work);

        Assert.Equal(TimeSpan.FromSeconds(30), await patience.WaitAsync(Token));
    }

    private static async Task CancelAsync(RunnerBench bench, string id, int? index) =>
        Assert.IsType<ChangeOutcome.Done>(await bench.Generations.CancelAsync(id, index, Token));

    [Fact]
    public async Task The_wait_for_a_rate_limit_is_reported_once()
    {
        await using var bench = RunnerBench.Start(concurrency: 10, perMinute: 1);
        var id = await bench.AddAsync(n: 3);
        (await bench.StartedAsync()).Finish();
        await bench.UntilAsync(id, state => state.Done == 1);

        var waiting = await bench.UntilLoggedAsync(id, reported => reported.Contains("next slot in", StringComparison.Ordinal));
        Assert.Contains("Waiting for the rate limit: next slot in 60 s.", Assert.Single(waiting), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_is_paused_and_the_pause_reported()
    {
        await using var bench = RunnerBench.Start(concurrency: 1);
        var id = await bench.AddAsync(n: 6);
        for (var i = 0; i < 5; i++)
        {
            (await bench.StartedAsync()).Fail(new Failure(FailureCode.Unavailable, "Down."), sawOutput: true);
        }

        var reported = await bench.UntilLoggedAsync(id, one => one.Contains("does not answer", StringComparison.Ordinal));
        Assert.Contains("Retrying in 15 s.", Assert.Single(reported), StringComparison.Ordinal);
        Assert.Equal(PauseReason.Circuit, Assert.Single(bench.Runner.Paused).Reason);
        var trial = bench.StartedAsync();
        await bench.Time.AdvanceUntilAsync(trial, TimeSpan.FromSeconds(15));
        (await trial).Finish();
        Assert.Equal(GenerationStatus.Partial, (await bench.EndedAsync(id)).Status);
    }

    [Fact]
    public async Task A_retry_that_would_come_after_the_deadline_is_not_waited_for()
    {
        await using var bench = new RunnerBench { Options = new JobOptions { DeadlineSeconds = 10, DrainSeconds = 0 } }
            .Run([new QueueLimits(Samples.Provider, 1, null)]);
        var id = await bench.AddAsync();
        (await bench.StartedAsync()).Fail(new Failure(FailureCode.RateLimited, "Slow down.", RetryAfter: TimeSpan.FromSeconds(60)));

        var state = await bench.EndedAsync(id);
        Assert.Equal((SlotStatus.Failed, FailureCode.RateLimited), (state.Slots[0].Status, state.Slots[0].Failure!.Code));
    }

    [Fact]
    public async Task A_stop_lets_running_work_finish_and_starts_nothing()
    {
        await using var bench = new RunnerBench { Options = new JobOptions { DrainSeconds = 20 } }
            .Run([new QueueLimits(Samples.Provider, 1, null)]);
        var id = await bench.AddAsync(n: 2);
        var first = await bench.StartedAsync();
        var stopped = bench.StopAsync();
        Assert.False(first.Cancelled.Task.IsCompleted);
        first.Finish();
        await stopped;

        var state = await bench.Generations.FindAsync(id, Token);
        Assert.Equal([SlotStatus.Ready, SlotStatus.Waiting], state!.Slots.Select(slot => slot.Status));
    }

    [Fact]
    public async Task A_stop_cancels_work_that_has_not_finished_after_the_drain()
    {
        await using var bench = new RunnerBench { Options = new JobOptions { DrainSeconds = 20 } }
            .Run([new QueueLimits(Samples.Provider, 1, null)]);
        var id = await bench.AddAsync();
        var work = await bench.StartedAsync();
        var stopped = bench.StopAsync();
        await bench.Time.AdvanceUntilAsync(work.Cancelled.Task, TimeSpan.FromSeconds(20));
        await stopped;

        Assert.Equal(SlotStatus.Running, (await bench.Generations.FindAsync(id, Token))!.Slots[0].Status);
    }
}
