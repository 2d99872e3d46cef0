namespace Darkroom.Providers.Http;

/// <summary>
/// Limits the size of a response, so that a service that never stops sending cannot exhaust memory. Does not dispose the inner stream.
/// </summary>
internal sealed class BoundedStream(Stream inner, long limit) : ForwardOnlyStream
{
    /// <summary>The number of bytes read so far.</summary>
    public long Received { get; private set; }

    /// <exception cref="ResponseTooLargeException">The response exceeds the limit.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await inner.ReadAsync(buffer, cancellationToken));

    public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

    public override int Read(Span<byte> buffer) => Count(inner.Read(buffer));

    private int Count(int read)
    {
        Received += read;
        return Received <= limit ? read : throw new ResponseTooLargeException(limit);
    }
}

/// <summary>Thrown when a response exceeds its limit.</summary>
internal sealed class ResponseTooLargeException(long limit) : IOException($"The response is larger than {limit} bytes.")
{
    /// <summary>The limit in bytes.</summary>
    public long Limit => limit;
}
