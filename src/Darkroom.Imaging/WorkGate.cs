using System.Diagnostics.CodeAnalysis;

namespace Darkroom.Imaging;

/// <summary>Lets a fixed number in at once; the others wait in line and can give up.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to release.")]
internal sealed class WorkGate(int places)
{
    private readonly SemaphoreSlim _places = new(places, places);
    private int _waiting;

    internal int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Waits for a place; disposing the answer gives it back.</summary>
    /// <exception cref="OperationCanceledException">The token fired first; no place was taken.</exception>
    internal async ValueTask<Permit> EnterAsync(CancellationToken cancellationToken)
    {
        if (_places.Wait(0, cancellationToken))
        {
            return new Permit(_places);
        }

        Interlocked.Increment(ref _waiting);
        try
        {
            await _places.WaitAsync(cancellationToken);
            return new Permit(_places);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <param name="places">Null for a place that is none.</param>
    internal readonly struct Permit(SemaphoreSlim? places) : IDisposable
    {
        public void Dispose() => places?.Release();
    }
}
