namespace Darkroom.Client;

/// <summary>How a <see cref="DarkroomClient"/> reaches its server, and how patient it is.</summary>
public sealed record DarkroomClientOptions
{
    /// <summary>
    /// The address of the server, such as <c>http://127.0.0.1:5080</c>, with the path that a proxy serves it below. Null to use the base address of
    /// the <see cref="HttpClient"/>.
    /// </summary>
    public Uri? BaseAddress { get; init; }

    /// <summary>The access key; null if the server has none, or if the <see cref="HttpClient"/> sends it already.</summary>
    public string? Key { get; init; }

    /// <summary>How often a call is repeated after a lost connection or an answer of 408, 502, 503 or 504; 0 for never.</summary>
    /// <remarks>This is safe for every call that is repeated: starting a generation carries an idempotency key, and the others change nothing twice.</remarks>
    public int MaxRetries { get; init; } = 3;

    /// <summary>How long one call may take, without downloads, uploads and events.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>After how much silence a connection counts as lost. The server sends a heartbeat every 15 seconds.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(35);

    /// <summary>For how long events are followed without success before the client gives up: long enough for a restart of the server.</summary>
    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The clock of all waits; replaced in tests.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
