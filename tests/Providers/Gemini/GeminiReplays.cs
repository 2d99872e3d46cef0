using Darkroom.Providers;
using Darkroom.Providers.Gemini;

namespace Darkroom.Tests.Providers.Gemini;

/// <summary>What Google was recorded to answer.</summary>
internal static class GeminiReplays
{
    private const string Rig = "google/rig/";
    private const string Vercel = "google/vercel-ai/";

    public static IEnumerable<Replay> All =>
    [
        new("gemini", "a banana, with its real image", [Rig + "image_generation__nano_banana_image_generation_smoke.yaml"], bench =>
            PlayAsync(bench, RecordedExchanges.Of(Rig + "image_generation__nano_banana_image_generation_smoke.yaml")[0].Script())),
        new("gemini", "a model that is not there", [Rig + "error_envelope.nonexistent_model_streaming_error.yaml"], bench =>
            PlayAsync(bench, RecordedExchanges.Of(Rig + "error_envelope.nonexistent_model_streaming_error.yaml")[0].Script())),
        new("gemini", "an image with a thought's signature", [Vercel + "issue-10660-image-thought-signature.chunks.txt"], bench =>
            PlayAsync(bench, Scripts.Answer(200, FirstChunk(Vercel + "issue-10660-image-thought-signature.chunks.txt")))),
        Refused("too many requests, and when to come back", Vercel + "google-429-retry-info.json"),
        Refused("no capacity left, and when to come back", "quoted/google.antigravity.429_retryinfo.json"),
    ];

    public static IEnumerable<KeyValuePair<string, string>> NotPlayed =>
    [
        new(Vercel + "interactions-image-output.chunks.txt", "the Interactions API, which no provider here speaks"),
        new(Vercel + "interactions-image-output-modify.chunks.txt", "the Interactions API, which no provider here speaks"),
    ];

    public static byte[] Image { get; } = TestImages.SmallPng(4);

    private static Replay Refused(string what, string file) =>
        new("gemini", what, [file], bench => PlayAsync(bench, Scripts.Answer(429, Recordings.Text(file))));

    // Recorded as a stream; each of its events is a whole answer. The recorder put one byte in place of the image.
    private static string FirstChunk(string file) => Recordings.Text(file).Split('\n')[0]["data: ".Length..]
        .Replace("\"AA==\"", $"\"{Convert.ToBase64String(Image)}\"", StringComparison.Ordinal);

    private static Task<Outcome> PlayAsync(ProviderBench bench, Script script)
    {
        bench.Server.On("/v1/models/gemini-2.5-flash-image:generateContent", script);
        var provider = new GeminiProvider(new ProviderOptions { BaseUrl = bench.Server.BaseUrl, ApiKey = "google-key", Model = "gemini-2.5-flash-image" }, bench.Parts());
        return bench.RunAsync(provider, new ImageRequest { Prompt = "a lighthouse", Size = new PixelSize(1024, 1024) });
    }
}
