using System.Runtime.CompilerServices;

namespace Darkroom.Campaigns.Export;

/// <summary>Works on the next few items while the consumer uses one.</summary>
internal static class ReadAhead
{
    /// <summary>
    /// Runs the work for each item, at most <paramref name="max"/> at a time, and returns the results in the items' order. When the
    /// enumeration has ended, for whatever reason, no work is running any more.
    /// </summary>
    /// <param name="max">1 or more. Results that wait for an earlier one count too.</param>
    internal static async IAsyncEnumerable<TResult> InOrderAsync<TItem, TResult>(
        IEnumerable<TItem> items, int max, Func<TItem, CancellationToken, Task<TResult>> work, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = new Queue<Task<TResult>>();
        try
        {
            foreach (var item in items)
            {
                if (started.Count == max)
                {
                    yield return await started.Dequeue();
                }

                stop.Token.ThrowIfCancellationRequested();
                started.Enqueue(work(item, stop.Token));
            }

            while (started.TryDequeue(out var next))
            {
                yield return await next;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(started)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
