using Darkroom.Providers;
using Darkroom.Providers.OpenRouter;

namespace Darkroom.Tests.Providers.OpenRouter;

public static class OpenRouterReplays
{
    private const string Folder = "openrouter/ruby_llm/image_";
    private const string Model = "openrouter_google_gemini-3_1-flash-lite-image";

    public static IEnumerable<Replay> All =>
    [
        Of("an image", $"{Folder}basic_functionality_{Model}_can_paint_images.yml"),
        Of("an edit", $"{Folder}edit_functionality_with_openrouter_reference_images_{Model}_edits_images_passed_via_with.yml"),
    ];

    private static Replay Of(string what, string recording) => new("openrouter", what, [recording], bench =>
    {
        bench.Server.On("/v1/images", RecordedExchanges.Of(recording)[0].Script());
        var provider = new OpenRouterProvider(new ProviderOptions { BaseUrl = bench.Server.BaseUrl, ApiKey = "sk-or-test" }, bench.Parts());
        return bench.RunAsync(provider, new ImageRequest { Prompt = "a siamese cat", Size = new PixelSize(1024, 1024) });
    });
}
