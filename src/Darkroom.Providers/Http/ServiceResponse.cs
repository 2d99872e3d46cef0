using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Darkroom.Providers.Http;

/// <summary>The outcome of a request.</summary>
/// <param name="Failure">The reason why there is no successful response; null if there is one.</param>
/// <param name="Status">The response's HTTP status; null if there was no response.</param>
internal abstract record ServiceOutcome(Failure? Failure, HttpStatusCode? Status)
{
    /// <summary>Whether a retry may succeed: there was no response, or the service is overloaded or broken.</summary>
    public bool IsTransient => Failure is not null && (Status is { } status
        ? status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError
        : Failure.Code is FailureCode.Unavailable);

    /// <summary>Whether the service rejected the request itself, other than for its key.</summary>
    public bool IsRejected => Failure is not null && Status is { } status && !IsTransient
        && status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound);
}

/// <summary>A response whose body has not been read yet.</summary>
/// <param name="Message">The successful response, which the receiver disposes; null if there is a failure.</param>
internal sealed record ServiceResponse(HttpResponseMessage? Message, Failure? Failure, HttpStatusCode? Status) : ServiceOutcome(Failure, Status)
{
    /// <summary>The error as the service reported it; null if there is none, or if it could not be read.</summary>
    public ServiceError? Error { get; init; }

    public static ServiceResponse NotSent(Failure failure) => new(null, failure, null);
}

/// <summary>A complete response. Disposing it frees its bytes.</summary>
internal sealed record ServiceBody : ServiceOutcome, IDisposable
{
    private EncodedImage? _body;

    public ServiceBody(Failure failure, HttpStatusCode? status)
        : base(failure, status)
    {
    }

    /// <param name="body">The body, which may be text as well. The instance takes ownership of it.</param>
    /// <param name="message">The response, which the caller disposes.</param>
    public ServiceBody(EncodedImage body, HttpResponseMessage message)
        : base(null, message.StatusCode)
    {
        (_body, Headers, MediaType) = (body, message.Headers, message.Content.Headers.ContentType?.MediaType);
    }

    public HttpResponseHeaders? Headers { get; }

    /// <summary>The media type in the response headers, such as <c>application/json</c>.</summary>
    public string? MediaType { get; }

    /// <summary>
    /// Whether the body is an image, by its first bytes, or else by its media type. Whether it can be decoded is checked later.
    /// </summary>
    public bool IsImage => ResponseSniffer.Detect(Bytes.Span) switch
    {
        ResponseKind.Image => true,
        ResponseKind.Other => MediaType is null or "application/octet-stream" || MediaType.StartsWith("image/", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>The body; empty if there is a failure, and after <see cref="TakeImage"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => _body?.Bytes ?? default;

    public string? Header(string name) => Headers?.TryGetValues(name, out var values) is true ? values.FirstOrDefault() : null;

    /// <summary>Parses the body. Returns an undefined element if it is not JSON. The result does not refer to the buffer.</summary>
    public JsonElement Json() => JsonExtensions.Parse(ResponseSniffer.Trim(Bytes.Span));

    /// <summary>Returns the body as an image, which the caller disposes.</summary>
    public EncodedImage TakeImage()
    {
        var image = Interlocked.Exchange(ref _body, null);
        ObjectDisposedException.ThrowIf(image is null, this);
        return image;
    }

    public void Dispose() => Interlocked.Exchange(ref _body, null)?.Dispose();
}
