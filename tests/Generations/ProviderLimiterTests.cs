using Darkroom.Generations;

namespace Darkroom.Tests.Generations;

public sealed class ProviderLimiterTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_lane_has_room_up_to_its_concurrency()
    {
        var lanes = new ProviderLimiter([new("a", 2, null), new("b", 1, null)], _time);

        Assert.Equal(["a", "b"], lanes.WithRoom());
        lanes.Enter("a");
        lanes.Enter("b");
        Assert.Equal(["a"], lanes.WithRoom());
        lanes.Enter("a");
        Assert.Empty(lanes.WithRoom());
        lanes.Leave("b", null);
        Assert.Equal(["b"], lanes.WithRoom());
        Assert.Empty(lanes.Held());
    }

    [Fact]
    public void Starts_in_any_sixty_seconds_stay_within_the_limit()
    {
        var lanes = new ProviderLimiter([new("a", 10, 2)], _time);
        lanes.Enter("a");
        _time.Advance(TimeSpan.FromSeconds(20));
        lanes.Enter("a");
        lanes.Leave("a", null);

        Assert.Empty(lanes.WithRoom());
        AssertHeld(lanes, PauseReason.Rate, TimeSpan.FromSeconds(40));
        _time.Advance(TimeSpan.FromSeconds(40) - TimeSpan.FromTicks(1));
        Assert.Empty(lanes.WithRoom());
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(["a"], lanes.WithRoom());
        Assert.Empty(lanes.Held());
        lanes.Enter("a");
        AssertHeld(lanes, PauseReason.Rate, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_full_lane_waits_for_a_slot_that_ends_and_not_for_a_time()
    {
        var lanes = new ProviderLimiter([new("a", 1, 1)], _time);
        lanes.Enter("a");

        Assert.Empty(lanes.Held());
        lanes.Leave("a", null);
        AssertHeld(lanes, PauseReason.Rate, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Five_failures_in_a_row_that_speak_of_the_provider_open_the_circuit()
    {
        var lanes = new ProviderLimiter([new("a", 8, null)], _time);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(["a"], lanes.WithRoom());
            Run(lanes, i % 2 == 0 ? FailureCode.Unavailable : FailureCode.Timeout);
        }

        Assert.Empty(lanes.WithRoom());
        AssertHeld(lanes, PauseReason.Circuit, TimeSpan.FromSeconds(15));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(FailureCode.InvalidRequest)]
    [InlineData(FailureCode.ModerationBlocked)]
    [InlineData(FailureCode.RateLimited)]
    [InlineData(FailureCode.BadOutput)]
    public void Whatever_a_provider_answers_starts_the_count_anew(FailureCode? answer)
    {
        var lanes = new ProviderLimiter([new("a", 8, null)], _time);
        for (var i = 0; i < 12; i++)
        {
            Run(lanes, i % 4 == 3 ? answer : FailureCode.Unavailable);
        }

        Assert.Equal(["a"], lanes.WithRoom());
    }

    [Fact]
    public void After_the_wait_one_slot_tries_and_each_failed_trial_doubles_the_wait()
    {
        var lanes = new ProviderLimiter([new("a", 8, null)], _time);
        for (var i = 0; i < 5; i++)
        {
            Run(lanes, FailureCode.Unavailable);
        }

        foreach (var seconds in new[] { 15, 30, 60, 120, 240, 300, 300 })
        {
            AssertHeld(lanes, PauseReason.Circuit, TimeSpan.FromSeconds(seconds));
            _time.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Equal(["a"], lanes.WithRoom());
            lanes.Enter("a");
            Assert.Empty(lanes.WithRoom());
            lanes.Leave("a", new Failure(FailureCode.Unavailable, ""));
        }
    }

    [Fact]
    public void A_trial_that_goes_well_closes_the_circuit()
    {
        var lanes = new ProviderLimiter([new("a", 8, null)], _time);
        for (var i = 0; i < 5; i++)
        {
            Run(lanes, FailureCode.Unavailable);
        }

        _time.Advance(TimeSpan.FromSeconds(15));
        Run(lanes, null);
        lanes.Enter("a");
        Assert.Equal(["a"], lanes.WithRoom());
        Assert.Empty(lanes.Held());
    }

    [Fact]
    public void An_unknown_lane_is_a_fault() => Assert.Throws<ArgumentException>(() => new ProviderLimiter([], _time).Enter("a"));

    private static void Run(ProviderLimiter lanes, FailureCode? code)
    {
        lanes.Enter("a");
        lanes.Leave("a", code is { } known ? new Failure(known, "") : null);
    }

    private void AssertHeld(ProviderLimiter lanes, PauseReason hold, TimeSpan wait)
    {
        var held = Assert.Single(lanes.Held());
        Assert.Equal(("a", hold, _time.GetUtcNow() + wait), (held.Id, held.Reason, held.Until));
    }
}
