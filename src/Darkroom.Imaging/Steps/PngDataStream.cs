using System.Buffers.Binary;

namespace Darkroom.Imaging.Steps;

/// <summary>
/// The concatenated bodies of a PNG's IDAT chunks. The checksums of the chunks are not verified: the zlib stream has one over all pixels.
/// </summary>
/// <param name="file">The file, pinned while this stream is read.</param>
/// <param name="length">The length of the file in bytes.</param>
internal sealed unsafe class PngDataStream(byte* file, int length) : Stream
{
    private const int SignatureBytes = 8;
    private const int ChunkHead = 8;
    private const int ChunkCrc = 4;

    private readonly byte* _file = file;
    private readonly int _length = length;
    private int _next = SignatureBytes;
    private int _at;
    private int _left;
    private bool _inData;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">A chunk is truncated.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (_left == 0)
        {
            if (!TryEnterNext())
            {
                return 0;
            }
        }

        var count = Math.Min(_left, buffer.Length);
        new ReadOnlySpan<byte>(_file + _at, count).CopyTo(buffer);
        (_at, _left) = (_at + count, _left - count);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Moves to the next IDAT chunk; false if there is none, or if another chunk interrupts them.</summary>
    private bool TryEnterNext()
    {
        while (_next <= _length - ChunkHead - ChunkCrc)
        {
            var head = new ReadOnlySpan<byte>(_file + _next, ChunkHead);
            var body = BinaryPrimitives.ReadUInt32BigEndian(head);
            if (body > _length - ChunkHead - ChunkCrc - _next)
            {
                throw new InvalidDataException("A chunk is truncated.");
            }

            var data = head[4..].SequenceEqual("IDAT"u8);
            if (_inData && !data)
            {
                return false;
            }

            _at = _next + ChunkHead;
            _next = _at + (int)body + ChunkCrc;
            if (data)
            {
                (_inData, _left) = (true, (int)body);
                return true;
            }
        }

        return false;
    }
}
