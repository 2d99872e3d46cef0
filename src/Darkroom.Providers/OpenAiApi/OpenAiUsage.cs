using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAiApi;

/// <summary>The <c>usage</c> object: tokens under either of their two names, and the image's cost at some services.</summary>
/// <param name="Tokens">The tokens; null if not reported.</param>
/// <param name="CostUsd">The cost in US dollars; null if not reported.</param>
internal readonly record struct OpenAiUsage(TokenUsage? Tokens, decimal? CostUsd)
{
    /// <summary>The unit of xAI's costs.</summary>
    private const decimal TicksPerDollar = 10_000_000_000;

    /// <param name="reader">A reader on the object's start. It is left on the object's end.</param>
    public static OpenAiUsage Read(ref Utf8JsonReader reader)
    {
        long? input = null;
        long? output = null;
        long? total = null;
        var (inputDetails, outputDetails) = (default(Details), default(Details));
        decimal? cost = null;
        var inside = false;
        while (reader.NextProperty(ref inside, out var name))
        {
            switch (name)
            {
                case "input_tokens" or "prompt_tokens":
                    input = reader.Integer();
                    break;
                case "input_tokens_details" or "prompt_tokens_details":
                    inputDetails = Details.Read(ref reader);
                    break;
                case "output_tokens" or "completion_tokens":
                    output = reader.Integer();
                    break;
                case "output_tokens_details" or "completion_tokens_details":
                    outputDetails = Details.Read(ref reader);
                    break;
                case "total_tokens":
                    total = reader.Integer();
                    break;
                case "cost":
                    cost = reader.Amount();
                    break;
                case "cost_in_usd_ticks":
                    cost = reader.Amount() / TicksPerDollar;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        var tokens = input is null && output is null && total is null
            ? null
            : new TokenUsage(input ?? 0, output ?? 0, total ?? (input ?? 0) + (output ?? 0))
            {
                TextInputTokens = inputDetails.Text,
                ImageInputTokens = inputDetails.Images,
                CachedInputTokens = inputDetails.Cached,
                TextOutputTokens = outputDetails.Text,
                ImageOutputTokens = outputDetails.Images,
            };
        return new OpenAiUsage(tokens, cost);
    }

    /// <summary>The kinds of tokens in a count; null if not reported.</summary>
    private readonly record struct Details(long? Text, long? Images, long? Cached)
    {
        /// <param name="reader">A reader on the object's start. It is left on the object's end.</param>
        public static Details Read(ref Utf8JsonReader reader)
        {
            var details = default(Details);
            var inside = false;
            while (reader.NextProperty(ref inside, out var name))
            {
                switch (name)
                {
                    case "text_tokens":
                        details = details with { Text = reader.Integer() };
                        break;
                    case "image_tokens":
                        details = details with { Images = reader.Integer() };
                        break;
                    case "cached_tokens":
                        details = details with { Cached = reader.Integer() };
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }

            return details;
        }
    }
}
