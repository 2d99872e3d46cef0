using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Darkroom.Providers.Http;

/// <summary>What became of a request.</summary>
/// <param name="Failure">Why there is no answer to read; null where there is one.</param>
/// <param name="Status">The answer's or the refusal's; null where nobody answered.</param>
internal abstract record ServiceOutcome(Failure? Failure, HttpStatusCode? Status)
{
    /// <summary>Whether asking again may help: nobody answered, the service is overloaded or broken.</summary>
    public bool IsTransient => Failure is not null && (Status is { } status
        ? status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError
        : Failure.Code is FailureCode.Unavailable);

    /// <summary>Whether the service says that the request itself makes no sense, other than for its key.</summary>
    public bool IsRejected => Failure is not null && Status is { } status && !IsTransient
        && status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound);
}

/// <summary>An answer that is not read yet.</summary>
/// <param name="Message">HTTP 2xx; who takes it disposes it. Null where there is a failure.</param>
internal sealed record ServiceResponse(HttpResponseMessage? Message, Failure? Failure, HttpStatusCode? Status) : ServiceOutcome(Failure, Status)
{
    /// <summary>The refusal as the service worded it; null if there is none, or it could not be read.</summary>
    public ServiceError? Error { get; init; }
}

/// <summary>A whole answer. Disposing gives its memory back.</summary>
internal sealed record ServiceBody : ServiceOutcome, IDisposable
{
    private byte[]? _buffer;
    private readonly int _length;

    public ServiceBody(Failure failure, HttpStatusCode? status)
        : base(failure, status)
    {
    }

    /// <param name="read">The body; taken over.</param>
    /// <param name="answer">Its status and headers; disposed by the caller.</param>
    public ServiceBody(PooledBuffer read, HttpResponseMessage answer)
        : base(null, answer.StatusCode)
    {
        (_buffer, _length, Headers, MediaType) = (read.Array, read.Length, answer.Headers, answer.Content.Headers.ContentType?.MediaType);
    }

    public HttpResponseHeaders? Headers { get; }

    /// <summary>As the service calls it, such as <c>application/json</c>.</summary>
    public string? MediaType { get; }

    /// <summary>
    /// Whether it is an image, by its first bytes. Of bytes that say nothing the label decides; whether they can be decoded is found out later.
    /// </summary>
    public bool IsImage => ResponseSniffer.Detect(Bytes.Span) switch
    {
        ResponseKind.Image => true,
        ResponseKind.Other => MediaType is null or "application/octet-stream" || MediaType.StartsWith("image/", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>Empty where there is a failure, or after <see cref="TakeImage"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer is null ? default : _buffer.AsMemory(0, _length);

    public string? Header(string name) => Headers?.TryGetValues(name, out var values) is true ? values.FirstOrDefault() : null;

    /// <summary>Parsed; an undefined element where it is not JSON. Independent of this body's memory.</summary>
    public JsonElement Json()
    {
        try
        {
            var reader = new Utf8JsonReader(ResponseSniffer.Trim(Bytes.Span));
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>The bytes as an image; whoever takes it disposes it.</summary>
    public EncodedImage TakeImage()
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        return EncodedImage.TakeOver(Interlocked.Exchange(ref _buffer, null)!, _length);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
