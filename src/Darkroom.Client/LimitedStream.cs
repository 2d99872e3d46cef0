namespace Darkroom.Client;

/// <summary>Reads another stream up to a number of bytes, and reports each read.</summary>
/// <param name="inner">The other stream.</param>
/// <param name="limit">The maximum number of bytes since the last <see cref="Reset"/>.</param>
/// <param name="beforeRead">Called before each read.</param>
/// <param name="leaveOpen">Whether the other stream stays open.</param>
internal sealed class LimitedStream(Stream inner, long limit, Action? beforeRead = null, bool leaveOpen = false) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Begins to count again.</summary>
    public void Reset() => _read = 0;

    /// <exception cref="DarkroomException">There are more bytes than the limit.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        beforeRead?.Invoke();
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _read += read;
        return _read <= limit
            ? read
            : throw new DarkroomException(ErrorCodes.BadResponse, FormattableString.Invariant($"The server sent more than {limit:N0} bytes at once."));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
