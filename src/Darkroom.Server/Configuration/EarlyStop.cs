using System.Runtime.InteropServices;

namespace Darkroom.Server.Configuration;

/// <summary>
/// Handles SIGTERM and SIGINT until the host does, so that a signal during the start stops it cleanly. A second signal ends the process at once.
/// </summary>
internal sealed class EarlyStop : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;

    public EarlyStop() => _signals = [Register(PosixSignal.SIGTERM), Register(PosixSignal.SIGINT)];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        _stop.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        try
        {
            context.Cancel = !_stop.IsCancellationRequested;
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The process is ending already.
        }
    });
}
