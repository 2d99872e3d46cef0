using System.Runtime.CompilerServices;

namespace Darkroom.Campaigns.Export;

/// <summary>Works on the next few while one is handed out.</summary>
internal static class ReadAhead
{
    /// <summary>
    /// Runs the work for each item, at most so many at a time, and gives the results in the items' order. Whoever stops reading stops
    /// the work: when the enumeration has ended, however it ended, nothing of it runs any more.
    /// </summary>
    /// <param name="most">1 or more; results that wait for an earlier one count too.</param>
    internal static async IAsyncEnumerable<TResult> InOrderAsync<TItem, TResult>(
        IEnumerable<TItem> items, int most, Func<TItem, CancellationToken, Task<TResult>> work, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var begun = new Queue<Task<TResult>>();
        try
        {
            foreach (var item in items)
            {
                if (begun.Count == most)
                {
                    yield return await begun.Dequeue();
                }

                stop.Token.ThrowIfCancellationRequested();
                begun.Enqueue(work(item, stop.Token));
            }

            while (begun.TryDequeue(out var next))
            {
                yield return await next;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(begun)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
