using System.Collections.Immutable;

namespace Darkroom.Generations;

/// <summary>The next provider of a slot whose provider has failed permanently.</summary>
/// <param name="Request">The request, adapted to the capabilities of the next provider.</param>
/// <param name="Name">The display name of the next provider.</param>
/// <param name="FailedName">The display name of the provider that failed.</param>
/// <param name="MayBeBilled">True if the provider that failed may have charged for its try.</param>
public sealed record FallbackStep(GenerationRequest Request, string Name, string FailedName, bool MayBeBilled)
{
    /// <summary>Returns the sentence that announces the next provider.</summary>
    internal string Announce(Failure failure)
    {
        var why = failure.Code == FailureCode.Quota ? "has no credit left" : SlotFallback.Why(failure.Code);
        return $"{FailedName} {why}{(MayBeBilled ? " and may have charged for its try" : "")}. Trying {Name} instead.";
    }
}

/// <summary>A provider that was tried for a slot and failed permanently.</summary>
/// <param name="Provider">The provider's id.</param>
/// <param name="Name">The provider's display name.</param>
/// <param name="ResumeToken">The token with which the provider may resume its call if a person retries; null if there is none.</param>
public sealed record FailedProvider(string Provider, string Name, Failure Failure, bool MayBeBilled, string? ResumeToken);

/// <summary>A provider that replaces the requested one.</summary>
/// <param name="Request">The request for this provider.</param>
/// <param name="Name">The provider's display name.</param>
/// <param name="Failed">The providers that failed before, the requested one first.</param>
public sealed record SlotFallback(GenerationRequest Request, string Name, ImmutableArray<FailedProvider> Failed)
{
    /// <summary>Returns the fallback as it is stored with the finished image.</summary>
    public ImageFallback ToImage()
    {
        var reason = string.Join(" and ", Failed.Select(one => $"{one.Name} {Why(one.Failure.Code)}"));
        var billed = string.Concat(Failed.Where(one => one.MayBeBilled).Select(one => $" {one.Name} may have charged for its try."));
        return new ImageFallback(Failed[0].Provider, Failed[0].Failure.Code, reason, $"Made by {Name} because {reason}.{billed}");
    }

    /// <summary>Returns the failure of a slot whose providers have all failed: that of the requested one, with the messages of the others.</summary>
    public Failure Together(Failure last)
    {
        var others = Failed[1..].Select(one => (one.Name, one.Failure.Message)).Append((Name, last.Message));
        return Failed[0].Failure with
        {
            RetryAfter = null,
            Message = Failed[0].Failure.Message + string.Concat(others.Select(one => $" Tried {one.Name} instead: {one.Message}")),
        };
    }

    /// <summary>Returns why one provider replaces another, as a predicate for its name.</summary>
    internal static string Why(FailureCode code) => code switch
    {
        FailureCode.Authentication => "rejected the key",
        FailureCode.Permission => "did not allow it",
        FailureCode.Quota => "had no credit left",
        FailureCode.RateLimited => "accepted no more requests",
        FailureCode.ModelLoading => "was still loading the model",
        FailureCode.Unavailable => "did not respond",
        FailureCode.Timeout => "took too long",
        FailureCode.BadOutput => "sent no usable image",
        _ => "failed",
    };
}
