using System.Text;
using Darkroom.Providers;
using Darkroom.Providers.Gemini;

namespace Darkroom.Tests.Providers.Gemini;

public sealed class GeminiTests : ProviderBench
{
    private const string Path = "/v1beta/models/gemini-2.5-flash-image:generateContent";

    private static readonly byte[] Image = TestImages.SmallPng(4);
    private static readonly string Base64 = Convert.ToBase64String(Image);

    [Fact]
    public async Task Sends_the_size_as_an_aspect_ratio_and_the_key_in_its_header()
    {
        Play(Saying(Inline(Base64)));

        var outcome = await RunAsync(Create(), Asked with { Size = new PixelSize(1344, 768) });

        var sent = Server.Requests[0];
        Assert.Equal(
            """{"contents":[{"role":"user","parts":[{"text":"a lighthouse"}]}],"generationConfig":{"responseModalities":["TEXT","IMAGE"],"imageConfig":{"aspectRatio":"16:9"}}}""",
            sent.Text);
        Assert.Equal(("google-key", ""), (sent.Headers["x-goog-api-key"], sent.Query));
        Assert.Equal(Image, outcome.Image);
        Assert.Equal(new TokenUsage(8, 1463, 1471) { TextInputTokens = 3, ImageInputTokens = 5 }, outcome.Final!.Usage);
        Assert.Equal("gemini-2.5-flash-image-001", outcome.Final.Model);
    }

    [Theory]
    [InlineData("gemini-3-pro-image-preview", "1376x768", "16:9", "1K")]
    [InlineData("gemini-3-pro-image-preview", "2048x2048", "1:1", "2K")]
    [InlineData("gemini-3.1-flash-image-preview", "3712x4608", "4:5", "4K")]
    [InlineData("gemini-3.1-flash-lite-image", "1536x672", "21:9", null)]
    [InlineData("imagen-4.0-generate-001", "896x1280", "3:4", null)]
    public void Every_size_maps_to_one_ratio_and_one_resolution(string model, string size, string ratio, string? resolution)
    {
        Assert.True(PixelSize.TryParse(size, out var sent));

        Assert.True(Create().CapabilitiesOf(model).Sizes.Allows(sent));
        Assert.Equal((ratio, resolution ?? ""), ModelCatalog.Shipped.Find("gemini", model)!.Aspects!.Nearest(sent));
    }

    [Fact]
    public void Skips_a_signature_larger_than_the_image()
    {
        var json = Encoding.UTF8.GetBytes($$$"""
            {"candidates":[{"content":{"parts":[{"thoughtSignature":"{{{new string('A', 1 << 21)}}}","inlineData":{"data":"{{{Base64}}}"}}]}}]}
            """);
        GeminiResponse.Read(json);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var answer = GeminiResponse.Read(json)!;

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
        Assert.Equal(Base64, Encoding.UTF8.GetString(json.AsSpan(answer.Image.Start, answer.Image.Length)));
    }

    [Fact]
    public async Task Ignores_thoughts_and_uses_the_last_of_several_images()
    {
        var sketch = Convert.ToBase64String(TestImages.SmallPng(5));
        Play(Saying($$"""{"thought":true,{{Inline(sketch)[1..]}}""", Inline(sketch), Inline(Base64), $$"""{"thought":true,{{Inline(sketch)[1..]}}"""));

        Assert.Equal(Image, (await RunAsync(Create())).Image);
    }

    [Theory]
    [InlineData("""{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"}}""", "input", "PROHIBITED_CONTENT")]
    [InlineData("""{"candidates":[{"finishReason":"IMAGE_SAFETY","finishMessage":"Unable to show."}]}""", "output", "IMAGE_SAFETY")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"Sorry."}]},"finishReason":"RECITATION"}]}""", "output", "RECITATION")]
    public async Task Reports_moderation_with_its_stage(string body, string stage, string category)
    {
        Server.On(Path, Scripts.Answer(200, body));

        var failure = (await RunAsync(Create())).Failure!;

        Assert.Equal((FailureCode.ModerationBlocked, stage), (failure.Code, failure.Moderation!.Stage));
        Assert.Equal([category], failure.Moderation.Categories);
    }

    [Theory]
    [InlineData("Unable to show generated images. The prompt may violate Google's Responsible AI practices.")]
    [InlineData("The prompt could not be submitted. It contains words that violate our Generative AI Prohibited Use policy.")]
    public async Task Classifies_a_refusal_in_words_as_moderation(string message)
    {
        Server.On(Path, Scripts.Answer(400, $$$"""{"error":{"code":400,"message":"{{{message}}}","status":"INVALID_ARGUMENT"}}"""));

        Assert.Equal(FailureCode.ModerationBlocked, (await RunAsync(Create())).Failure?.Code);
    }

    [Fact]
    public async Task What_Google_says_about_the_end_is_not_taken_for_the_models_words()
    {
        Server.On(Path, Scripts.Answer(200, """{"candidates":[{"finishReason":"IMAGE_OTHER","finishMessage":"Unable to generate the image."}]}"""));

        Assert.Equal("Google finished without an image: Unable to generate the image.", (await RunAsync(Create())).Failure?.Message);
    }

    [Theory]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"I need more detail."}]},"finishReason":"STOP"}]}""", "I need more detail.")]
    [InlineData("""{"candidates":[{"finishReason":"NO_IMAGE"}]}""", "(NO_IMAGE)")]
    [InlineData("""{"candidates":[{"finishReason":"STOP","finishMessage":{"odd":1}}]}""", "without an image")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"inlineData":{"data":"%%%"}}]}}]}""", "not valid base64")]
    public async Task Quotes_text_instead_of_an_image(string body, string said)
    {
        Server.On(Path, Scripts.Answer(200, body));

        var failure = (await RunAsync(Create())).Failure!;

        Assert.Equal(FailureCode.BadOutput, failure.Code);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sends_Imagen_its_own_request_format()
    {
        const string predict = "/v1beta/models/imagen-4.0-generate-001:predict";
        Server.On(predict, Scripts.Answer(200, $$"""{"predictions":[{"mimeType":"image/png","bytesBase64Encoded":"{{Base64}}"}]}"""));

        var outcome = await RunAsync(Create(), Asked with { Model = "imagen-4.0-generate-001" });

        Assert.Equal(Image, outcome.Image);
        Assert.Equal(
            """{"instances":[{"prompt":"a lighthouse"}],"parameters":{"sampleCount":1,"aspectRatio":"1:1","includeRaiReason":true}}""",
            Server.Requests[0].Text);
        Assert.Null(Create().CapabilitiesOf("imagen-4.0-generate-001").Edits);
    }

    [Fact]
    public async Task Reports_a_filtered_image_in_the_words_of_Imagen()
    {
        Server.On(
            "/v1beta/models/imagen-4.0-generate-001:predict",
            Scripts.Answer(200, """{"predictions":[{"raiFilteredReason":"Unable to show images. Support codes: 39322892."}]}"""));

        var failure = (await RunAsync(Create(), Asked with { Model = "imagen-4.0-generate-001" })).Failure!;

        Assert.Equal((FailureCode.ModerationBlocked, "output"), (failure.Code, failure.Moderation?.Stage));
        Assert.Contains("39322892", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../models")]
    [InlineData("a/b")]
    [InlineData("x:predict?key=1")]
    public async Task Rejects_an_invalid_model_name_before_sending(string model)
    {
        Assert.Equal(FailureCode.InvalidRequest, (await RunAsync(Create(), Asked with { Model = model })).Failure?.Code);
        Assert.Empty(Server.Requests);
    }

    private static string Inline(string base64) => $$$"""{"inlineData":{"mimeType":"image/png","data":"{{{base64}}}"}}""";

    private static string Saying(params string[] parts) => $$$"""
        {"candidates":[{"content":{"parts":[{{{string.Join(',', parts)}}}]},"finishReason":"STOP"}],"modelVersion":"gemini-2.5-flash-image-001",
        "usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":1219,"thoughtsTokenCount":244,"totalTokenCount":1471,
        "promptTokensDetails":[{"modality":"TEXT","tokenCount":3},{"modality":"IMAGE","tokenCount":5}]}}
        """;

    private GeminiProvider Create() => new(
        new ProviderOptions { BaseUrl = new Uri(Server.Address, "v1beta"), ApiKey = "google-key", Model = "gemini-2.5-flash-image" }, Parts());

    private void Play(string body) => Server.On(Path, Scripts.Answer(200, body));
}
