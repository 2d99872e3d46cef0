using Darkroom.Providers;
using Darkroom.Providers.OpenAi;
using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

public sealed class OpenAiCapabilitiesTests
{
    [Theory]
    [InlineData("gpt-image-1")]
    [InlineData("gpt-image-1-mini")]
    [InlineData("gpt-image-1-2025-04-23")]
    [InlineData("gpt-image-1.5")]
    [InlineData("gpt-image-1.5-2025-12-16")]
    [InlineData("chatgpt-image-latest")]
    public void The_first_models_support_three_sizes(string model)
    {
        var can = For(model);

        Assert.Equal("1024x1024, 1024x1536 or 1536x1024", can.Sizes.Text);
        Assert.Equal(["low", "medium", "high"], can.Qualities);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gpt-image-2")]
    [InlineData("gpt-image-2-2026-04-21")]
    [InlineData("gpt-image-2.5-flare")]
    [InlineData("gpt-image-10")]
    [InlineData("my-own-deployment")]
    public void Newer_and_unknown_models_support_any_size_within_bounds(string? model)
    {
        var can = For(model);

        Assert.All(
            [new PixelSize(1024, 1024), new(1536, 864), new(3840, 2160), new(2160, 3840), new(640, 1024), new(480, 1376), new(1536, 512)],
            size => Assert.True(can.Sizes.Allows(size), $"{size} is fine."));
        Assert.All(
            [new PixelSize(1000, 1000), new(3856, 1024), new(3840, 2176), new(1552, 512), new(512, 512), new(640, 1008), new(3, 3)],
            size => Assert.False(can.Sizes.Allows(size), $"{size} is not."));
    }

    [Fact]
    public void Rejects_a_size_with_too_few_pixels_and_states_the_limit() =>
        Assert.Equal(
            "edges from 480 to 3840 px, both divisible by 16, at most 3:1, with 655,360 to 8,294,400 pixels in all",
            For(null).Sizes.Text);

    [Theory]
    [InlineData("gpt-image-2.5-sunburst")]
    [InlineData("gpt-image-2.6-flare")]
    public void Newer_models_have_two_more_qualities(string model) =>
        Assert.Equal(["low", "medium", "high", "xhigh", "max"], For(model).Qualities);

    [Fact]
    public void Offers_no_partial_images_for_a_model_without_them() =>
        Assert.Equal(0, For("gpt-image-2.5-flare").PartialImages);

    [Fact]
    public void Does_not_offer_retired_models() => Assert.DoesNotContain("gpt-image-1", For(null).Models);

    [Fact]
    public void The_configured_model_is_the_default_and_listed_once()
    {
        Assert.Equal("gpt-image-2", For(null).Models[0]);

        var can = For(null, "gpt-image-1");
        Assert.Equal("gpt-image-1", can.Models[0]);
        Assert.Single(can.Models, "gpt-image-1");
        Assert.False(can.Sizes.Allows(new PixelSize(1536, 864)));
    }

    [Fact]
    public void Does_not_offer_unsupported_options()
    {
        var can = For(null);

        Assert.Equal(["png", "jpeg", "webp"], can.Formats);
        Assert.Equal(3, can.PartialImages);
        Assert.Equal((16, true), (can.Edits!.MaxImages, can.Edits.Mask));
        Assert.True(can.OtherModels);
        Assert.False(can.Seed);
        Assert.False(can.NegativePrompt);
    }

    private static ProviderCapabilities For(string? model, string? preferred = null) =>
        OpenAiCapabilities.For(model, new ModelChoice("openai", preferred, atHome: false, new DatedTime(), log: null));
}
