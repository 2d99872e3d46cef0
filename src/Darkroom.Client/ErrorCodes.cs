namespace Darkroom.Client;

/// <summary>The names of failures in <see cref="DarkroomException.Code"/> and <see cref="GenerationEvent.Error.Code"/>. A newer server may have others.</summary>
public static class ErrorCodes
{
    /// <summary>The request cannot be fulfilled; sending it again changes nothing.</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>The access key is wrong, or the provider rejected its key.</summary>
    public const string Authentication = "authentication";

    /// <summary>The key is valid but lacks a right.</summary>
    public const string Permission = "permission";

    /// <summary>The account has no credit left, or the daily limit is reached.</summary>
    public const string Quota = "quota";

    /// <summary>Too many requests; waiting helps.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The provider's safety system blocked the prompt or the image.</summary>
    public const string ModerationBlocked = "moderation_blocked";

    /// <summary>The provider is loading the model; waiting helps.</summary>
    public const string ModelLoading = "model_loading";

    /// <summary>The provider or the server's storage cannot be reached; waiting helps.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The provider or the server did not answer within the time limit.</summary>
    public const string Timeout = "timeout";

    /// <summary>The provider returned something that is not a usable image.</summary>
    public const string BadOutput = "bad_output";

    /// <summary>A client cancelled it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The server stopped while the image was being made.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>The image was made, and deleted since.</summary>
    public const string Deleted = "deleted";

    /// <summary>An error inside the server; its log has the details.</summary>
    public const string Internal = "internal";

    /// <summary>The server could not be reached, or the connection broke. Only reported by this client.</summary>
    public const string ConnectionFailed = "connection_failed";

    /// <summary>The answer is not one of Darkroom's, or is too large. Only reported by this client.</summary>
    public const string BadResponse = "bad_response";

    /// <summary>A downloaded file is incomplete, or its content is not what the server announced. Only reported by this client.</summary>
    public const string Damaged = "damaged";
}
