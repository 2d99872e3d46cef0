using System.Diagnostics.CodeAnalysis;

namespace Darkroom;

/// <summary>
/// Runs the same work once for all callers that request it at the same time. Each caller has its own cancellation: one that leaves does not
/// disturb the others, and work is cancelled when its last caller has left. No result is kept after the work has ended.
/// </summary>
/// <typeparam name="TKey">Equal keys stand for the same work.</typeparam>
/// <typeparam name="TResult">Given to every caller, so it must not be changed or disposed.</typeparam>
public sealed class SingleFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Flight> _flights = [];

    /// <summary>Joins the work of this key that is running, or starts it.</summary>
    /// <param name="work">Gets a token that fires when the last caller has left.</param>
    /// <param name="cancellationToken">Ends the wait of this caller only.</param>
    /// <exception cref="OperationCanceledException">The caller's token fired.</exception>
    public async Task<TResult> RunAsync(TKey key, Func<CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var flight = Join(key, work);
        try
        {
            return await flight.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(key, flight);
        }
    }

    private Flight Join(TKey key, Func<CancellationToken, Task<TResult>> work)
    {
        lock (_gate)
        {
            // A result that is complete may be out of date, so callers that come later do not get it.
            if (!_flights.TryGetValue(key, out var flight) || flight.Task.IsCompleted)
            {
                _flights[key] = flight = new Flight(work);
            }

            flight.Callers++;
            return flight;
        }
    }

    private void Leave(TKey key, Flight flight)
    {
        lock (_gate)
        {
            if (--flight.Callers > 0)
            {
                return;
            }

            if (_flights.TryGetValue(key, out var current) && current == flight)
            {
                _flights.Remove(key);
            }
        }

        flight.Abandon();
    }

    [SuppressMessage("Design", "CA1001", Justification = "Abandon disposes the source when the work has ended.")]
    private sealed class Flight
    {
        private readonly CancellationTokenSource _abandoned = new();

        public Flight(Func<CancellationToken, Task<TResult>> work)
        {
            // Started on the pool: the first caller can leave at any time, also while the work does not await.
            var token = _abandoned.Token;
            Task = System.Threading.Tasks.Task.Run(() => work(token), CancellationToken.None);
        }

        public Task<TResult> Task { get; }

        /// <summary>Callers that wait; guarded by the gate.</summary>
        public int Callers { get; set; }

        public void Abandon()
        {
            _abandoned.Cancel();
            Task.ContinueWith(
                ended =>
                {
                    _ = ended.Exception;
                    _abandoned.Dispose();
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }
}
