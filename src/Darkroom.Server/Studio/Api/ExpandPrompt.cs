using System.ComponentModel;
using Darkroom.Campaigns;
using Darkroom.Prompts;
using Darkroom.Server.Studio.Pages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Studio.Api;

/// <summary><c>POST /api/prompts/expand</c>: what a request would run as.</summary>
internal static class ExpandPrompt
{
    public static async Task<Results<Ok<ExpandedView>, ProblemHttpResult>> HandleAsync(
        ExpandBody body, PromptRuns runs, ICampaignStore campaigns, CancellationToken cancellationToken)
    {
        if (body.Request is not { } request)
        {
            return Problems.Invalid(new ValidationError("request", "Send the request: {\"request\": {\"prompt\": \"a {red|blue} fox\"}}."));
        }

        if (await StartGeneration.CheckAsync(request, null, campaigns, cancellationToken) is { } refused)
        {
            return refused;
        }

        var (plan, errors) = await runs.PlanAsync(request with { Expand = true }, BatchBody.Ids(body.AlsoOn), cancellationToken);
        return plan is null ? Problems.Invalid(errors) : TypedResults.Ok(ExpandedView.From(plan));
    }
}

/// <summary>The body of <c>POST /api/prompts/expand</c>.</summary>
public sealed record ExpandBody : KnownFields
{
    [Description("A request as for POST /api/generations.")]
    public StartRequest? Request { get; init; }

    [Description("The ids of further providers that it runs on.")]
    public ImmutableArray<string?>? AlsoOn { get; init; }
}

/// <summary>What a request runs as: each prompt on each provider.</summary>
/// <param name="Prompts">The prompts without presets and alternatives.</param>
/// <param name="NegativePrompt">The negative prompt with what presets add; absent if there is none.</param>
/// <param name="Images">The number of images on all providers without a problem.</param>
/// <param name="TotalUsd">US dollars for all of them; absent if the cost of some is unknown.</param>
/// <param name="InWords">A text such as "2 prompts × 4 images = 8 images, about $0.32"; absent for a single prompt.</param>
public sealed record ExpandedView(
    ImmutableArray<string> Prompts, string? NegativePrompt, ImmutableArray<ExpandedProviderView> Providers, int Images, decimal? TotalUsd, string? InWords)
{
    internal static ExpandedView From(PromptPlan plan) => new(
        plan.Prompts, plan.Request.NegativePrompt, [.. plan.Providers.Select(ExpandedProviderView.From)], plan.Images, plan.TotalUsd, Describe(plan));

    private static string? Describe(PromptPlan plan)
    {
        if (plan.Prompts.Length < 2 || plan.Images == 0)
        {
            return null;
        }

        var providers = plan.Providers.Count(one => one.Problem is null);
        var images = PageText.Images(plan.Images);
        var count = providers == 1
            ? PageText.Format(PromptTexts.PlanOne, plan.Prompts.Length, PageText.Images(plan.Images / plan.Prompts.Length), images)
            : PageText.Format(PromptTexts.PlanMany, plan.Prompts.Length, providers, images);
        return plan.TotalUsd switch
        {
            0 => count,
            null => $"{count}, {PromptTexts.MatrixUnknown}",
            { } usd => $"{count}, {PageText.Format(PromptTexts.MatrixAbout, Cost.ToText(usd))}",
        };
    }
}

/// <summary>A provider that a request runs on.</summary>
/// <param name="Model">Absent for the default.</param>
/// <param name="N">The number of images for each prompt.</param>
/// <param name="PromptUsd">US dollars for one prompt; absent if the cost is unknown.</param>
/// <param name="InWords">The cost of one prompt as a text.</param>
/// <param name="Changes">What is different from the request, because the provider does not have it.</param>
/// <param name="Problem">Why it cannot run there; absent if it can.</param>
public sealed record ExpandedProviderView(
    string Provider, string Name, string? Model, string Size, string? Quality, int N, decimal? PromptUsd, string? InWords, ImmutableArray<string> Changes, string? Problem)
{
    internal static ExpandedProviderView From(PlannedProvider planned) => new(
        planned.Provider.Id,
        planned.Provider.Description.Name,
        planned.Request.Model,
        planned.Size.ToString(),
        planned.Request.Quality,
        planned.Images,
        planned.Quote?.TotalUsd,
        planned.Quote?.Text,
        planned.Changes,
        planned.Problem);
}
