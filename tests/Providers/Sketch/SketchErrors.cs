using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers.Sketch;

/// <summary>What the service's own words mean.</summary>
internal static class SketchErrors
{
    /// <returns>Null where the HTTP status says it all.</returns>
    public static FailureCode? Classify(ServiceError error) => error.Code switch
    {
        "out_of_paper" => FailureCode.Quota,
        "indecent" => FailureCode.ModerationBlocked,
        "sharpening" => FailureCode.ModelLoading,
        _ => null,
    };
}
