namespace Darkroom.Tests;

public sealed class MadeImageTests
{
    private static readonly GenerationRequest Requested = Samples.Request() with { OutputFormat = "png", Quality = "high", Model = "gpt-image-2" };
    private static readonly MadeImage Made = new(Requested.Size, "image/png", "high", "gpt-image-2", null);

    [Fact]
    public void An_image_as_requested_has_no_differences()
    {
        Assert.Null(Made.DifferencesFrom(Requested));
        Assert.Null((Made with { Quality = null, Model = "gpt-image-2-2026-04-21" }).DifferencesFrom(Requested));
        Assert.Null((Made with { Mime = "image/webp", Quality = "low" }).DifferencesFrom(Requested with { OutputFormat = null, Quality = "auto" }));
        Assert.Null((Made with { Model = "sdxl" }).DifferencesFrom(Requested with { Model = "stability/sdxl" }));
    }

    [Fact]
    public void Each_difference_is_reported_in_a_sentence()
    {
        var other = new MadeImage(new PixelSize(1344, 768), "image/jpeg", "medium", "dall-e-3", null);

        Assert.Equal(
            [
                "Asked for 1024x1024, got 1344x768.",
                "Asked for PNG, got JPEG.",
                "Asked for high quality, got medium.",
                "Asked for gpt-image-2, got dall-e-3.",
            ],
            other.DifferencesFrom(Requested)!.Value);
    }

    [Fact]
    public void After_a_fallback_the_model_is_not_a_difference_but_the_size_is()
    {
        var other = Made with { Model = null, Size = new PixelSize(512, 512), Fallback = new ImageFallback("openai", FailureCode.Quota, "", "") };

        Assert.Equal("Asked for 1024x1024, got 512x512.", Assert.Single((other with { Model = "oils" }).DifferencesFrom(Requested)!.Value));
    }
}
