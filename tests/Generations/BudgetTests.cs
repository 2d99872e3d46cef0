using Darkroom.Generations;
using Darkroom.Providers;

namespace Darkroom.Tests.Generations;

/// <summary>The cost of runs, and the limit of a day.</summary>
public sealed class BudgetTests
{
    private static readonly byte[] TestImage = TestImages.SmallPng();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_finished_image_has_its_cost()
    {
        using var bench = new RunBench();
        var provider = new ScriptedProvider(Say.Priced(TestImage, 0.07m));

        var finished = Assert.IsType<SlotResult.Finished>(await bench.RunAsync(provider));

        Assert.Equal(new Cost(0.07m, CostBasis.Reported), finished.Image.Cost);
    }

    [Fact]
    public async Task An_image_without_a_known_price_has_no_cost_and_is_made_without_a_limit()
    {
        using var bench = new RunBench();

        var finished = Assert.IsType<SlotResult.Finished>(await bench.RunAsync(new ScriptedProvider(Say.Final(TestImage))));

        Assert.Null(finished.Image.Cost);
    }

    [Fact]
    public async Task With_a_limit_an_image_without_a_known_price_is_not_requested()
    {
        using var bench = new RunBench { Cap = 1 };
        var provider = new ScriptedProvider(Say.Final(TestImage));

        var failed = Assert.IsType<SlotResult.Failed>(await bench.RunAsync(provider));

        Assert.Equal(FailureCode.Quota, failed.Failure.Code);
        Assert.Contains("Providers:painter:PricePerImage", failed.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(provider.Asked);
        Assert.Null(bench.Health.Get(Samples.Provider));
    }

    [Fact]
    public async Task An_image_beyond_the_limit_is_not_requested_and_the_message_has_the_amounts()
    {
        using var bench = new RunBench(n: 2) { Cap = 0.1m, Prices = { [Samples.Provider] = 0.06m } };
        var provider = new ScriptedProvider(Say.Final(TestImage));
        Assert.IsType<SlotResult.Finished>(await bench.RunAsync(provider));
        await bench.NextAsync();

        var failed = Assert.IsType<SlotResult.Failed>(await bench.RunAsync(provider));

        Assert.Equal((FailureCode.Quota, false), (failed.Failure.Code, failed.Failure.Transient));
        Assert.False(failed.ProviderCalled);
        Assert.StartsWith(
            "Today's limit of $0.10 (Costs:DailyCapUsd) would be exceeded: $0.06 is spent or reserved, and this image costs about $0.06.",
            failed.Failure.Message,
            StringComparison.Ordinal);
        Assert.Single(provider.Asked);
    }

    [Fact]
    public async Task A_call_that_was_refused_gives_its_money_back_and_one_that_had_begun_does_not()
    {
        using var bench = new RunBench { Prices = { [Samples.Provider] = 0.06m } };
        await bench.RunAsync(new ScriptedProvider(Say.Failed(Samples.Blocked)));
        Assert.Equal(0, await bench.Storage.Charges.SpentTodayAsync(Token));

        await bench.RunAsync(new ScriptedProvider(Say.Partial(0, TestImage), Say.Failed(Samples.Blocked)));
        Assert.Equal(0.06m, await bench.Storage.Charges.SpentTodayAsync(Token));
    }

    [Theory]
    [InlineData(FailureCode.Interrupted, null, true)]
    [InlineData(FailureCode.Cancelled, null, true)]
    [InlineData(FailureCode.ModerationBlocked, "output", true)]
    [InlineData(FailureCode.ModerationBlocked, "input", false)]
    [InlineData(FailureCode.RateLimited, null, false)]
    public async Task Work_that_was_lost_or_held_back_may_be_billed_and_stays_on_the_books(FailureCode code, string? stage, bool stays)
    {
        using var bench = new RunBench { Prices = { [Samples.Provider] = 0.06m } };
        var failure = new Failure(code, "No image.", Moderation: stage is null ? null : new ModerationVerdict(stage, []));

        await bench.RunAsync(new ScriptedProvider(Say.Progress(), Say.Failed(failure)));

        Assert.Equal(stays ? 0.06m : 0, await bench.Storage.Charges.SpentTodayAsync(Token));
    }

    [Fact]
    public async Task At_midnight_a_whole_day_is_left()
    {
        using var bench = new RunBench { Cap = 0.01m, Prices = { [Samples.Provider] = 0.06m } };
        Assert.Equal(TimeSpan.Zero, bench.Time.GetUtcNow().TimeOfDay);

        var failed = Assert.IsType<SlotResult.Failed>(await bench.RunAsync(new ScriptedProvider(Say.Final(TestImage))));

        Assert.EndsWith("in 24 h 0 min.", failed.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_free_image_needs_no_room_and_leaves_no_charge()
    {
        using var bench = new RunBench { Cap = 0 };
        var free = new ScriptedProvider(Say.Final(TestImage)) { Description = new ProviderDescription("Free", "Asks nothing.", Paid: false) };

        var finished = Assert.IsType<SlotResult.Finished>(await bench.RunAsync(free));

        Assert.Equal(new Cost(0, CostBasis.Free), finished.Image.Cost);
        await bench.Queue.CompleteAsync(bench.Lease, finished.Image, Token);
        Assert.Empty(await bench.Storage.Charges.TotalsAsync(1, Token));
    }
}
