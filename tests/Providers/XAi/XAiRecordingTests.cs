using Xunit;

namespace Darkroom.Tests.Providers.XAi;

public sealed class XAiRecordingTests : ProviderBench
{
    [Fact]
    public async Task Sends_the_recorded_request_and_reads_the_recorded_cost()
    {
        var outcome = await Assert.Single(XAiReplays.All).PlayAsync(this);

        Assert.Equal((0.07m, null), (outcome.Final?.CostUsd, outcome.Failure));
        var sent = Server.Requests[0].Json;
        Assert.Equal(
            ("4:3", "grok-imagine-image-pro", "2k", "b64_json"),
            (sent.GetProperty("aspect_ratio").GetString(), sent.GetProperty("model").GetString(),
                sent.GetProperty("resolution").GetString(), sent.GetProperty("response_format").GetString()));
    }
}
