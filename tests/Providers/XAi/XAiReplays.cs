using System.Text;
using Darkroom.Providers;
using Darkroom.Providers.XAi;
using Darkroom.Tests.Providers.OpenAi;

namespace Darkroom.Tests.Providers.XAi;

public static class XAiReplays
{
    private const string Smoke = "xai/rig/image_generation__image_generation_smoke.yaml";

    public static IEnumerable<Replay> All =>
    [
        new("xai", "an image of two thousand pixels and its cost", [Smoke], bench =>
        {
            var exchange = RecordedExchanges.Of(Smoke)[0];
            bench.Server.On(exchange.Url, exchange.Script(Encoding.UTF8.GetBytes(OpenAiRecordingTests.Substituted(exchange.Text))));
            var provider = new XAiProvider(new ProviderOptions { BaseUrl = bench.Server.BaseUrl, ApiKey = "xai-test" }, bench.Parts());
            return bench.RunAsync(provider, new ImageRequest
            {
                Prompt = "a lighthouse",
                Model = "grok-imagine-image-pro",
                Size = new PixelSize(2304, 1792),
            });
        }),
    ];
}
