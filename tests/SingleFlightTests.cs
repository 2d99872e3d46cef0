namespace Darkroom.Tests;

public sealed class SingleFlightTests
{
    private readonly SingleFlight<string, int> _flights = new();
    private readonly TaskCompletionSource<int> _result = new();
    private readonly TaskCompletionSource<CancellationToken> _started = new();
    private int _runs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_concurrent_callers_share_one_run()
    {
        var callers = Enumerable.Range(0, 50).Select(_ => RunAsync(Token)).ToArray();
        _result.SetResult(7);

        Assert.All(await Task.WhenAll(callers), one => Assert.Equal(7, one));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task A_cancelled_caller_does_not_affect_the_others()
    {
        using var leaving = new CancellationTokenSource();
        var (first, second) = (RunAsync(leaving.Token), RunAsync(Token));
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False((await _started.Task).IsCancellationRequested);
        _result.SetResult(7);
        Assert.Equal(7, await second);
    }

    [Fact]
    public async Task Work_without_callers_is_cancelled_and_the_next_caller_starts_it_again()
    {
        using var leaving = new CancellationTokenSource();
        var left = RunAsync(leaving.Token);
        var token = await _started.Task;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.True(token.IsCancellationRequested);

        var next = RunAsync(Token);
        _result.SetResult(7);
        Assert.Equal(7, await next);
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task A_failure_reaches_all_waiting_callers_and_no_later_ones()
    {
        var callers = new[] { RunAsync(Token), RunAsync(Token) };
        _result.SetException(new InvalidDataException("broken"));
        foreach (var caller in callers)
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => caller);
        }

        Assert.Equal(8, await _flights.RunAsync("key", _ => Task.FromResult(8), Token));
    }

    [Fact]
    public async Task Different_keys_run_separately()
    {
        var first = RunAsync(Token);
        Assert.Equal(8, await _flights.RunAsync("other", _ => Task.FromResult(8), Token));
        _result.SetResult(7);
        Assert.Equal(7, await first);
    }

    private Task<int> RunAsync(CancellationToken cancellationToken) => _flights.RunAsync(
        "key",
        token =>
        {
            Interlocked.Increment(ref _runs);
            _started.TrySetResult(token);
            return _result.Task;
        },
        cancellationToken);
}
