using System.Net;

namespace Darkroom.Providers.Http;

/// <summary>An error as a service words it. Everything may be missing.</summary>
internal sealed record ServiceError
{
    public static readonly ServiceError Empty = new();

    /// <summary>Of the answer, or in place of a code where an error is told inside a stream.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>Such as <c>moderation_blocked</c>.</summary>
    public string? Code { get; init; }

    /// <summary>Such as <c>invalid_request_error</c> or <c>RESOURCE_EXHAUSTED</c>.</summary>
    public string? Type { get; init; }

    /// <summary>For a person; not always without secrets.</summary>
    public string? Message { get; init; }

    /// <summary>How long to wait, as a header, a field or the message says.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public ModerationVerdict? Moderation { get; init; }

    /// <summary>The field of the request that it complains about, such as <c>stream</c>.</summary>
    public string? Parameter { get; init; }

    /// <summary>Another service's error that this one passes on, as JSON inside a text.</summary>
    public ServiceError? Cause { get; init; }

    /// <summary>Whether the message holds some words, in any case.</summary>
    public bool MessageContains(string words) => Message?.Contains(words, StringComparison.OrdinalIgnoreCase) is true;
}
