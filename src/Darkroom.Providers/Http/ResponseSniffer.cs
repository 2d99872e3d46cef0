using Darkroom.Imaging;

namespace Darkroom.Providers.Http;

/// <summary>The kind of a response, by its first bytes.</summary>
internal enum ResponseKind
{
    /// <summary>An empty body.</summary>
    Empty,

    /// <summary>A JSON object, array or string.</summary>
    Json,

    /// <summary>Server-sent events.</summary>
    Events,

    /// <summary>An encoded image.</summary>
    Image,

    /// <summary>A web page.</summary>
    Markup,

    /// <summary>Any other content.</summary>
    Other,
}

/// <summary>
/// Detects the kind of a response by its first bytes, because servers and gateways send wrong media types or none. Reading starts at the
/// beginning, without a byte order mark and leading white space, which some services send while they work. Does not dispose the inner stream.
/// </summary>
internal sealed class ResponseSniffer(Stream inner) : ForwardOnlyStream
{
    private const int MaxLength = 64;

    private readonly byte[] _head = new byte[MaxLength];
    private int _length;
    private int _passed;
    private Exception? _broken;

    /// <summary>Reads as many bytes as it takes to detect the kind.</summary>
    /// <returns>The kind. If the connection breaks first, <see cref="ResponseKind.Other"/>; the next read throws.</returns>
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

    /// <summary>Detects the kind of a complete response.</summary>
    public static ResponseKind Detect(ReadOnlySpan<byte> response) => Decide(Trim(response), complete: true)!.Value;

    /// <summary>Removes a byte order mark and leading white space.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> response)
    {
        response = response.TrimStart(" \t\r\n"u8);
        return response.StartsWith("\uFEFF"u8) ? response[3..].TrimStart(" \t\r\n"u8) : response;
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

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Responses are read asynchronously.");

    /// <returns>Null if more must be read.</returns>
    private static ResponseKind? Decide(ReadOnlySpan<byte> start, bool complete) => start switch
    {
        [] => complete ? ResponseKind.Empty : null,
        [(byte)'{' or (byte)'[' or (byte)'"', ..] => ResponseKind.Json,
        [(byte)'<', ..] => ResponseKind.Markup,
        [(byte)':', ..] => ResponseKind.Events,
        _ when start.StartsWith("event:"u8) || start.StartsWith("id:"u8) || start.StartsWith("retry:"u8) => ResponseKind.Events,

        // A data URL starts like an event.
        [(byte)'d', (byte)'a', (byte)'t', (byte)'a', (byte)':', var next, ..] => next is (byte)'i' or (byte)';' or (byte)'a' ? ResponseKind.Other : ResponseKind.Events,
        _ when ImageFormats.Detect(start) is not null => ResponseKind.Image,
        _ => complete ? ResponseKind.Other : null,
    };
}
