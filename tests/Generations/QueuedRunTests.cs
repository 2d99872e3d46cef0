using Darkroom.Generations;

namespace Darkroom.Tests.Generations;

/// <summary>The places of generations in the queues of their providers.</summary>
public sealed class QueuedRunTests
{
    private static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_position_counts_the_waiting_images_of_the_same_provider()
    {
        var first = Create("a", "painter", SlotStatus.Running, SlotStatus.Waiting);
        var other = Create("b", "openai", SlotStatus.Waiting);
        var second = Create("c", "painter", SlotStatus.Waiting, SlotStatus.Waiting);
        var running = Create("d", "painter", SlotStatus.Running);
        var third = Create("e", "painter", SlotStatus.Waiting);

        var runs = QueuedRun.List([first, other, second, running, third], [], Now);

        Assert.Equal([0, 0, 1, null, 3], runs.Select(run => run.Position));
    }

    [Fact]
    public void A_pause_is_reported_to_the_runs_that_wait_for_it()
    {
        var pause = new PausedQueue("openai", PauseReason.Rate, Now.AddSeconds(20));

        var runs = QueuedRun.List([Create("a", "openai", SlotStatus.Running), Create("b", "openai", SlotStatus.Waiting), Create("c", "painter", SlotStatus.Waiting)], [pause], Now);

        Assert.Equal([null, pause, null], runs.Select(run => run.Paused));
    }

    [Fact]
    public void The_remaining_time_is_that_of_the_slowest_running_image_and_never_negative()
    {
        var state = Create("a", "painter", SlotStatus.Running, SlotStatus.Running, SlotStatus.Running);
        state = state with { Slots = [WithEta(state.Slots[0], 4000), WithEta(state.Slots[1], 9000), state.Slots[2]] };

        Assert.Equal(TimeSpan.FromSeconds(6), QueuedRun.List([state], [], Now)[0].Remaining);
        Assert.Equal(TimeSpan.Zero, QueuedRun.List([state], [], Now.AddMinutes(1))[0].Remaining);
        Assert.Null(QueuedRun.List([Create("b", "painter", SlotStatus.Running)], [], Now)[0].Remaining);
    }

    private static SlotState WithEta(SlotState slot, long eta) =>
        slot with { Progress = new SlotProgress(ProgressStage.Started, "", Now.AddSeconds(-3), null, null, eta, true) };

    private static GenerationState Create(string id, string provider, params SlotStatus[] slots) => new()
    {
        Id = id,
        Request = Samples.Request(n: slots.Length) with { Provider = provider },
        CreatedAt = Now,
        Slots = [.. slots.Select((status, index) => new SlotState { ImageIndex = index, Status = status })],
    };
}
