namespace Darkroom.Tests;

public sealed class RecordedExchangesTests
{
    [Theory]
    [InlineData("bfl/huggingface.js-tapes/200_api.us1.bfl.ai_v1_flux-dev_b320223c.json", 200, "polling_url")]
    [InlineData("replicate/replicate-python/models-predictions-create.yaml", 201, "heat2o3bzn3ahtr6bjfftvbaci")]
    [InlineData(
        "openrouter/ruby_llm/image_basic_functionality_openrouter_google_gemini-3_1-flash-lite-image_can_paint_images.yml", 200, "b64_json")]
    [InlineData("google/rig/image_generation__nano_banana_image_generation_smoke.yaml", 200, "inlineData")]
    public void The_files_of_every_recorder_are_read(string recording, int status, string content)
    {
        var first = RecordedExchanges.Of(recording)[0];

        Assert.Equal((status, "POST"), (first.Status, first.Method));
        Assert.Contains(content, first.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Binary_bodies_are_read_as_bytes() => Assert.Equal(
        [0xff, 0xd8],
        RecordedExchanges.Of("huggingface/huggingface_hub/1fa7fe_TestInferenceClient.test_text_to_image_default_hf-inference_text-to-image.yaml")
            .Select(exchange => exchange.Body[..2]).First());
}
