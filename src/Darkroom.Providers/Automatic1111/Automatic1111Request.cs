using Darkroom.Providers.Http;

namespace Darkroom.Providers.Automatic1111;

/// <summary>Writes the body of <c>txt2img</c> and <c>img2img</c>.</summary>
internal static class Automatic1111Request
{
    public static HttpContent Body(ImageRequest request, Automatic1111Options options) => JsonBody.Create(json =>
    {
        json.WriteString("prompt", request.Prompt);
        json.WriteIfSet("negative_prompt", request.NegativePrompt);
        json.WriteSize(request.Size);
        json.WriteNumber("seed", request.Seed ?? -1);
        json.WriteNumber("steps", options.Steps);
        json.WriteNumber("cfg_scale", options.CfgScale);
        json.WriteIfSet("sampler_name", options.Sampler);
        json.WriteNumber("batch_size", 1);
        json.WriteNumber("n_iter", 1);
        if ((request.Model ?? options.Model) is { } checkpoint)
        {
            json.WriteStartObject("override_settings");
            json.WriteString("sd_model_checkpoint", checkpoint);
            json.WriteEndObject();

            // The next image usually needs the same checkpoint, and loading takes long.
            json.WriteBoolean("override_settings_restore_afterwards", false);
        }

        if (request.References is [var reference, ..])
        {
            json.WriteStartArray("init_images");
            json.WriteBase64StringValue(reference.Bytes.Span);
            json.WriteEndArray();
            json.WriteNumber("denoising_strength", options.DenoisingStrength);
        }

        if (request.Mask is { } mask)
        {
            // The web UI changes the opaque part of a mask; Darkroom's masks mark the transparent part.
            json.WriteBase64String("mask", mask.Bytes.Span);
            json.WriteNumber("inpainting_mask_invert", 1);
            json.WriteNumber("inpainting_fill", 1);
        }
    });
}
