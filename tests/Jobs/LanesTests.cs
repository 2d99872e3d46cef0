using Darkroom.Jobs;

namespace Darkroom.Tests.Jobs;

public sealed class LanesTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_lane_has_room_up_to_its_concurrency()
    {
        var lanes = new Lanes([new("a", 2, null), new("b", 1, null)], _time);

        Assert.Equal(["a", "b"], lanes.WithRoom());
        lanes.Enter("a");
        lanes.Enter("b");
        Assert.Equal(["a"], lanes.WithRoom());
        lanes.Enter("a");
        Assert.Empty(lanes.WithRoom());
        lanes.Leave("b");
        Assert.Equal(["b"], lanes.WithRoom());
        Assert.Null(lanes.NextRoom());
    }

    [Fact]
    public void Starts_in_any_sixty_seconds_stay_within_the_limit()
    {
        var lanes = new Lanes([new("a", 10, 2)], _time);
        lanes.Enter("a");
        _time.Advance(TimeSpan.FromSeconds(20));
        lanes.Enter("a");
        lanes.Leave("a");

        Assert.Empty(lanes.WithRoom());
        Assert.Equal(TimeSpan.FromSeconds(40), lanes.NextRoom());
        _time.Advance(TimeSpan.FromSeconds(40) - TimeSpan.FromTicks(1));
        Assert.Empty(lanes.WithRoom());
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(["a"], lanes.WithRoom());
        Assert.Null(lanes.NextRoom());
        lanes.Enter("a");
        Assert.Equal(TimeSpan.FromSeconds(20), lanes.NextRoom());
    }

    [Fact]
    public void A_full_lane_waits_for_a_slot_that_ends_and_not_for_a_time()
    {
        var lanes = new Lanes([new("a", 1, 1)], _time);
        lanes.Enter("a");

        Assert.Null(lanes.NextRoom());
        lanes.Leave("a");
        Assert.Equal(TimeSpan.FromMinutes(1), lanes.NextRoom());
    }

    [Fact]
    public void The_lane_that_has_room_soonest_is_waited_for()
    {
        var lanes = new Lanes([new("a", 2, 1), new("b", 2, 1)], _time);
        lanes.Enter("a");
        _time.Advance(TimeSpan.FromSeconds(15));
        lanes.Enter("b");

        Assert.Equal(TimeSpan.FromSeconds(45), lanes.NextRoom());
    }

    [Fact]
    public void An_unknown_lane_is_a_fault() => Assert.Throws<ArgumentException>(() => new Lanes([], _time).Enter("a"));
}
