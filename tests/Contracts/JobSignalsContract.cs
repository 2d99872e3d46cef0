using Darkroom.Generations;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every transport of signals.</summary>
public abstract class JobSignalsContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected abstract IJobSignals Signals { get; }

    protected abstract ManualTime Time { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signal_raised_before_the_wait_is_not_lost()
    {
        using var subscription = Signals.Subscribe("topic");
        Signals.Raise("topic");

        Assert.True(await subscription.WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task A_signal_raised_during_the_wait_ends_it()
    {
        using var subscription = Signals.Subscribe("topic");
        var waiting = subscription.WaitAsync(Patience, Token).AsTask();
        Assert.False(waiting.IsCompleted);

        Signals.Raise("topic");

        Assert.True(await waiting);
    }

    [Fact]
    public async Task Every_listener_of_a_topic_is_woken_and_no_other()
    {
        using var one = Signals.Subscribe("topic");
        using var two = Signals.Subscribe("topic");
        using var other = Signals.Subscribe("another");
        var waiting = other.WaitAsync(Patience, Token).AsTask();

        Signals.Raise("topic");

        Assert.True(await one.WaitAsync(Patience, Token));
        Assert.True(await two.WaitAsync(Patience, Token));
        Assert.False(waiting.IsCompleted);
        Signals.Raise("another");
        Assert.True(await waiting);
    }

    [Fact]
    public async Task Many_signals_wake_once()
    {
        using var subscription = Signals.Subscribe("topic");
        for (var i = 0; i < 5; i++)
        {
            Signals.Raise("topic");
        }

        Assert.True(await subscription.WaitAsync(Patience, Token));
        var again = subscription.WaitAsync(Patience, Token).AsTask();
        Time.Advance(Patience);
        Assert.False(await again);
    }

    [Fact]
    public async Task Patience_ends_a_wait_and_the_next_one_works()
    {
        using var subscription = Signals.Subscribe("topic");
        var waiting = subscription.WaitAsync(Patience, Token).AsTask();
        Time.Advance(Patience - TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond));
        Assert.False(waiting.IsCompleted);
        Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.False(await waiting);
        Signals.Raise("topic");
        Assert.True(await subscription.WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task A_token_ends_a_wait_and_loses_no_signal()
    {
        using var subscription = Signals.Subscribe("topic");
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = subscription.WaitAsync(Patience, leave.Token).AsTask();

        await leave.CancelAsync();
        Signals.Raise("topic");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.True(await subscription.WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task A_disposed_subscription_is_not_woken_and_the_others_still_are()
    {
        var gone = Signals.Subscribe("topic");
        using var stays = Signals.Subscribe("topic");
        gone.Dispose();
        gone.Dispose();

        Signals.Raise("topic");
        Signals.Raise("without a subscriber");

        Assert.True(await stays.WaitAsync(Patience, Token));
    }

    [Theory]
    [InlineData("topic")]
    [InlineData(IJobSignals.Everything)]
    public async Task A_topic_has_a_listener_while_it_or_everything_has_a_subscriber(string listened)
    {
        Assert.False(Signals.HasListener("topic"));
        var first = Signals.WhenListeningAsync("topic", Token);
        var other = Signals.WhenListeningAsync("another", Token);
        Assert.False(first.IsCompleted);

        using (Signals.Subscribe(listened))
        {
            await first;
            await Signals.WhenListeningAsync("topic", Token);
            Assert.True(Signals.HasListener("topic"));
            Assert.Equal(listened == IJobSignals.Everything, Signals.HasListener("another"));
            await (listened == IJobSignals.Everything ? other : Task.CompletedTask);
        }

        Assert.False(Signals.HasListener("topic"));
        Assert.False(Signals.WhenListeningAsync("topic", Token).IsCompleted);
    }

    [Fact]
    public async Task Who_waits_to_be_heard_can_give_up()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = Signals.WhenListeningAsync("topic", enough.Token);
        await enough.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_subscription_of_several_topics_is_woken_by_each_of_them_only_and_leaves_them_all()
    {
        using (var subscription = Signals.Subscribe("one", "two", "two"))
        {
            Signals.Raise("one");
            Assert.True(await subscription.WaitAsync(Patience, Token));
            Signals.Raise("two");
            Assert.True(await subscription.WaitAsync(Patience, Token));
            Signals.Raise("three");
            Assert.False(await subscription.WaitAsync(TimeSpan.Zero, Token));
            Assert.True(Signals.HasListener("one") && Signals.HasListener("two"));
        }

        Assert.False(Signals.HasListener("one") || Signals.HasListener("two"));
    }

    [Fact]
    public async Task Subscribing_raising_and_leaving_at_once_lose_no_signal()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    using var subscription = Signals.Subscribe("topic");
                    Signals.Raise("topic");
                    Assert.True(await subscription.WaitAsync(Patience, Token));
                }
            },
            Token)));
    }
}
