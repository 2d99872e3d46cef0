using System.Text;
using System.Text.Json;
using Darkroom.Providers.HuggingFace;
using Xunit;

namespace Darkroom.Tests.Providers.HuggingFace;

/// <summary>Responses that Hugging Face's clients recorded.</summary>
public static class HuggingFaceReplays
{
    private const string Folder = "huggingface/huggingface.js-tapes/";
    private const string Cassettes = "huggingface/huggingface_hub/";
    private const string Flux = "black-forest-labs/FLUX.1-dev";

    private static readonly byte[] Substitute = TestImages.SmallPng(4);

    public static IEnumerable<Replay> All =>
    [
        Tapes("images through the router (substituted)", "200_router"),
        Tapes("images through the older addresses (substituted)", "200_api-inference", "200_huggingface.co_api"),
        Tapes("a model that does not exist", "404_"),
        Tapes("`error` is a list", "400_api-inference.huggingface.co_models_facebook", "400_api-inference.huggingface.co_models_nlpconnect",
            "400_api-inference.huggingface.co_models_openai", "400_api-inference.huggingface.co_models_sentence",
            "400_api-inference.huggingface.co_models_superb", "400_api-inference.huggingface.co_models_google_vit"),
        Tapes("`error` is a text, or has `warnings` beside it", "400_api-inference.huggingface.co_models_google_tapas",
            "400_api-inference.huggingface.co_models_speechbrain", "400_api-inference.huggingface.co_models_stabilityai"),
        Tapes("plain text, or `error` with `error_type`", "422_"),
        Tapes("no token", "429_"),
        Tapes("overloaded", "503_api-inference.huggingface.co_models_deepset"),
        Tapes("the model is loading", "503_api-inference.huggingface.co_pipeline"),
        new("huggingface", "Stable Diffusion 1.4, a real JPEG", [Cassettes + "1fa7fe", Cassettes + "27b8fd"], PlayCassettesAsync),
        new("huggingface", "who serves FLUX.1-dev; the first of them, fal-ai, has to queue it", [Cassettes + "33fe4e"], PlayMappingAsync),
    ];

    /// <summary>Files whose names start with a prefix.</summary>
    public static IEnumerable<string> Files(string start)
    {
        var folder = Path.GetDirectoryName(start)!;
        return Directory.EnumerateFiles(Recordings.Path(folder), Path.GetFileName(start) + "*")
            .Order(StringComparer.Ordinal).Select(file => $"{folder}/{Path.GetFileName(file)}");
    }

    /// <summary>Plays one response for the default model.</summary>
    public static Task<Outcome> PlayAsync(ProviderBench bench, Script response)
    {
        bench.Server.On($"/hf-inference/models/stabilityai/stable-diffusion-xl-base-1.0", response);
        return bench.RunAsync(Provider(bench, null));
    }

    /// <summary>Reads a recorded response. The recorder encoded bodies without a content type in base64 and omitted most images.</summary>
    public static Script Script(RecordedExchange tape) => tape switch
    {
        { Status: 200 } => tape.Script(tape.Body.Length > 0 ? Convert.FromBase64String(tape.Text) : Substitute),
        _ when tape.Text.StartsWith("ey", StringComparison.Ordinal) =>
            Scripts.Answer(tape.Status, Encoding.UTF8.GetString(Convert.FromBase64String(tape.Text))),
        _ => tape.Script(),
    };

    private static Replay Tapes(string what, params string[] starts) =>
        new("huggingface", what, [.. starts.Select(start => Folder + start)], async bench =>
        {
            Outcome? last = null;
            foreach (var file in starts.SelectMany(start => Files(Folder + start)))
            {
                var outcome = await PlayAsync(bench, Script(Assert.Single(RecordedExchanges.Of(file))));
                Assert.Equal(last?.Failure?.Code ?? outcome.Failure?.Code, outcome.Failure?.Code);
                last = outcome;
            }

            return last!;
        });

    private static async Task<Outcome> PlayCassettesAsync(ProviderBench bench)
    {
        Outcome? last = null;
        foreach (var file in Files(Cassettes + "1fa7fe").Concat(Files(Cassettes + "27b8fd")))
        {
            var posted = RecordedExchanges.Of(file).Single(exchange => exchange.Method == "POST");
            last = await PlayAsync(bench, posted.Script());
            Assert.Equal(posted.Body, last.Image);
        }

        return last!;
    }

    private static Task<Outcome> PlayMappingAsync(ProviderBench bench)
    {
        var hub = RecordedExchanges.Of(Files(Cassettes + "33fe4e").Single())[0];
        bench.Server.On("/api/models/" + Flux, hub.Script());
        bench.Server.On("/fal-ai/fal-ai/flux/dev", Scripts.Answer(
            200, """{"request_id":"j1","response_url":"https://queue.fal.run/fal-ai/flux/requests/j1"}"""));
        bench.Server.On("/fal-ai/fal-ai/flux/requests/j1/status", Scripts.Answer(200, """{"status":"COMPLETED"}"""));
        bench.Server.On("/fal-ai/fal-ai/flux/requests/j1", Scripts.Answer(
            200, JsonSerializer.Serialize(new { images = new[] { new { url = $"{bench.Server.Address}image.png" } } })));
        bench.Server.On("/image.png", Scripts.Bytes(Substitute, "image/png"));
        return bench.RunAsync(Provider(bench, Flux));
    }

    private static HuggingFaceProvider Provider(ProviderBench bench, string? model) => new(
        new HuggingFaceOptions { BaseUrl = bench.Server.Address, HubUrl = bench.Server.Address, ApiKey = "hf_test", Model = model }, bench.Parts());
}
