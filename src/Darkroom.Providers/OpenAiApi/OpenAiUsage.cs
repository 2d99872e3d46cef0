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

    public static OpenAiUsage From(JsonElement usage) => new(
        TokensIn(usage), usage.Amount("cost") ?? (usage.Amount("cost_in_usd_ticks") / TicksPerDollar));

    private static TokenUsage? TokensIn(JsonElement usage)
    {
        var input = usage.Integer("input_tokens") ?? usage.Integer("prompt_tokens");
        var output = usage.Integer("output_tokens") ?? usage.Integer("completion_tokens");
        var total = usage.Integer("total_tokens");
        if (input is null && output is null && total is null)
        {
            return null;
        }

        var inputDetails = usage.Property("input_tokens_details") ?? usage.Property("prompt_tokens_details") ?? default;
        var outputDetails = usage.Property("output_tokens_details") ?? usage.Property("completion_tokens_details") ?? default;
        return new TokenUsage(input ?? 0, output ?? 0, total ?? (input ?? 0) + (output ?? 0))
        {
            TextInputTokens = inputDetails.Integer("text_tokens"),
            ImageInputTokens = inputDetails.Integer("image_tokens"),
            CachedInputTokens = inputDetails.Integer("cached_tokens"),
            TextOutputTokens = outputDetails.Integer("text_tokens"),
            ImageOutputTokens = outputDetails.Integer("image_tokens"),
        };
    }
}
