using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Darkroom.Packaging;

/// <summary>
/// Writes a zip file by file, and holds only the directory in memory. The same files give the same bytes. Files are stored without compression,
/// because images do not get smaller. Sizes and checksums are written before each file, because programs that unpack while receiving need them there.
/// </summary>
/// <remarks>
/// The format is that of APPNOTE.TXT 6.3 (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT) with the Zip64 extension where a number needs
/// it. Names are UTF-8.
/// </remarks>
/// <param name="destination">Written with asynchronous calls only, and left open.</param>
public sealed class ZipWriter(Stream destination)
{
    private const int LocalHeader = 30;
    private const int DirectoryHeader = 46;
    private const int EndRecord = 22;
    private const int EndRecord64 = 56;
    private const int EndLocator64 = 20;
    private const int Extra64InLocalHeader = 20;
    private const int MaxExtraInDirectory = 28;
    private const int CopyBytes = 128 * 1024;
    private const ushort Version = 20;
    private const ushort Version64 = 45;
    private const ushort Utf8Names = 0x0800;
    private const ushort Zip64 = 1;

    private static readonly DateTimeOffset FirstTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LastTime = new(2107, 12, 31, 23, 59, 58, TimeSpan.Zero);

    private readonly ArrayBufferWriter<byte> _directory = new();
    private long _position;
    private long _files;

    /// <summary>Adds a file.</summary>
    /// <param name="path">The path with forward slashes.</param>
    /// <param name="time">The time of the file. Times in a zip have no zone, so it is written in UTC.</param>
    public async Task AddAsync(string path, DateTimeOffset time, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await BeginAsync(path, time, Crc32.Of(bytes.Span), bytes.Length, cancellationToken);
        await WriteAsync(bytes, cancellationToken);
    }

    /// <summary>Adds a file of any size. It is read twice: for the checksum, then for the content.</summary>
    /// <param name="content">Can seek, and is at its beginning.</param>
    /// <inheritdoc cref="AddAsync(string, DateTimeOffset, ReadOnlyMemory{byte}, CancellationToken)" path="/param"/>
    public async Task AddAsync(string path, DateTimeOffset time, Stream content, CancellationToken cancellationToken)
    {
        var length = content.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            var crc = new Crc32();
            for (int read; (read = await content.ReadAsync(buffer.AsMemory(0, CopyBytes), cancellationToken)) > 0;)
            {
                crc.Add(buffer.AsSpan(0, read));
            }

            content.Position = 0;
            await BeginAsync(path, time, crc.Value, length, cancellationToken);
            await CopyAsync(content, length, buffer, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Adds a file whose checksum and length are known.</summary>
    /// <param name="content">Read once, as far as <paramref name="length"/>.</param>
    /// <inheritdoc cref="AddAsync(string, DateTimeOffset, ReadOnlyMemory{byte}, CancellationToken)" path="/param"/>
    public async Task AddAsync(string path, DateTimeOffset time, uint crc, long length, Stream content, CancellationToken cancellationToken)
    {
        await BeginAsync(path, time, crc, length, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            await CopyAsync(content, length, buffer, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Writes the directory. Without it the zip is not valid.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        var (start, size) = (_position, _directory.WrittenCount);
        await WriteAsync(_directory.WrittenMemory, cancellationToken);
        var end = new Fields(EndRecord64 + EndLocator64 + EndRecord);
        if (NeedsEnd64(_files, start, size))
        {
            var record = _position;
            end.Add32(0x06064b50).Add64(EndRecord64 - 12).Add16(Version64).Add16(Version64).Add32(0).Add32(0)
                .Add64(_files).Add64(_files).Add64(size).Add64(start);
            end.Add32(0x07064b50).Add32(0).Add64(record).Add32(1);
        }

        end.Add32(0x06054b50).Add16(0).Add16(0).Add16(Clamp16(_files)).Add16(Clamp16(_files)).Add32(Clamp32(size)).Add32(Clamp32(start)).Add16(0);
        await WriteAsync(end.Written, cancellationToken);
    }

    /// <summary>Returns the length of a zip of files.</summary>
    public static long LengthOf(IEnumerable<(string Path, long Length)> files)
    {
        var (position, directory, count) = (0L, 0L, 0L);
        foreach (var (path, length) in files)
        {
            var name = Encoding.UTF8.GetByteCount(path);
            directory += DirectoryHeader + name + ExtraInDirectory(length, position);
            position += LocalHeader + name + (Needs64(length) ? Extra64InLocalHeader : 0) + length;
            count++;
        }

        return position + directory + EndRecord + (NeedsEnd64(count, position, directory) ? EndRecord64 + EndLocator64 : 0);
    }

    private static bool Needs64(long number) => number >= uint.MaxValue;

    private static bool NeedsEnd64(long files, long start, long size) => files >= ushort.MaxValue || Needs64(start) || Needs64(size);

    private static int ExtraInDirectory(long length, long position) =>
        (Needs64(length) ? 16 : 0) + (Needs64(position) ? 8 : 0) is var numbers and > 0 ? numbers + 4 : 0;

    private static uint Clamp32(long number) => (uint)Math.Min(number, uint.MaxValue);

    private static ushort Clamp16(long number) => (ushort)Math.Min(number, ushort.MaxValue);

    /// <summary>Writes the header of a file, and remembers it for the directory.</summary>
    private async Task BeginAsync(string path, DateTimeOffset time, uint crc, long length, CancellationToken cancellationToken)
    {
        var name = Encoding.UTF8.GetBytes(path);
        var header = Headers(name, DosTime(time), crc, length);
        _files++;
        await WriteAsync(header, cancellationToken);
    }

    private byte[] Headers(byte[] name, uint time, uint crc, long length)
    {
        var large = Needs64(length);
        var local = new Fields(LocalHeader);
        local.Add32(0x04034b50).Add16(large ? Version64 : Version).Add16(Utf8Names).Add16(0).Add32(time).Add32(crc).Add32(Clamp32(length)).Add32(Clamp32(length))
            .Add16(name.Length).Add16(large ? Extra64InLocalHeader : 0);
        var extra = new Fields(Extra64InLocalHeader);
        if (large)
        {
            extra.Add16(Zip64).Add16(16).Add64(length).Add64(length);
        }

        AddToDirectory(name, time, crc, length);
        return [.. local.Written.Span, .. name, .. extra.Written.Span];
    }

    private void AddToDirectory(byte[] name, uint time, uint crc, long length)
    {
        var extraLength = ExtraInDirectory(length, _position);
        var version = extraLength > 0 ? Version64 : Version;
        var header = new Fields(DirectoryHeader);
        header.Add32(0x02014b50).Add16(version).Add16(version).Add16(Utf8Names).Add16(0).Add32(time).Add32(crc).Add32(Clamp32(length)).Add32(Clamp32(length))
            .Add16(name.Length).Add16(extraLength).Add16(0).Add16(0).Add16(0).Add32(0).Add32(Clamp32(_position));
        _directory.Write(header.Written.Span);
        _directory.Write(name);
        if (extraLength > 0)
        {
            var extra = new Fields(MaxExtraInDirectory);
            extra.Add16(Zip64).Add16(extraLength - 4);
            if (Needs64(length))
            {
                extra.Add64(length).Add64(length);
            }

            if (Needs64(_position))
            {
                extra.Add64(_position);
            }

            _directory.Write(extra.Written.Span);
        }
    }

    private async Task CopyAsync(Stream content, long length, byte[] buffer, CancellationToken cancellationToken)
    {
        for (var left = length; left > 0;)
        {
            var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, CopyBytes)), cancellationToken);
            if (read == 0)
            {
                throw new EndOfStreamException("A file became shorter while it was added to a zip.");
            }

            await WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            left -= read;
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await destination.WriteAsync(bytes, cancellationToken);
        _position += bytes.Length;
    }

    /// <summary>Returns a time as MS-DOS stores it, with a resolution of two seconds: the time in the lower half, the date in the upper one.</summary>
    private static uint DosTime(DateTimeOffset time)
    {
        var utc = (time < FirstTime ? FirstTime : time > LastTime ? LastTime : time).UtcDateTime;
        return (uint)((utc.Second / 2) | (utc.Minute << 5) | (utc.Hour << 11) | (utc.Day << 16) | (utc.Month << 21) | ((utc.Year - 1980) << 25));
    }

    /// <summary>Numbers of a header, one after the other, in little-endian order.</summary>
    private sealed class Fields(int capacity)
    {
        private readonly byte[] _bytes = new byte[capacity];
        private int _length;

        public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

        public Fields Add16(int number)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(_length), (ushort)number);
            _length += sizeof(ushort);
            return this;
        }

        public Fields Add32(uint number)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(_length), number);
            _length += sizeof(uint);
            return this;
        }

        public Fields Add64(long number)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(_length), number);
            _length += sizeof(long);
            return this;
        }
    }
}
