using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Darkroom;

/// <summary>Why an image was not made. One taxonomy for the API, the event stream and the pages.</summary>
public enum FailureCode
{
    /// <summary>The request cannot be fulfilled; sending it again changes nothing.</summary>
    InvalidRequest,

    /// <summary>The provider rejected the key.</summary>
    Authentication,

    /// <summary>The key is valid but lacks a right, for example because the organisation is not verified.</summary>
    Permission,

    /// <summary>The account has no credit left, or the daily limit is reached.</summary>
    Quota,

    /// <summary>Too many requests; waiting helps.</summary>
    RateLimited,

    /// <summary>The provider's safety system blocked the prompt or the image. Never retried.</summary>
    ModerationBlocked,

    /// <summary>The provider is loading the model; waiting helps.</summary>
    ModelLoading,

    /// <summary>The provider is down or cannot be reached; waiting helps.</summary>
    Unavailable,

    /// <summary>The provider did not finish within its time limit.</summary>
    Timeout,

    /// <summary>The provider returned something that is not a usable image.</summary>
    BadOutput,

    /// <summary>A client cancelled it.</summary>
    Cancelled,

    /// <summary>The server stopped while the image was being made.</summary>
    Interrupted,

    /// <summary>The image was made, and deleted from the trash since.</summary>
    Deleted,

    /// <summary>An error inside Darkroom; the log has the details.</summary>
    Internal,
}

/// <summary>The verdict of a provider's safety system.</summary>
/// <param name="Stage">The stage that was blocked: <c>input</c> or <c>output</c>; null if it is not reported.</param>
/// <param name="Categories">The provider's own category names, such as <c>violence</c>; may be empty.</param>
public sealed record ModerationVerdict(string? Stage, ImmutableArray<string> Categories);

/// <summary>An expected failure of one image. It is shown to people and never contains a secret.</summary>
/// <param name="Message">What happened, as a sentence.</param>
/// <param name="RetryAfter">How long the provider asks to wait; null if it does not.</param>
/// <param name="Moderation">Only with <see cref="FailureCode.ModerationBlocked"/>.</param>
public sealed record Failure(
    FailureCode Code,
    string Message,
    TimeSpan? RetryAfter = null,
    ModerationVerdict? Moderation = null)
{
    /// <summary>Why the slot of an image that was deleted has none.</summary>
    public static readonly Failure Deleted = new(FailureCode.Deleted, "This image was deleted.");

    /// <summary>Whether the same request may succeed later without a change.</summary>
    [JsonIgnore]
    public bool Transient => Code is FailureCode.RateLimited or FailureCode.ModelLoading or FailureCode.Unavailable or FailureCode.Timeout;

    /// <summary>Whether a retry by a person makes sense: true for all failures except those that would only be refused again, and deleted images.</summary>
    [JsonIgnore]
    public bool Retryable => Code is not (FailureCode.InvalidRequest or FailureCode.ModerationBlocked or FailureCode.Deleted);
}
