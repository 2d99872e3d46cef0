using Darkroom.Providers;
using Darkroom.Providers.Bfl;

namespace Darkroom.Tests.Providers.Bfl;

/// <summary>What BFL was recorded to answer. Nobody recorded the last answer to a question: its form is from the documentation.</summary>
internal static class BflReplays
{
    private const string Tapes = "bfl/huggingface.js-tapes/";
    private const string First = Tapes + "200_api.us1.bfl.ai_v1_flux-dev_31cf35b7.json";
    private const string Second = Tapes + "200_api.us1.bfl.ai_v1_flux-dev_b320223c.json";
    private const string Pending = Tapes + "200_api.us1.bfl.ai_v1_get_result_bc182ea4.json";
    private const string Sample = Tapes + "200_delivery-us1.bfl.ai_results_ff9ee696c18a4faeb09835b997ed711b_sample.jp_2bec44b6.json";

    public static IEnumerable<Replay> All =>
    [
        new("bfl", "flux-dev, asked for until it is done", [First, Pending, Sample], bench => PlayAsync(bench, First)),
        new("bfl", "flux-dev again", [Second], bench => PlayAsync(bench, Second)),
    ];

    public static byte[] Image { get; } = TestImages.SmallPng(4);

    private static Task<Outcome> PlayAsync(ProviderBench bench, string taken)
    {
        var server = bench.Server;
        server.Play(
            RecordedExchanges.Of(taken),
            body => body.Replace("https://api.us1.bfl.ai/", server.Address.ToString(), StringComparison.Ordinal));
        server.On(
            "/v1/get_result",
            RecordedExchanges.Of(Pending)[0].Script(),
            Scripts.Answer(200, $$$"""{"status":"Ready","result":{"sample":"{{{new Uri(server.Address, "sample.jpeg")}}}","seed":8817}}"""));
        server.On("/sample.jpeg", RecordedExchanges.Of(Sample)[0].Script(Image));
        var provider = new BflProvider(
            new ProviderOptions { BaseUrl = server.BaseUrl, ApiKey = "bfl-key" }, bench.Parts(new EagerTime()));
        return bench.RunAsync(provider, new ImageRequest { Prompt = "a lighthouse", Size = new PixelSize(256, 256), Model = "flux-dev" });
    }
}
