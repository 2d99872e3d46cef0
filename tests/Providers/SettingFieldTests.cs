using Darkroom.Providers;
using Darkroom.Providers.AzureOpenAi;
using Darkroom.Providers.OpenAiImages;
using Darkroom.Providers.OpenRouter;
using Darkroom.Providers.XAi;

namespace Darkroom.Tests.Providers;

/// <summary>The fields in which background, compression, moderation and input fidelity are sent.</summary>
public sealed class SettingFieldTests : ProviderBench
{
    private static readonly ImageRequest Set = Asked with
    {
        OutputFormat = "webp",
        Background = "transparent",
        OutputCompression = 70,
        Moderation = "low",
        PartialImages = 0,
    };

    [Fact]
    public async Task The_Images_API_has_all_of_them_as_JSON_and_in_a_form()
    {
        Server.On("/v1/images/generations", Scripts.Answer(200, ImagesScript.Whole(TestImages.SmallPng(4))));
        Server.On("/v1/images/edits", Scripts.Answer(200, ImagesScript.Whole(TestImages.SmallPng(4))));
        var provider = new OpenAiImagesProvider(new OpenAiImagesOptions { BaseUrl = Server.BaseUrl, ApiKey = "sk-x", Model = "gpt-image-2.6-flare" }, Parts());

        await RunAsync(provider, Set);
        await RunAsync(provider, Set with { InputFidelity = "high", Images = [Samples.Input(TestImages.SmallPng(4))] });

        Assert.EndsWith(
            """
            "output_format":"webp","background":"transparent","output_compression":70,"moderation":"low"}
            """.Trim(),
            Server.Requests[0].Text,
            StringComparison.Ordinal);
        Assert.All(
            ["name=\"background\"\r\n\r\ntransparent", "name=\"output_compression\"\r\n\r\n70", "name=\"moderation\"\r\n\r\nlow", "name=\"input_fidelity\"\r\n\r\nhigh"],
            field => Assert.Contains(field, Server.Requests[1].Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Azure_OpenRouter_and_xAI_get_the_fields_that_they_have()
    {
        Server.On("/openai/v1/images/generations", Scripts.Answer(200, ImagesScript.Whole(TestImages.SmallPng(4))));
        Server.On("/v1/images", Scripts.Answer(200, ImagesScript.Whole(TestImages.SmallPng(4))));
        Server.On("/v1/images/generations", Scripts.Answer(200, ImagesScript.Whole(TestImages.SmallPng(4))));
        var azure = new AzureOpenAiProvider(new AzureOpenAiOptions { BaseUrl = new Uri(Server.Address, "openai/v1"), ApiKey = "k", Model = "gpt-image-2.6-flare" }, Parts());
        var openRouter = new OpenRouterProvider(new ProviderOptions { BaseUrl = Server.BaseUrl, ApiKey = "k", Model = "openai/gpt-image-2.6-flare" }, Parts());
        var xAi = new XAiProvider(new ProviderOptions { BaseUrl = Server.BaseUrl, ApiKey = "k", Model = "grok-imagine-image-2.0" }, Parts());

        await RunAsync(azure, Set);
        await RunAsync(openRouter, Set);
        await RunAsync(xAi, Asked with { Quality = "medium", PartialImages = 0, Size = new PixelSize(1600, 640) });

        Assert.Equal(("transparent", 70, "low"), (
            Server.Requests[0].Json.GetProperty("background").GetString(),
            Server.Requests[0].Json.GetProperty("output_compression").GetInt32(),
            Server.Requests[0].Json.GetProperty("moderation").GetString()));
        Assert.Equal(("transparent", 70), (
            Server.Requests[1].Json.GetProperty("background").GetString(), Server.Requests[1].Json.GetProperty("output_compression").GetInt32()));
        Assert.Equal(("medium", "5:2", "1k"), (
            Server.Requests[2].Json.GetProperty("quality").GetString(),
            Server.Requests[2].Json.GetProperty("aspect_ratio").GetString(),
            Server.Requests[2].Json.GetProperty("resolution").GetString()));
        Assert.Empty(openRouter.CapabilitiesOf(null).Moderations);
    }
}
