using System.IO.Compression;

namespace Darkroom.Campaigns.Export;

/// <summary>
/// A zip that goes out file by file: of the package only the file being added is held. It always gets the same bytes for the same
/// files, and is stored, not compressed: pictures do not get smaller.
/// </summary>
internal sealed class PackageZip : IDisposable
{
    private readonly Stream _destination;
    private readonly DateTimeOffset _time;
    private readonly Window _window = new();
    private readonly ZipArchive _archive;

    /// <param name="destination">Written asynchronously only; left open.</param>
    /// <param name="time">Of every file; in a zip it has no zone, so it is given in UTC.</param>
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

    /// <summary>Writes the table of contents. Without it no program takes the zip for a whole one.</summary>
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
    /// What was written since the last sending. Within it one can go back, so that sizes and checksums stand before each file:
    /// a stored file without them cannot be read by programs that unpack while they receive.
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
