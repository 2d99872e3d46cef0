using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Darkroom;

/// <summary>Why a picture was not made. One taxonomy for the API, the event stream and the pages.</summary>
public enum FailureCode
{
    /// <summary>The request itself cannot be honoured; sending it again changes nothing.</summary>
    InvalidRequest,

    /// <summary>The provider refused the key.</summary>
    Authentication,

    /// <summary>The key is good but may not do this, such as an organisation that is not verified.</summary>
    Permission,

    /// <summary>The account has no credit left, or the limit set for a day is reached.</summary>
    Quota,

    /// <summary>Too many requests; waiting helps.</summary>
    RateLimited,

    /// <summary>The provider's safety system blocked the prompt or the picture. Never retried.</summary>
    ModerationBlocked,

    /// <summary>The provider is loading the model; waiting helps.</summary>
    ModelLoading,

    /// <summary>The provider is down or cannot be reached; waiting helps.</summary>
    Unavailable,

    /// <summary>The provider did not finish in the time allowed.</summary>
    Timeout,

    /// <summary>The provider answered with something that is not a usable picture.</summary>
    BadOutput,

    /// <summary>Somebody cancelled it.</summary>
    Cancelled,

    /// <summary>The server stopped while the picture was being made.</summary>
    Interrupted,

    /// <summary>A fault of Darkroom's own; the log has the details.</summary>
    Internal,
}

/// <summary>What a provider's safety system said.</summary>
/// <param name="Stage">Where it stopped: <c>input</c>, <c>output</c>, or null when not told.</param>
/// <param name="Categories">The provider's own category names, such as <c>violence</c>; may be empty.</param>
public sealed record ModerationVerdict(string? Stage, ImmutableArray<string> Categories);

/// <summary>An expected bad end of one picture, fit to be shown to a person: it never holds a secret.</summary>
/// <param name="Code">The taxonomy name.</param>
/// <param name="Message">What happened, in words.</param>
/// <param name="RetryAfter">How long the provider asks to wait, where it said so.</param>
/// <param name="Moderation">Only with <see cref="FailureCode.ModerationBlocked"/>.</param>
public sealed record Failure(
    FailureCode Code,
    string Message,
    TimeSpan? RetryAfter = null,
    ModerationVerdict? Moderation = null)
{
    /// <summary>Whether trying again later, unchanged, can end differently without anyone doing anything.</summary>
    [JsonIgnore]
    public bool Transient => Code is FailureCode.RateLimited or FailureCode.ModelLoading or FailureCode.Unavailable or FailureCode.Timeout;

    /// <summary>Whether a person may sensibly press Retry: everything but what would only be refused again.</summary>
    [JsonIgnore]
    public bool Retryable => Code is not (FailureCode.InvalidRequest or FailureCode.ModerationBlocked);
}
