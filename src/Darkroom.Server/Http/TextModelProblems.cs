using Darkroom.Texts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Http;

/// <summary>The problems of requests that a text model answers.</summary>
internal static class TextModelProblems
{
    /// <summary>Returns how to set up a text model; null if one is set up.</summary>
    public static ProblemHttpResult? Missing(TextSetup setup) => setup.MissingSetting is { } missing
        ? Problems.From(
            StatusCodes.Status400BadRequest,
            FailureCode.InvalidRequest,
            ProblemTexts.NoTextModel,
            PageText.Format(ProblemTexts.NoTextModelDetail, missing))
        : null;

    public static ProblemHttpResult From(Failure failure, string title) => Problems.From(StatusOf(failure.Code), failure.Code, title, failure.Message);

    private static int StatusOf(FailureCode code) => code switch
    {
        FailureCode.Quota => StatusCodes.Status402PaymentRequired,
        FailureCode.ModerationBlocked => StatusCodes.Status422UnprocessableEntity,
        FailureCode.RateLimited => StatusCodes.Status429TooManyRequests,
        FailureCode.Unavailable or FailureCode.Timeout or FailureCode.ModelLoading => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status502BadGateway,
    };
}
