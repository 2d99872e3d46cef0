using System.Diagnostics.CodeAnalysis;

namespace Darkroom.Imaging;

/// <summary>Limits how many callers run at the same time. The others wait in a queue and can be cancelled.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never used holds nothing to release.")]
internal sealed class ConcurrencyLimiter(int limit)
{
    private readonly SemaphoreSlim _semaphore = new(limit, limit);
    private int _waiting;

    /// <summary>The number of callers that wait now.</summary>
    internal int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Waits for a permit. Dispose it to release it.</summary>
    /// <exception cref="OperationCanceledException">The token fired; no permit is held.</exception>
    internal async ValueTask<Permit> EnterAsync(CancellationToken cancellationToken)
    {
        if (_semaphore.Wait(0, cancellationToken))
        {
            return new Permit(_semaphore);
        }

        Interlocked.Increment(ref _waiting);
        try
        {
            await _semaphore.WaitAsync(cancellationToken);
            return new Permit(_semaphore);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>The right to run. The default value holds nothing.</summary>
    internal readonly struct Permit(SemaphoreSlim? semaphore) : IDisposable
    {
        public void Dispose() => semaphore?.Release();
    }
}
