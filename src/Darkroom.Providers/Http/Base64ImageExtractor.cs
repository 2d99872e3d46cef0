using System.Buffers;
using System.Globalization;
using System.Text;

namespace Darkroom.Providers.Http;

/// <summary>
/// Reads a JSON response, whole or as events, and decodes its base64 images while they arrive, so that a megabyte of base64 is never held in
/// memory. In the text that it returns, an image's string holds the first part of the base64 and a number, with which the image is taken.
/// Only long strings of nothing but base64 are extracted; everything else passes through unchanged. Does not dispose the inner stream.
/// </summary>
/// <remarks>
/// Before an image is extracted, it waits for room in memory. A partial image that waits too long is skipped, except for the first.
/// </remarks>
/// <param name="inner">The response.</param>
/// <param name="call">The call that the response belongs to.</param>
internal sealed class Base64ImageExtractor(Stream inner, ProviderCall call) : ForwardOnlyStream
{
    /// <summary>The number of characters that are checked before a string counts as base64, and that remain in it. Prose has a space before.</summary>
    internal const int HeadLength = 4096;

    /// <summary>Precedes the number of an extracted image. It is not in the base64 alphabet.</summary>
    private const byte Marker = (byte)'@';

    private const int Chunk = 64 * 1024;

    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    /// <summary>Ends a part of a string: the closing quote, an escape, or the end of a line.</summary>
    private static readonly SearchValues<byte> PartTerminators = SearchValues.Create("\"\\\n"u8);

    private readonly byte[] _chunk = ArrayPool<byte>.Shared.Rent(Chunk);
    private readonly byte[] _head = ArrayPool<byte>.Shared.Rent(HeadLength);
    private readonly Dictionary<int, EncodedImage?> _images = [];
    private ReadOnlyMemory<byte> _unread;
    private ReadOnlyMemory<byte> _placeholder;
    private Base64Decoder? _sink;
    private int _count;

    /// <summary>The size of the largest image so far, in bytes. Later partial images are usually larger.</summary>
    private int _largestImage;

    private int _headLength;
    private bool _inString;
    private bool _escaped;
    private bool _candidate;
    private bool _inImage;
    private bool _waitsForRoom;
    private bool _isPartial;
    private bool _hasPartial;
    private bool _disposed;

    /// <summary>Whether images are decoded. If not, they are removed from the text and discarded.</summary>
    public bool DecodesImages { get; set; } = true;

    /// <summary>Takes the image that was extracted from a string. Disposes earlier images that were not taken.</summary>
    /// <param name="text">The string as read from this stream.</param>
    /// <param name="image">The image, which the caller disposes; null if it was not valid base64 or not decoded.</param>
    /// <returns>False if no image was extracted from the string.</returns>
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

            if (_waitsForRoom)
            {
                await BeginImageAsync();
                continue;
            }

            var read = await inner.ReadAsync(_chunk, cancellationToken);
            if (read == 0)
            {
                return 0;
            }

            _unread = _chunk.AsMemory(0, read);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Responses are read asynchronously.");

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

    /// <summary>Copies the rest of the chunk without images.</summary>
    /// <returns>The number of bytes copied; 0 if the rest was part of an image or there is no rest.</returns>
    private int PassThrough(Span<byte> to)
    {
        var room = to;
        while (!room.IsEmpty && !(_unread.IsEmpty && _placeholder.IsEmpty))
        {
            if (!_placeholder.IsEmpty)
            {
                Copy(ref _placeholder, Math.Min(room.Length, _placeholder.Length), ref room);
            }
            else if (_waitsForRoom)
            {
                break;
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
        NoteKind(_unread.Span[..(quote >= 0 ? quote : reach)]);
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
            NoteKind(part);

            // A JSON string never contains a line break, so this was not a string.
            _escaped = _unread.Span[end] == '\\';
            (_inString, _candidate) = (_escaped, false);
            Copy(ref _unread, end + 1, ref room);
            return;
        }

        Copy(ref _unread, part.Length, ref room);
        if (_candidate && _headLength == HeadLength)
        {
            (_inImage, _candidate, _waitsForRoom) = (true, false, DecodesImages);
        }
    }

    /// <summary>
    /// Recognizes partial images by the text before them: both of OpenAI's APIs name them in the event's type, and one in the property as well.
    /// Where the name is cut in two, the image counts as a finished one, which only changes its turn.
    /// </summary>
    private void NoteKind(ReadOnlySpan<byte> text) => _isPartial = (_isPartial && text.IndexOf("\n\n"u8) < 0) || text.IndexOf("partial_image"u8) >= 0;

    private async ValueTask BeginImageAsync()
    {
        _waitsForRoom = false;
        var expected = Math.Max(ProviderCall.DefaultImageLength, _largestImage + (_largestImage / 2));
        var image = !_isPartial ? ReceivedImage.Final : _hasPartial ? ReceivedImage.LaterPartial : ReceivedImage.FirstPartial;
        var room = await call.EnterAsync(expected, image);
        _sink = room is null ? null : new Base64Decoder(expected, room);
        _sink?.Append(_head.AsSpan(0, HeadLength));
    }

    private void Extract()
    {
        if (_escaped)
        {
            // Some servers escape slashes, or break base64 into lines.
            switch (_unread.Span[0])
            {
                case (byte)'/':
                    _sink?.Append("/"u8);
                    break;
                case (byte)'n' or (byte)'r' or (byte)'t':
                    break;
                default:
                    // This is not base64. Skip to the end of the string.
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
        _hasPartial |= _isPartial && image is not null;
        _isPartial = false;
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
