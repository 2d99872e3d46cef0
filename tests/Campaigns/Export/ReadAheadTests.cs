using Darkroom.Campaigns.Export;

namespace Darkroom.Tests.Campaigns.Export;

public sealed class ReadAheadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Results_are_in_the_order_of_the_items()
    {
        var gates = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource<int>()).ToArray();
        await using var results = ReadAhead.InOrderAsync(Enumerable.Range(0, 4), 4, (item, _) => gates[item].Task, Cancel).GetAsyncEnumerator(Cancel);
        var first = results.MoveNextAsync();
        foreach (var item in new[] { 3, 1, 2, 0 })
        {
            Assert.False(first.IsCompleted);
            gates[item].SetResult(item);
        }

        Assert.True(await first);
        for (var item = 0; item < 4; item++)
        {
            Assert.Equal(item, results.Current);
            Assert.Equal(item < 3, await results.MoveNextAsync());
        }
    }

    [Fact]
    public async Task Only_the_limited_number_runs_ahead_of_a_slow_reader()
    {
        var begun = 0;
        await using var results = ReadAhead.InOrderAsync(Enumerable.Range(0, 100), 3, (item, _) => Task.FromResult(Interlocked.Increment(ref begun)), Cancel)
            .GetAsyncEnumerator(Cancel);
        for (var read = 1; read < 50; read++)
        {
            Assert.True(await results.MoveNextAsync());
            Assert.InRange(begun, read, read + 2);
        }
    }

    [Fact]
    public async Task Ending_the_enumeration_stops_the_work_and_waits_for_it()
    {
        var running = 0;
        await foreach (var _ in ReadAhead.InOrderAsync(Enumerable.Range(0, 100), 3, WorkAsync, Cancel))
        {
            break;
        }

        Assert.Equal(0, running);

        async Task<int> WorkAsync(int item, CancellationToken token)
        {
            if (item == 0)
            {
                return item;
            }

            Interlocked.Increment(ref running);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return item;
            }
            finally
            {
                await Task.Yield();
                Interlocked.Decrement(ref running);
            }
        }
    }
}
