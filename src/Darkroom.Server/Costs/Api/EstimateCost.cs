using Darkroom.Prompts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Costs.Api;

/// <summary><c>GET /api/costs/estimate</c>: the cost of a request, before it is sent.</summary>
internal static class EstimateCost
{
    public static async Task<Results<Ok<EstimateView>, ProblemHttpResult>> HandleAsync(
        [AsParameters] EstimateQuery query, GenerationService generations, PromptRuns runs, CancellationToken cancellationToken)
    {
        if (!query.TryRead(out var request, out var wrong))
        {
            return Problems.Invalid(wrong);
        }

        if (query.AlsoOn is { Length: > 0 } others)
        {
            var (plan, wrongOnes) = await runs.PlanAsync(request with { Prompt = "-" }, [.. others], cancellationToken);
            return plan is null ? Problems.Invalid(wrongOnes) : TypedResults.Ok(Sum(plan));
        }

        var (quote, errors) = generations.QuoteOf(request);
        return quote is null
            ? Problems.Invalid(errors)
            : TypedResults.Ok(new EstimateView(quote.Each?.Usd, quote.TotalUsd, quote.Each?.AtMost, quote.Text));
    }

    /// <summary>Returns the cost on several providers together.</summary>
    private static EstimateView Sum(PromptPlan plan)
    {
        var parts = plan.Providers.Select(one => one.Problem is not null
            ? PageText.Format(ProblemTexts.CostNotOn, one.Provider.Description.Name)
            : $"{one.Provider.Description.Name} {(one.Quote?.TotalUsd is { } usd ? usd == 0 ? ProblemTexts.CostFree : Cost.ToText(usd) : ProblemTexts.CostUnknownPart)}");
        var total = plan.TotalUsd is { } sum ? PageText.Format(ProblemTexts.CostSum, Cost.ToText(sum)) : ProblemTexts.CostPartlyUnknown;
        return new EstimateView(null, plan.TotalUsd, null, $"{total}: {string.Join(", ", parts)}");
    }
}

/// <summary>The fields of a request that affect its price.</summary>
internal sealed record EstimateQuery
{
    public string? Provider { get; init; }

    public string? Model { get; init; }

    public string? Size { get; init; }

    [FromQuery(Name = "aspect_ratio")]
    public string? AspectRatio { get; init; }

    public string? Quality { get; init; }

    public string? N { get; init; }

    [FromQuery(Name = "partial_images")]
    public string? PartialImages { get; init; }

    /// <summary>The ids of further providers: the cost is that of all of them.</summary>
    [FromQuery(Name = "also_on")]
    public string[]? AlsoOn { get; init; }

    public bool TryRead(out StartRequest request, out ValidationError[] wrong)
    {
        var errors = new List<ValidationError>();
        request = new StartRequest
        {
            Provider = Text(Provider),
            Model = Text(Model),
            Size = Text(Size),
            AspectRatio = Text(AspectRatio),
            Quality = Text(Quality),
            N = Integer("n", N),
            PartialImages = Integer("partial_images", PartialImages),
        };
        wrong = [.. errors];
        return wrong.Length == 0;

        // An empty form field means "not set".
        static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;

        int? Integer(string field, string? text)
        {
            if (Text(text) is null)
            {
                return null;
            }

            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }

            errors.Add(new ValidationError(field, "Write a whole number."));
            return null;
        }
    }
}

/// <summary>The estimated cost of a request.</summary>
/// <param name="EachUsd">US dollars for one image, 0 if the provider is free; absent if the cost is unknown.</param>
/// <param name="TotalUsd">US dollars for all images.</param>
/// <param name="AtMost">True if the provider chooses the quality: then it is the price of the most expensive one.</param>
/// <param name="InWords">A text such as "about $0.03 each, $0.12 in all"; empty if the provider is free.</param>
public sealed record EstimateView(decimal? EachUsd, decimal? TotalUsd, bool? AtMost, string InWords);
