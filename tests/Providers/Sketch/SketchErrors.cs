using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers.Sketch;

/// <summary>Classifies the service's errors.</summary>
internal static class SketchErrors
{
    /// <returns>Null to classify the error by its HTTP status.</returns>
    public static FailureCode? Classify(ServiceError error) => error.Code switch
    {
        "out_of_paper" => FailureCode.Quota,
        "indecent" => FailureCode.ModerationBlocked,
        "sharpening" => FailureCode.ModelLoading,
        _ => null,
    };
}
