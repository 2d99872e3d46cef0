namespace Darkroom.Painter;

/// <summary>Shares the machine's cores between concurrent paintings: each has one and uses others while they are idle. Thread-safe.</summary>
internal sealed class Cores(int count)
{
    // A brush that mirrors the canvas reads at most the first two rows of what it paints, so those must be in the same band.
    private const int BandRows = 8;

    // Fewer pixels are painted faster by one core.
    private const int MinPixels = 8192;

    private int _busy;

    /// <summary>Counts the calling thread's core as busy during a piece of work.</summary>
    public void Work(Action work)
    {
        Interlocked.Increment(ref _busy);
        try
        {
            work();
        }
        finally
        {
            Interlocked.Decrement(ref _busy);
        }
    }

    /// <summary>Paints rows, in bands on all idle cores. Checks the token once per row.</summary>
    public void Paint(int top, int bottom, int width, Action<int> row, CancellationToken cancellationToken)
    {
        var bands = (bottom - top + BandRows - 1) / BandRows;
        var helpers = (bottom - top) * width < MinPixels ? 0 : Math.Max(0, Math.Min(count - Volatile.Read(ref _busy), bands - 1));
        var next = top;
        if (helpers == 0)
        {
            PaintBands();
            return;
        }

        Interlocked.Add(ref _busy, helpers);
        try
        {
            Parallel.For(0, helpers + 1, new ParallelOptions { CancellationToken = cancellationToken }, _ => PaintBands());
        }
        finally
        {
            Interlocked.Add(ref _busy, -helpers);
        }

        void PaintBands()
        {
            for (var end = Interlocked.Add(ref next, BandRows); end < bottom + BandRows; end = Interlocked.Add(ref next, BandRows))
            {
                for (var at = end - BandRows; at < Math.Min(end, bottom); at++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    row(at);
                }
            }
        }
    }
}
