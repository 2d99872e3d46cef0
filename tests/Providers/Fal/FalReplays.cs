using System.Text.Json;
using System.Text.RegularExpressions;
using Darkroom.Providers;
using Darkroom.Providers.Fal;

namespace Darkroom.Tests.Providers.Fal;

/// <summary>What fal was recorded to answer: at once, without its queue, which nobody recorded.</summary>
internal static partial class FalReplays
{
    private const string Tapes = "fal/huggingface.js-tapes/";

    public static IEnumerable<Replay> All =>
    [
        Tape("AuraFlow", "200_fal.run_fal-ai_aura-flow_8031ef4f.json"),
        Tape("fast SDXL", "200_fal.run_fal-ai_fast-sdxl_efa2b5ab.json"),
        Tape("FLUX with a LoRA, as a data URL", "200_fal.run_fal-ai_flux-lora_6e636127.json"),
        Tape("FLUX dev", "200_fal.run_fal-ai_flux_dev_9479f118.json"),
        Tape("FLUX schnell, as a data URL", "200_fal.run_fal-ai_flux_schnell_1749bc9f.json"),
        Tape("FLUX schnell, first", "200_fal.run_fal-ai_flux_schnell_6228140f.json"),
        Tape("FLUX schnell, second", "200_fal.run_fal-ai_flux_schnell_67b3d4f2.json"),
        Tape("FLUX schnell, third", "200_fal.run_fal-ai_flux_schnell_767287e1.json"),
        Tape("FLUX schnell, fourth", "200_fal.run_fal-ai_flux_schnell_9601f6c4.json"),
        Tape("Kolors", "200_fal.run_fal-ai_kolors_f3cf9ae3.json"),
        Tape("lightning models", "200_fal.run_fal-ai_lightning-models_f9d6f2a5.json"),
        Tape("SDXL with a LoRA", "200_fal.run_fal-ai_lora_39f56219.json"),
        Tape("PixArt Sigma", "200_fal.run_fal-ai_pixart-sigma_2aaf3add.json"),
        Tape("Playground 2.5", "200_fal.run_fal-ai_playground-v25_9f91a71d.json"),
        Tape("Sana", "200_fal.run_fal-ai_sana_9ee2e03a.json"),
        Tape("Stable Diffusion 3 medium", "200_fal.run_fal-ai_stable-diffusion-v3-medium_98283a4c.json"),
        Tape("Stable Diffusion 3.5 large", "200_fal.run_fal-ai_stable-diffusion-v35-large_59b7b7c1.json"),
        Tape("Stable Diffusion 3.5 large turbo", "200_fal.run_fal-ai_stable-diffusion-v35-large_turbo_4344ffbe.json"),
        Tape("Stable Diffusion 3.5 medium", "200_fal.run_fal-ai_stable-diffusion-v35-medium_3613cf54.json"),
        Delivered("a JPEG that is named .png", "FLUX schnell, second", "200_fal.media_files_panda_Z8oLxNTAj2krojA0xvcUl.png_0148bba7.json"),
        Delivered("an image on Google's storage", "SDXL with a LoRA", "200_storage.googleapis.com_isolate-dev-hot-rooster_toolkit_bucket_github_1_c05dd3b0.json"),
        Delivered("an image on the newer delivery host", "AuraFlow", "200_v2.fal.media_files_92d4f92cf5314d2390d117f10511dcff_ad61629c86a24658ac_a351e35c.json"),
        Tape("half the name of an app", "404_fal.run_fal-ai_7175cf9e.json", "fal-ai/flux"),
        Tape("a complaint with a place", "422_fal.run_fal-ai_flux-lora_98c33edc.json"),
        Tape("a complaint in many words", "422_fal.run_fal-ai_lora_25a434e9.json"),
        Tape("a field missing", "422_fal.run_fal-ai_lora_5fef6f6b.json"),
        Tape("a model that is none", "422_fal.run_fal-ai_lora_85a89dd1.json"),
        Tape("a model of another kind", "422_fal.run_fal-ai_lora_ced2e257.json"),
    ];

    public static IEnumerable<KeyValuePair<string, string>> NotPlayed =>
    [
        new(Tapes + "200_fal.run_fal-ai_wizper_a540c67d.json", "speech to text"),
        new(Tapes + "400_fal.run_fal-ai_wizper_e899e1e6.json", "speech to text"),
    ];

    public static byte[] Image { get; } = TestImages.SmallPng(4);

    private static Replay Tape(string what, string file, string? app = null) =>
        new("fal", what, [Tapes + file], bench => PlayAsync(bench, file, Scripts.Bytes(Image, "image/png"), app));

    private static Replay Delivered(string what, string by, string file) => new("fal", what, [Tapes + file], bench => PlayAsync(
        bench,
        All.Single(replay => replay.What == by).Recordings[0][Tapes.Length..],
        RecordedExchanges.Of(Tapes + file)[0].Script(Image),
        null));

    private static Task<Outcome> PlayAsync(ProviderBench bench, string file, Script delivered, string? app)
    {
        var exchange = RecordedExchanges.Of(Tapes + file)[0];
        var name = app ?? RecordedRoutes.PathOf(exchange.Url)[1..];
        bench.Server.Play(
            [exchange with { Url = "/" + name }],
            body => Address().Replace(body, $"{bench.Server.Address}image\""));
        bench.Server.On("/image", delivered);
        var provider = new FalProvider(
            new ProviderOptions { BaseUrl = bench.Server.Address, ApiKey = "fal-key" }, bench.Parts(new EagerTime()));
        return bench.RunAsync(provider, new ImageRequest
        {
            Prompt = PromptOf(file),
            Size = new PixelSize(1024, 1024),
            Model = name,
        });
    }

    /// <summary>As it was asked then: what comes back is the same where the app did not rewrite it.</summary>
    private static string PromptOf(string file)
    {
        var asked = JsonSerializer.Deserialize<JsonElement>(Recordings.Text(Tapes + file)).GetProperty("init").GetProperty("body").GetString()!;
        return JsonSerializer.Deserialize<JsonElement>(asked).GetProperty("prompt").GetString()!;
    }

    [GeneratedRegex("https://[^\"]+\"")]
    private static partial Regex Address();
}
