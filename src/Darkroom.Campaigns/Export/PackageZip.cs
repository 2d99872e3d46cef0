using System.IO.Compression;

namespace Darkroom.Campaigns.Export;

/// <summary>
/// Writes a zip file by file and holds only the current file in memory. The same files give the same bytes. Files are stored without
/// compression, because images do not get smaller.
/// </summary>
internal sealed class PackageZip : IDisposable
{
    private readonly Stream _destination;
    private readonly DateTimeOffset _time;
    private readonly Window _window = new();
    private readonly ZipArchive _archive;

    /// <param name="destination">Written with asynchronous calls only, and left open.</param>
    /// <param name="time">The time of every file. Times in a zip have no zone, so it is written in UTC.</param>
    internal PackageZip(Stream destination, DateTimeOffset time)
    {
        (_destination, _time) = (destination, time.ToUniversalTime());
        _archive = new ZipArchive(_window, ZipArchiveMode.Create, leaveOpen: true);
    }

    internal async Task AddAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var entry = _archive.CreateEntry(path, CompressionLevel.NoCompression);
        entry.LastWriteTime = _time;
        using (var content = entry.Open())
        {
            content.Write(bytes.Span);
        }

        await _window.SendAsync(_destination, cancellationToken);
    }

    /// <summary>Writes the directory. Without it the zip is not valid.</summary>
    internal async Task FinishAsync(CancellationToken cancellationToken)
    {
        _archive.Dispose();
        await _window.SendAsync(_destination, cancellationToken);
    }

    public void Dispose()
    {
        _archive.Dispose();
        _window.Dispose();
    }

    /// <summary>
    /// Holds what was written since the last send, and is seekable, so that sizes and checksums can be written before each file. Programs that
    /// unpack while receiving need them there.
    /// </summary>
    private sealed class Window : Stream
    {
        private readonly MemoryStream _held = new();
        private long _sent;

        public override bool CanRead => false;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => _sent + _held.Length;

        public override long Position
        {
            get => _sent + _held.Position;
            set => _held.Position = value - _sent;
        }

        public override void Write(ReadOnlySpan<byte> buffer) => _held.Write(buffer);

        public override void Write(byte[] buffer, int offset, int count) => _held.Write(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => Position,
            _ => Length,
        };

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        internal async Task SendAsync(Stream destination, CancellationToken cancellationToken)
        {
            await destination.WriteAsync(_held.GetBuffer().AsMemory(0, (int)_held.Length), cancellationToken);
            _sent += _held.Length;
            _held.SetLength(0);
        }

        protected override void Dispose(bool disposing)
        {
            _held.Dispose();
            base.Dispose(disposing);
        }
    }
}
