using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Darkroom.Server.Http;

/// <summary>
/// Limits the connections without an accepted request. If there are too many, the oldest of them is closed: rejecting new ones instead would
/// let idle connections lock out every client.
/// </summary>
internal sealed partial class ConnectionGate(ConnectionLimits limits, TimeProvider time, ILogger<ConnectionGate> log)
{
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();

    /// <summary>Connections without an accepted request, the oldest first.</summary>
    private readonly LinkedList<ConnectionContext> _unauthenticated = new();

    private int _open;
    private DateTimeOffset _nextWarning = DateTimeOffset.MinValue;

    /// <summary>Runs a connection and counts it while it is open.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var admission = new AdmittedConnection(this, connection);
        Enter(admission);
        try
        {
            connection.Features.Set(admission);
            await next(connection);
        }
        finally
        {
            Leave(admission);
        }
    }

    /// <summary>Counts the connection of a request as authenticated from now on, because the request was accepted.</summary>
    public static void Admit(HttpContext context) => context.Features.Get<AdmittedConnection>()?.Admit();

    /// <summary>Closes the oldest connection without an accepted request, if there is one, to make room for a new connection.</summary>
    public void EvictOldest()
    {
        ConnectionContext? oldest;
        lock (_lock)
        {
            oldest = TakeOldest();
        }

        Abort(oldest);
    }

    private void Enter(AdmittedConnection admission)
    {
        ConnectionContext? oldest = null;
        var warn = false;
        lock (_lock)
        {
            _open++;
            _unauthenticated.AddLast(admission.Node);
            if (_unauthenticated.Count > limits.Unauthenticated)
            {
                oldest = TakeOldest();
            }

            if ((oldest is not null || _open >= limits.Total) && time.GetUtcNow() >= _nextWarning)
            {
                warn = true;
                _nextWarning = time.GetUtcNow() + BetweenWarnings;
            }
        }

        Abort(oldest);
        if (warn)
        {
            LogCrowded(_open, limits.Total, limits.Unauthenticated);
        }
    }

    private ConnectionContext? TakeOldest()
    {
        var oldest = _unauthenticated.First?.Value;
        if (oldest is not null)
        {
            _unauthenticated.RemoveFirst();
        }

        return oldest;
    }

    private static void Abort(ConnectionContext? connection) =>
        connection?.Abort(new ConnectionAbortedException("Too many connections without an accepted request."));

    private void Leave(AdmittedConnection admission)
    {
        lock (_lock)
        {
            _open--;
            Remove(admission.Node);
        }
    }

    private void Remove(LinkedListNode<ConnectionContext> node)
    {
        if (node.List is not null)
        {
            _unauthenticated.Remove(node);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Many connections: {Open} of at most {Total}, of which at most {Unauthenticated} without an accepted request. More are closed. Raise the limit on open files (ulimit -n) to allow more")]
    private partial void LogCrowded(int open, int total, int unauthenticated);

    /// <summary>A connection's place in the gate.</summary>
    private sealed class AdmittedConnection(ConnectionGate gate, ConnectionContext connection)
    {
        private bool _admitted;

        public LinkedListNode<ConnectionContext> Node { get; } = new(connection);

        public void Admit()
        {
            // Read without the lock: it changes from false to true once, and every request of the connection reads it.
            if (!Volatile.Read(ref _admitted))
            {
                Volatile.Write(ref _admitted, true);
                lock (gate._lock)
                {
                    gate.Remove(Node);
                }
            }
        }
    }
}

internal static class ConnectionGateSetup
{
    /// <summary>Limits the connections by the number of file descriptors that the process may open.</summary>
    public static void AddConnectionLimits(this IServiceCollection services)
    {
        if (ConnectionLimits.Descriptors() is not { } descriptors)
        {
            return;
        }

        services.AddSingleton(ConnectionLimits.For(descriptors));
        services.AddSingleton<ConnectionGate>();
        services.AddSingleton<IConnectionListenerFactory, BoundedTransport>();
        services.AddOptions<KestrelServerOptions>().Configure<ConnectionGate>((kestrel, gate) =>
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => gate.RunAsync(connection, next))));
    }
}
