namespace Darkroom;

/// <summary>What a person can do about a failure.</summary>
public static class FailureAdvice
{
    public static string For(FailureCode code) => code switch
    {
        FailureCode.InvalidRequest => "Change the request and start again.",
        FailureCode.Authentication => "Check the provider's key in .env.local and restart Darkroom.",
        FailureCode.Permission => "Give the account this right in the provider's console, or choose another model.",
        FailureCode.Quota => "Add credit to the provider's account, or raise the limit that the message names, then retry.",
        FailureCode.RateLimited => "Wait a moment, then retry. Setting ImagesPerMinute to what the account allows avoids this.",
        FailureCode.ModerationBlocked => "Change the prompt: the same one will be blocked again.",
        FailureCode.ModelLoading => "The model is still loading. Retry in a minute.",
        FailureCode.Unavailable => "Check the network and the provider's status page, then retry.",
        FailureCode.Timeout => "Retry, or choose a smaller size or a lower quality.",
        FailureCode.BadOutput => "Retry. If it happens again, the provider has a fault.",
        FailureCode.Cancelled => "Retry to generate this image.",
        FailureCode.Interrupted => "Retry to generate this image again.",
        FailureCode.Deleted => "Start a new run to generate another one.",
        _ => "Retry. If it happens again, see Darkroom's log.",
    };
}
