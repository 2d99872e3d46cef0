using System.Globalization;
using Darkroom.Generations;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Costs.Api;

/// <summary><c>GET /api/costs/estimate</c>: what a request would cost, before it is sent.</summary>
internal static class EstimateCost
{
    public static Results<Ok<EstimateView>, ProblemHttpResult> Handle([AsParameters] EstimateQuery query, GenerationService generations)
    {
        if (!query.TryRead(out var asked, out var wrong))
        {
            return Problems.Invalid(wrong);
        }

        var (quote, problems) = generations.QuoteOf(asked);
        return quote is null
            ? Problems.Invalid(problems)
            : TypedResults.Ok(new EstimateView(quote.Each?.Usd, quote.TotalUsd, quote.Each?.AtMost, quote.Text));
    }
}

/// <summary>Those fields of a request that its price depends on.</summary>
internal sealed record EstimateQuery(
    string? Provider,
    string? Model,
    string? Size,
    [FromQuery(Name = "aspect_ratio")] string? AspectRatio,
    string? Quality,
    string? N,
    [FromQuery(Name = "partial_images")] string? PartialImages)
{
    public bool TryRead(out AskedGeneration asked, out ValidationError[] wrong)
    {
        var problems = new List<ValidationError>();
        asked = new AskedGeneration
        {
            Provider = Text(Provider),
            Model = Text(Model),
            Size = Text(Size),
            AspectRatio = Text(AspectRatio),
            Quality = Text(Quality),
            N = Whole("n", N),
            PartialImages = Whole("partial_images", PartialImages),
        };
        wrong = [.. problems];
        return wrong.Length == 0;

        // An empty box in a form is no wish.
        static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;

        int? Whole(string field, string? text)
        {
            if (Text(text) is null)
            {
                return null;
            }

            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }

            problems.Add(new ValidationError(field, "Write a whole number."));
            return null;
        }
    }
}

/// <param name="EachUsd">US dollars for one image, 0 where nothing is paid; absent where that is unknown.</param>
/// <param name="TotalUsd">For all images.</param>
/// <param name="AtMost">True where the provider chooses the quality itself: then it is the price of the dearest.</param>
/// <param name="InWords">Such as "about $0.03 each, $0.12 in all"; empty where nothing is paid.</param>
public sealed record EstimateView(decimal? EachUsd, decimal? TotalUsd, bool? AtMost, string InWords);
