using System.IO.Pipelines;

namespace Darkroom.Server.Http;

/// <summary>An open event stream in the measurements, until it is disposed.</summary>
internal readonly struct OpenStream : IDisposable
{
    private readonly KeyValuePair<string, object?> _api;

    /// <param name="api">The API that it belongs to: <c>api</c> or <c>v1</c>.</param>
    public OpenStream(string api)
    {
        _api = KeyValuePair.Create("darkroom.api", (object?)api);
        Telemetry.OpenStreams.Add(1, _api);
    }

    /// <summary>Counts the bytes that are about to be sent.</summary>
    public static void Sent(PipeWriter output)
    {
        if (Telemetry.Sent.Enabled && output.CanGetUnflushedBytes)
        {
            Telemetry.Sent.Add(output.UnflushedBytes, KeyValuePair.Create("darkroom.kind", (object?)"events"));
        }
    }

    public void Dispose() => Telemetry.OpenStreams.Add(-1, _api);
}
