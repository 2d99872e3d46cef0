using System.Collections.Immutable;

namespace Darkroom.Generations;

/// <summary>Where a slot goes when its provider has failed for good.</summary>
/// <param name="Request">What was asked for, adapted to what the next provider can do.</param>
/// <param name="Name">The next provider's name, as people know it.</param>
/// <param name="FailedName">The name of the provider that failed.</param>
/// <param name="MayBeBilled">Whether that one may have charged for its try all the same.</param>
public sealed record FallbackStep(GenerationRequest Request, string Name, string FailedName, bool MayBeBilled);

/// <summary>A provider that was tried for a slot and failed for good.</summary>
/// <param name="Provider">Its id.</param>
/// <param name="Name">As people know it.</param>
/// <param name="ResumeToken">With it the provider may still pick its work up, should a person ask for it again.</param>
public sealed record FailedProvider(string Provider, string Name, Failure Failure, bool MayBeBilled, string? ResumeToken);

/// <summary>Another provider stands in for the one that was asked for.</summary>
/// <param name="Request">What that one is asked for.</param>
/// <param name="Name">Its name, as people know it.</param>
/// <param name="Failed">Who failed before; the provider that was asked for comes first.</param>
public sealed record SlotFallback(GenerationRequest Request, string Name, ImmutableArray<FailedProvider> Failed)
{
    /// <summary>As it is told of the finished image.</summary>
    public ImageFallback ToImage()
    {
        var reason = string.Join(" and ", Failed.Select(one => $"{one.Name} {FallbackText.Why(one.Failure.Code)}"));
        var billed = string.Concat(Failed.Where(one => one.MayBeBilled).Select(one => $" {one.Name} may have charged for its try."));
        return new ImageFallback(Failed[0].Provider, Failed[0].Failure.Code, reason, $"Made by {Name} because {reason}.{billed}");
    }

    /// <summary>All have failed: the failure of the provider that was asked for, with what the others said.</summary>
    public Failure Together(Failure last)
    {
        var others = Failed[1..].Select(one => (one.Name, one.Failure.Message)).Append((Name, last.Message));
        return Failed[0].Failure with
        {
            RetryAfter = null,
            Message = Failed[0].Failure.Message + string.Concat(others.Select(one => $" Tried {one.Name} instead: {one.Message}")),
        };
    }
}

/// <summary>Why one provider stands in for another, in words.</summary>
internal static class FallbackText
{
    public static string Trying(FallbackStep step, Failure failure)
    {
        var why = failure.Code == FailureCode.Quota ? "has no credit left" : Why(failure.Code);
        return $"{step.FailedName} {why}{(step.MayBeBilled ? " and may have charged for its try" : "")}. Trying {step.Name} instead.";
    }

    /// <summary>To follow the provider's name.</summary>
    public static string Why(FailureCode code) => code switch
    {
        FailureCode.Authentication => "refused the key",
        FailureCode.Permission => "did not allow it",
        FailureCode.Quota => "had no credit left",
        FailureCode.RateLimited => "took no more requests",
        FailureCode.ModelLoading => "was still loading the model",
        FailureCode.Unavailable => "did not answer",
        FailureCode.Timeout => "took too long",
        FailureCode.BadOutput => "sent no usable picture",
        _ => "failed",
    };
}
