using System.Globalization;

namespace Darkroom;

/// <summary>What a person can do about a failure.</summary>
public static class FailureAdvice
{
    /// <summary>Returns the advice in English, as events contain it: they are stored, and each reader has its own language.</summary>
    public static string For(FailureCode code) => Find(code, CultureInfo.InvariantCulture);

    /// <summary>Returns the advice in the language of the person who reads it now.</summary>
    public static string ForReader(FailureCode code) => Find(code, CultureInfo.CurrentUICulture);

    private static string Find(FailureCode code, CultureInfo language) => EngineTexts.ResourceManager.GetString(
        code switch
        {
            FailureCode.InvalidRequest => nameof(EngineTexts.AdviceInvalidRequest),
            FailureCode.Authentication => nameof(EngineTexts.AdviceAuthentication),
            FailureCode.Permission => nameof(EngineTexts.AdvicePermission),
            FailureCode.Quota => nameof(EngineTexts.AdviceQuota),
            FailureCode.RateLimited => nameof(EngineTexts.AdviceRateLimited),
            FailureCode.ModerationBlocked => nameof(EngineTexts.AdviceModerationBlocked),
            FailureCode.ModelLoading => nameof(EngineTexts.AdviceModelLoading),
            FailureCode.Unavailable => nameof(EngineTexts.AdviceUnavailable),
            FailureCode.Timeout => nameof(EngineTexts.AdviceTimeout),
            FailureCode.BadOutput => nameof(EngineTexts.AdviceBadOutput),
            FailureCode.Cancelled => nameof(EngineTexts.AdviceCancelled),
            FailureCode.Interrupted => nameof(EngineTexts.AdviceInterrupted),
            FailureCode.Deleted => nameof(EngineTexts.AdviceDeleted),
            _ => nameof(EngineTexts.AdviceOther),
        },
        language)!;
}
