using System.Buffers;
using System.Globalization;
using System.Text;

namespace Darkroom.Providers.Http;

/// <summary>
/// An answer of JSON, whole or in events, without its images: each is decoded while it comes, in one pass from the socket to its bytes,
/// and never lies in memory as base64. Whoever reads the JSON finds the beginning of the base64 and a number, by which it takes the image.
/// Only long strings of nothing but base64 are lifted out; all else passes through unchanged. Leaves the stream underneath open.
/// </summary>
internal sealed class Base64ImageExtractor(Stream inner) : ForwardOnlyStream
{
    /// <summary>Of a string that may be an image, this much is looked at first, and stays. Prose has a space before that.</summary>
    internal const int HeadLength = 4096;

    /// <summary>Never part of base64, nor of what it is looked for in.</summary>
    private const byte Marker = (byte)'@';

    private const int Chunk = 64 * 1024;

    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    /// <summary>What ends a part of a string: its quote, an escape, or a line.</summary>
    private static readonly SearchValues<byte> PartTerminators = SearchValues.Create("\"\\\n"u8);

    private readonly byte[] _chunk = ArrayPool<byte>.Shared.Rent(Chunk);
    private readonly byte[] _head = ArrayPool<byte>.Shared.Rent(HeadLength);
    private readonly Dictionary<int, EncodedImage?> _images = [];
    private ReadOnlyMemory<byte> _unread;
    private ReadOnlyMemory<byte> _placeholder;
    private Base64Decoder? _sink;
    private int _count;

    /// <summary>Of the images so far, in bytes. Later ones have more detail and are longer.</summary>
    private int _largestImage;

    private int _headLength;
    private bool _inString;
    private bool _escaped;
    private bool _candidate;
    private bool _inImage;
    private bool _disposed;

    /// <summary>Whether images are worth decoding; if not, they are lifted out all the same and lost.</summary>
    public bool DecodesImages { get; set; } = true;

    /// <summary>Takes the image that stood in a string. Images before it that nobody took are let go.</summary>
    /// <param name="text">The string, as it was read from here.</param>
    /// <param name="image">Null where its base64 was broken, or it was not wanted. The caller disposes it.</param>
    /// <returns>False where no image was lifted out of that string.</returns>
    public bool TryTake(ReadOnlySpan<byte> text, out EncodedImage? image)
    {
        image = null;
        if (text.Length <= HeadLength || text[HeadLength] != Marker || !int.TryParse(text[(HeadLength + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        foreach (var (earlier, left) in _images.Where(one => one.Key < number).ToList())
        {
            _images.Remove(earlier);
            left?.Dispose();
        }

        _images.Remove(number, out image);
        return true;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (PassThrough(buffer.Span) is var passed and > 0)
            {
                return passed;
            }

            var read = await inner.ReadAsync(_chunk, cancellationToken);
            if (read == 0)
            {
                return 0;
            }

            _unread = _chunk.AsMemory(0, read);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are read asynchronously.");

    protected override void Dispose(bool disposing)
    {
        if (!_disposed)
        {
            _disposed = true;
            _sink?.Dispose();
            foreach (var image in _images.Values)
            {
                image?.Dispose();
            }

            ArrayPool<byte>.Shared.Return(_chunk);
            ArrayPool<byte>.Shared.Return(_head);
        }

        base.Dispose(disposing);
    }

    /// <summary>Passes on what is left of the chunk, without images.</summary>
    /// <returns>How much was passed on: nothing where all of it was image, or none is left.</returns>
    private int PassThrough(Span<byte> to)
    {
        var room = to;
        while (!room.IsEmpty && !(_unread.IsEmpty && _placeholder.IsEmpty))
        {
            if (!_placeholder.IsEmpty)
            {
                Copy(ref _placeholder, Math.Min(room.Length, _placeholder.Length), ref room);
            }
            else if (_inImage)
            {
                Extract();
            }
            else if (_escaped)
            {
                _escaped = false;
                Copy(ref _unread, 1, ref room);
            }
            else if (_inString)
            {
                PassString(ref room);
            }
            else
            {
                PassBetweenStrings(ref room);
            }
        }

        return to.Length - room.Length;
    }

    private void PassBetweenStrings(ref Span<byte> room)
    {
        var reach = Math.Min(room.Length, _unread.Length);
        var quote = _unread.Span[..reach].IndexOf((byte)'"');
        (_inString, _candidate, _headLength) = (quote >= 0, true, 0);
        Copy(ref _unread, quote >= 0 ? quote + 1 : reach, ref room);
    }

    private void PassString(ref Span<byte> room)
    {
        var reach = Math.Min(room.Length, _unread.Length);
        reach = _candidate ? Math.Min(reach, HeadLength - _headLength) : reach;
        var part = _unread.Span[..reach];
        var end = part.IndexOfAny(PartTerminators);
        part = end < 0 ? part : part[..end];
        if (_candidate)
        {
            part.CopyTo(_head.AsSpan(_headLength));
            _headLength += part.Length;
            _candidate = !part.ContainsAnyExcept(Alphabet);
        }

        if (end >= 0)
        {
            // The end of a line is never in a JSON string: what looked like one was something else.
            _escaped = _unread.Span[end] == '\\';
            (_inString, _candidate) = (_escaped, false);
            Copy(ref _unread, end + 1, ref room);
            return;
        }

        Copy(ref _unread, part.Length, ref room);
        if (_candidate && _headLength == HeadLength)
        {
            (_inImage, _candidate) = (true, false);
            _sink = DecodesImages ? new Base64Decoder(_largestImage + (_largestImage / 2)) : null;
            _sink?.Append(_head.AsSpan(0, HeadLength));
        }
    }

    private void Extract()
    {
        if (_escaped)
        {
            // Some servers escape slashes, or write base64 in lines.
            switch (_unread.Span[0])
            {
                case (byte)'/':
                    _sink?.Append("/"u8);
                    break;
                case (byte)'n' or (byte)'r' or (byte)'t':
                    break;
                default:
                    // No base64 after all. Only its end is still of interest.
                    _sink?.Abandon();
                    break;
            }

            (_escaped, _unread) = (false, _unread[1..]);
            return;
        }

        var end = _unread.Span.IndexOfAny(PartTerminators);
        var part = end < 0 ? _unread : _unread[..end];
        _sink?.Append(part.Span);
        _unread = _unread[part.Length..];
        if (end < 0)
        {
            return;
        }

        if (_unread.Span[0] == '\\')
        {
            (_escaped, _unread) = (true, _unread[1..]);
            return;
        }

        var image = _sink?.Finish();
        _largestImage = Math.Max(_largestImage, image?.Bytes.Length ?? 0);
        _images[_count] = image;
        _placeholder = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(char)Marker}{_count++}"));
        (_sink, _inImage) = (null, false);
    }

    private static void Copy(ref ReadOnlyMemory<byte> from, int count, ref Span<byte> room)
    {
        from.Span[..count].CopyTo(room);
        from = from[count..];
        room = room[count..];
    }
}
