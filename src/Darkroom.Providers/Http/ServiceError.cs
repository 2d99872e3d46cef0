using System.Net;

namespace Darkroom.Providers.Http;

/// <summary>An error as a service reports it. Every part may be missing.</summary>
internal sealed record ServiceError
{
    public static readonly ServiceError Empty = new();

    /// <summary>The response's HTTP status, or the one given in place of a code for an error inside a stream.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The error code, such as <c>moderation_blocked</c>.</summary>
    public string? Code { get; init; }

    /// <summary>The error type, such as <c>invalid_request_error</c> or <c>RESOURCE_EXHAUSTED</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The message. It may contain secrets.</summary>
    public string? Message { get; init; }

    /// <summary>The delay before a retry, from a header, a field or the message.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public ModerationVerdict? Moderation { get; init; }

    /// <summary>The rejected field of the request, such as <c>stream</c>.</summary>
    public string? Parameter { get; init; }

    /// <summary>Another service's error that this one passes on as JSON inside a text.</summary>
    public ServiceError? Cause { get; init; }

    /// <summary>Whether the message contains a phrase, ignoring case.</summary>
    public bool MessageContains(string phrase) => Message?.Contains(phrase, StringComparison.OrdinalIgnoreCase) is true;
}
