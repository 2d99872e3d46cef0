using Xunit;

namespace Darkroom.Tests.Providers.OpenRouter;

public sealed class OpenRouterRecordingTests : ProviderBench
{
    [Theory]
    [InlineData(0, 0.03422675, 1542, 600_000)]
    [InlineData(1, 0.03388125, 2245, 20_000)]
    public async Task Recorded_responses_yield_their_image_and_cost(int recording, double cost, long tokens, int bytes)
    {
        var outcome = await OpenRouterReplays.All.ElementAt(recording).PlayAsync(this);

        Assert.Equal(((decimal)cost, tokens), (outcome.Final?.CostUsd, outcome.Final?.Usage?.TotalTokens));
        Assert.True(outcome.Image!.Length > bytes && outcome.Image.AsSpan().StartsWith<byte>([0xFF, 0xD8]), "no JPEG");
    }
}
