namespace Darkroom.Providers.Http;

/// <summary>
/// Reads a provider's answer and counts it: a service that never stops sending must not fill the memory.
/// Leaves the stream underneath open.
/// </summary>
internal sealed class BoundedStream(Stream inner, long limit) : ForwardOnlyStream
{
    /// <summary>Bytes read so far.</summary>
    public long Received { get; private set; }

    /// <exception cref="ResponseTooLargeException">More than the limit has come.</exception>
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

/// <summary>An answer went over its limit.</summary>
internal sealed class ResponseTooLargeException(long limit) : IOException($"The answer is larger than {limit} bytes.")
{
    /// <summary>In bytes.</summary>
    public long Limit => limit;
}
