namespace Darkroom.Tests;

/// <summary>Images in memory between the providers and the disk.</summary>
public sealed class ImageBudgetTests
{
    private const long MB = 1024 * 1024;

    private readonly ManualTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_waits_until_another_leaves()
    {
        var budget = new ImageBudget(2, 100 * MB, _time);
        var first = await budget.EnterAsync(MB, ReceivedImage.Final, Cancel);
        using var second = await budget.EnterAsync(MB, ReceivedImage.Final, Cancel);
        var third = budget.EnterAsync(MB, ReceivedImage.Final, Cancel);

        Assert.False(third.IsCompleted);
        first!.Dispose();
        first!.Dispose();

        using var room = await third;
        Assert.Equal(2, budget.Images);
    }

    [Fact]
    public async Task The_images_together_have_at_most_the_given_size()
    {
        var budget = new ImageBudget(100, 10 * MB, _time);
        var first = await budget.EnterAsync(6 * MB, ReceivedImage.Final, Cancel);

        Assert.Null(budget.TryEnter(5 * MB, ReceivedImage.Final));
        first!.Resize(5 * MB);
        using var second = budget.TryEnter(5 * MB, ReceivedImage.Final);
        Assert.NotNull(second);
        first!.Dispose();
    }

    [Fact]
    public async Task One_image_always_has_room()
    {
        var budget = new ImageBudget(8, 10 * MB, _time);

        using var huge = await budget.EnterAsync(1000 * MB, ReceivedImage.FirstPartial, Cancel);
        Assert.Null(budget.TryEnter(1, ReceivedImage.Final));
    }

    [Theory]
    [InlineData(ReceivedImage.Final, ReceivedImage.FirstPartial)]
    [InlineData(ReceivedImage.Final, ReceivedImage.LaterPartial)]
    [InlineData(ReceivedImage.FirstPartial, ReceivedImage.LaterPartial)]
    public async Task Finished_images_go_before_first_partial_images_and_these_before_later_ones(ReceivedImage before, ReceivedImage after)
    {
        var budget = new ImageBudget(1, 100 * MB, _time);
        var taken = await budget.EnterAsync(MB, ReceivedImage.Final, Cancel);
        var second = budget.EnterAsync(MB, after, Cancel);
        var first = budget.EnterAsync(MB, before, Cancel);

        taken!.Dispose();
        using (await first)
        {
            Assert.False(second.IsCompleted);
            Assert.Null(budget.TryEnter(MB, after));
        }

        (await second)?.Dispose();
        Assert.Equal(0, budget.Images);
    }

    [Fact]
    public async Task A_later_partial_image_that_would_wait_too_long_is_skipped()
    {
        var budget = new ImageBudget(1, 100 * MB, _time);
        using var taken = await budget.EnterAsync(MB, ReceivedImage.Final, Cancel);
        var later = budget.EnterAsync(MB, ReceivedImage.LaterPartial, Cancel);

        _time.Advance(ImageBudget.MaxLaterPartialWait);

        Assert.Null(await later);
        Assert.Equal(1, budget.Images);
    }

    [Fact]
    public async Task A_large_image_is_not_overtaken_by_small_ones()
    {
        var budget = new ImageBudget(8, 10 * MB, _time);
        var first = await budget.EnterAsync(6 * MB, ReceivedImage.Final, Cancel);
        var large = budget.EnterAsync(8 * MB, ReceivedImage.Final, Cancel);

        Assert.Null(budget.TryEnter(MB, ReceivedImage.Final));
        var small = budget.EnterAsync(MB, ReceivedImage.Final, Cancel);
        first!.Dispose();

        using (await large)
        using (await small)
        {
            Assert.Equal(2, budget.Images);
        }
    }

    [Fact]
    public async Task A_stalled_image_holds_up_the_others_only_for_a_while()
    {
        var budget = new ImageBudget(1, 100 * MB, _time);
        using var stalled = await budget.EnterAsync(MB, ReceivedImage.Final, Cancel);
        var other = budget.EnterAsync(MB, ReceivedImage.Final, Cancel);

        _time.Advance(ImageBudget.MaxWait - TimeSpan.FromTicks(1));
        Assert.False(other.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));

        using var room = await other;
        Assert.Equal(2, budget.Images);
    }

    [Fact]
    public async Task A_cancelled_wait_takes_no_room_and_lets_the_next_one_in()
    {
        var budget = new ImageBudget(8, 10 * MB, _time);
        var first = await budget.EnterAsync(6 * MB, ReceivedImage.Final, Cancel);
        using var stop = new CancellationTokenSource();
        var large = budget.EnterAsync(8 * MB, ReceivedImage.Final, stop.Token);
        var small = budget.EnterAsync(MB, ReceivedImage.FirstPartial, Cancel);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await large);
        using (await small)
        {
            first!.Dispose();
        }

        Assert.Equal(0, budget.Images);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await budget.EnterAsync(1, ReceivedImage.Final, stop.Token));
    }

    [Fact]
    public async Task No_order_of_entering_leaving_cancelling_and_waiting_leaks_room()
    {
        for (var seed = 0; seed < 100_000; seed++)
        {
            await PlayAsync(seed);
        }
    }

    private static async Task LeaveAsync(Task<ImageBudget.Room?> wait)
    {
        try
        {
            (await wait)?.Dispose();
        }
        catch (OperationCanceledException)
        {
            // It was cancelled while it waited.
        }
    }

    private static async Task PlayAsync(int seed)
    {
        var random = new Random(seed);
        var time = new ManualTime();
        var budget = new ImageBudget(random.Next(1, 4), 10, time);
        using var stop = new CancellationTokenSource();
        List<Task<ImageBudget.Room?>> waiting = [];
        List<ImageBudget.Room> rooms = [];
        for (var step = 0; step < 12; step++)
        {
            var taken = random.Next(Math.Max(rooms.Count, 1));
            switch (random.Next(8))
            {
                case 0 when taken < rooms.Count:
                    rooms[taken].Resize(random.Next(12));
                    break;
                case 1 or 2 when taken < rooms.Count:
                    rooms[taken].Dispose();
                    break;
                case 3 when random.Next(4) == 0:
                    await stop.CancelAsync();
                    break;
                case 4 when random.Next(4) == 0:
                    time.Advance(ImageBudget.MaxWait);
                    break;
                case 5 when budget.TryEnter(random.Next(12), (ReceivedImage)random.Next(3)) is { } room:
                    rooms.Add(room);
                    break;
                default:
                    waiting.Add(budget.EnterAsync(random.Next(12), (ReceivedImage)random.Next(3), random.Next(2) == 0 ? stop.Token : Cancel).AsTask());
                    break;
            }
        }

        rooms.ForEach(room => room.Dispose());
        await stop.CancelAsync();
        await Task.WhenAll(waiting.Select(LeaveAsync));
        Assert.True(budget.Images == 0 && budget.TryEnter(10, ReceivedImage.Final) is not null, $"Images have not left after history {seed}.");
    }
}
