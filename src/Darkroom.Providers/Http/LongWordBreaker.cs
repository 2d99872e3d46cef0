using System.Buffers;

namespace Darkroom.Providers.Http;

/// <summary>
/// Reads JSON of any length and shortens its long words: error responses often echo the whole input, images included, before the error itself.
/// A word is a part of a string without spaces and quotes. Shortening keeps the JSON valid, and JSON inside strings as well, at any depth,
/// because quotes and the backslashes before them are never removed.
/// </summary>
internal sealed class LongWordBreaker
{
    /// <summary>The longest word that is kept whole, in bytes.</summary>
    internal const int MaxLength = 1024;

    private const int Chunk = 64 * 1024;

    // An escaped surrogate pair has 12 characters and must not be split.
    private const int ClearOfEscapes = 12;

    private readonly ArrayBufferWriter<byte> _kept = new(Chunk);
    private readonly UnicodeEscape _unicode = new();
    private bool _inString;
    private bool _cutting;
    private bool _space;
    private int _word;
    private int _backslashes;
    private int _sinceEscape = ClearOfEscapes;

    /// <summary>Reads to the end, or until one of the limits is reached.</summary>
    /// <param name="stream">The body.</param>
    /// <param name="maxKept">The largest number of bytes to keep.</param>
    /// <param name="maxRead">The largest number of bytes to read.</param>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, int maxKept, long maxRead, CancellationToken cancellationToken)
    {
        var words = new LongWordBreaker();
        var chunk = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            int read;
            while (maxRead > 0 && words._kept.WrittenCount < maxKept && (read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
            {
                words.Read(chunk.AsSpan(0, read));
                maxRead -= read;
            }

            return words._kept.WrittenMemory;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private void Read(ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            if (_inString)
            {
                ReadInString(one);
            }
            else
            {
                ReadBetweenStrings(one);
            }
        }
    }

    private void ReadBetweenStrings(byte one)
    {
        var space = one is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
        if (!space || !_space)
        {
            Keep(one);
        }

        _space = space;
        if (one == '"')
        {
            _inString = true;
            BeginWord();
        }
    }

    private void ReadInString(byte one)
    {
        switch (one)
        {
            case (byte)'\\':
                _backslashes++;
                Continue(one);
                _sinceEscape = 0;
                break;
            case (byte)'"':
                KeepBackslashes(_backslashes);
                _inString = _backslashes % 2 == 1;
                Keep(one);
                BeginWord();
                break;
            case (byte)' ':
                Keep(one);
                BeginWord();
                break;
            case var _ when _unicode.EndsQuote(one, _backslashes):
                // An escaped quote (\u0022).
                KeepBackslashes(_unicode.Backslashes);
                _kept.Write(_cutting ? "u0022"u8 : "2"u8);
                BeginWord();
                break;
            default:
                if (!_cutting && _word >= MaxLength && _sinceEscape >= ClearOfEscapes && !IsContinuation(one))
                {
                    _cutting = true;
                    _kept.Write("…"u8);
                }

                Continue(one);
                _backslashes = 0;
                break;
        }
    }

    /// <summary>Keeps the backslashes before a quote at the end of a shortened word.</summary>
    private void KeepBackslashes(int backslashes)
    {
        for (var i = 0; _cutting && i < backslashes; i++)
        {
            Keep((byte)'\\');
        }
    }

    /// <summary>Whether a byte is a continuation byte of UTF-8.</summary>
    private static bool IsContinuation(byte one) => (one & 0xC0) == 0x80;

    private void BeginWord() => (_word, _backslashes, _sinceEscape, _cutting) = (0, 0, ClearOfEscapes, false);

    private void Continue(byte one)
    {
        _word++;
        _sinceEscape++;
        if (!_cutting)
        {
            Keep(one);
        }
    }

    private void Keep(byte one)
    {
        _kept.GetSpan(1)[0] = one;
        _kept.Advance(1);
    }

    /// <summary>Recognizes <c>\u0022</c> with any number of backslashes.</summary>
    private sealed class UnicodeEscape
    {
        private static ReadOnlySpan<byte> Quote => "u0022"u8;

        private int _matched;

        public int Backslashes { get; private set; }

        /// <summary>Whether a byte is the last one of an escaped quote.</summary>
        /// <param name="one">A byte that is not a backslash, a quote or a space.</param>
        /// <param name="backslashes">The number of backslashes directly before it.</param>
        public bool EndsQuote(byte one, int backslashes)
        {
            if (backslashes > 0)
            {
                (_matched, Backslashes) = (one == Quote[0] ? 1 : 0, backslashes);
                return false;
            }

            _matched = _matched > 0 && one == Quote[_matched] ? _matched + 1 : 0;
            if (_matched < Quote.Length)
            {
                return false;
            }

            _matched = 0;
            return true;
        }
    }
}
