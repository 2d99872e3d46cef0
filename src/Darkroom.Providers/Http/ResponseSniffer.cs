using Darkroom.Imaging;

namespace Darkroom.Providers.Http;

/// <summary>What an answer is, by its first bytes.</summary>
internal enum ResponseKind
{
    /// <summary>There is nothing in it.</summary>
    Empty,

    /// <summary>A JSON object, array or string.</summary>
    Json,

    /// <summary>Server-sent events.</summary>
    Events,

    /// <summary>An encoded image.</summary>
    Image,

    /// <summary>A web page.</summary>
    Markup,

    /// <summary>Something else.</summary>
    Other,
}

/// <summary>
/// Tells what an answer is by its first bytes: servers and gateways label answers wrongly, or not at all. Reads on from the beginning;
/// white space before it, which some send while they work, and a byte order mark are left out. Leaves the stream underneath open.
/// </summary>
internal sealed class ResponseSniffer(Stream inner) : ForwardOnlyStream
{
    private const int MaxLength = 64;

    private readonly byte[] _head = new byte[MaxLength];
    private int _length;
    private int _passed;
    private Exception? _broken;

    /// <summary>Reads as much as it takes to know.</summary>
    /// <returns>If the connection breaks before that, <see cref="ResponseKind.Other"/>; reading on reports it.</returns>
    public async Task<ResponseKind> DetectAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var read = await inner.ReadAsync(_head.AsMemory(_length), cancellationToken);
                _length += read;
                var start = Trim(_head.AsSpan(0, _length));
                start.CopyTo(_head);
                _length = start.Length;
                if (Decide(start, complete: read == 0 || _length == MaxLength) is { } kind)
                {
                    return kind;
                }
            }
        }
        catch (Exception e) when (ProviderCall.IsNetworkError(e))
        {
            _broken = e;
            return ResponseKind.Other;
        }
    }

    /// <summary>What a whole answer is.</summary>
    public static ResponseKind Detect(ReadOnlySpan<byte> answer) => Decide(Trim(answer), complete: true)!.Value;

    /// <summary>Without what may stand before an answer.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> answer)
    {
        answer = answer.TrimStart(" \t\r\n"u8);
        return answer.StartsWith("\uFEFF"u8) ? answer[3..].TrimStart(" \t\r\n"u8) : answer;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_passed < _length)
        {
            var count = Math.Min(buffer.Length, _length - _passed);
            _head.AsSpan(_passed, count).CopyTo(buffer.Span);
            _passed += count;
            return count;
        }

        return _broken is null ? await inner.ReadAsync(buffer, cancellationToken) : throw _broken;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are read asynchronously.");

    /// <returns>Null if more must be read.</returns>
    private static ResponseKind? Decide(ReadOnlySpan<byte> start, bool complete) => start switch
    {
        [] => complete ? ResponseKind.Empty : null,
        [(byte)'{' or (byte)'[' or (byte)'"', ..] => ResponseKind.Json,
        [(byte)'<', ..] => ResponseKind.Markup,
        [(byte)':', ..] => ResponseKind.Events,
        _ when start.StartsWith("event:"u8) || start.StartsWith("id:"u8) || start.StartsWith("retry:"u8) => ResponseKind.Events,

        // An image as a text begins like an event.
        [(byte)'d', (byte)'a', (byte)'t', (byte)'a', (byte)':', var next, ..] => next is (byte)'i' or (byte)';' or (byte)'a' ? ResponseKind.Other : ResponseKind.Events,
        _ when ImageFormats.Detect(start) is not null => ResponseKind.Image,
        _ => complete ? ResponseKind.Other : null,
    };
}
