namespace Darkroom.Server.Imports;

/// <summary>Admits a few imports at the same time: each holds files in memory and keeps processors busy.</summary>
internal sealed class ImportGate : IDisposable
{
    private const int MaxImports = 2;

    private readonly SemaphoreSlim _free = new(MaxImports);

    /// <summary>Returns what to dispose when the import has ended; null if there is no room.</summary>
    public IDisposable? TryEnter() => _free.Wait(0, CancellationToken.None) ? new Place(_free) : null;

    public void Dispose() => _free.Dispose();

    private sealed class Place(SemaphoreSlim free) : IDisposable
    {
        private bool _left;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _left, true))
            {
                free.Release();
            }
        }
    }
}
