using System.ComponentModel;
using Darkroom.Prompts;
using Darkroom.Texts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Studio.Api;

/// <summary><c>POST /api/prompts/improve</c>: asks the text model for a better prompt. Nothing is stored.</summary>
internal static class ImprovePrompt
{
    public static async Task<Results<Ok<ImprovedPromptView>, ProblemHttpResult>> HandleAsync(
        ImproveBody body, PromptImprover improver, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body.Prompt) || TextLength.Exceeds(body.Prompt, PromptImprover.MaxLength))
        {
            return Problems.Invalid(new ValidationError(
                "prompt", TextLength.Problem(body.Prompt, PromptImprover.MaxLength) ?? PageText.Format(ProblemTexts.ImproveLength, PromptImprover.MaxLength)));
        }

        if (improver.Setup is { MissingSetting: { } missing })
        {
            return Problems.From(
                StatusCodes.Status400BadRequest,
                FailureCode.InvalidRequest,
                ProblemTexts.NoTextModel,
                PageText.Format(ProblemTexts.NoTextModelDetail, missing));
        }

        return await improver.SuggestAsync(body.Prompt, cancellationToken) switch
        {
            TextOutcome.Written(var text, _) => TypedResults.Ok(new ImprovedPromptView(text, improver.Setup.Model)),
            TextOutcome.Failed(var failure, _) => Problems.From(StatusOf(failure.Code), failure.Code, ProblemTexts.ImproveFailed, failure.Message),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static int StatusOf(FailureCode code) => code switch
    {
        FailureCode.Quota => StatusCodes.Status402PaymentRequired,
        FailureCode.ModerationBlocked => StatusCodes.Status422UnprocessableEntity,
        FailureCode.RateLimited => StatusCodes.Status429TooManyRequests,
        FailureCode.Unavailable or FailureCode.Timeout or FailureCode.ModelLoading => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status502BadGateway,
    };
}

/// <summary>The body of <c>POST /api/prompts/improve</c>.</summary>
public sealed record ImproveBody : KnownFields
{
    [Description("The prompt, 1 to 4,000 characters. It is sent to the text model.")]
    public string? Prompt { get; init; }
}

/// <summary>A suggestion.</summary>
/// <param name="Prompt">What the text model wrote.</param>
/// <param name="Model">The model.</param>
public sealed record ImprovedPromptView(string Prompt, string? Model);
