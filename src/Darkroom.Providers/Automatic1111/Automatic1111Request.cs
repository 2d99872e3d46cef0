using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Automatic1111;

/// <summary>Writes the body of <c>txt2img</c>, <c>img2img</c> and <c>extra-single-image</c>.</summary>
internal static class Automatic1111Request
{
    /// <summary>Returns the upscaler that a request names; null if it names a checkpoint.</summary>
    public static string? UpscalerOf(ImageRequest request) =>
        request.Model?.StartsWith(Automatic1111Capabilities.UpscalerPrefix, StringComparison.Ordinal) is true
            ? request.Model[Automatic1111Capabilities.UpscalerPrefix.Length..]
            : null;

    public static string PathOf(ImageRequest request) =>
        UpscalerOf(request) is not null ? "sdapi/v1/extra-single-image"
        : request.References.IsEmpty ? "sdapi/v1/txt2img"
        : "sdapi/v1/img2img";

    public static HttpContent UpscaleBody(ImageRequest request, string upscaler) => JsonBody.Create(json =>
    {
        json.WriteNumber("resize_mode", 0);
        json.WriteNumber("upscaling_resize", UpscaleRule.FactorOf(request));
        json.WriteString("upscaler_1", upscaler);
        json.WriteBase64String("image", request.References[0].Bytes.Span);
    });

    public static HttpContent Body(ImageRequest request, Automatic1111Options options) => JsonBody.Create(json =>
    {
        var chosen = request.Options;
        json.WriteString("prompt", $"{request.Prompt}{string.Concat((chosen?.Loras ?? []).Select(lora => lora.ToTag()))}");
        json.WriteIfSet("negative_prompt", request.NegativePrompt);
        json.WriteSize(request.Size);
        json.WriteNumber("seed", request.Seed ?? -1);
        json.WriteNumber("steps", chosen?.Steps ?? options.Steps);
        json.WriteNumber("cfg_scale", chosen?.Guidance ?? options.CfgScale);
        json.WriteIfSet("sampler_name", chosen?.Sampler ?? options.Sampler);
        json.WriteIfSet("scheduler", chosen?.Scheduler);
        json.WriteNumber("batch_size", 1);
        json.WriteNumber("n_iter", 1);
        WriteOverrides(json, request.Model ?? options.Model, chosen?.ClipSkip);

        if (request.References is [var reference, ..])
        {
            json.WriteStartArray("init_images");
            json.WriteBase64StringValue(reference.Bytes.Span);
            json.WriteEndArray();
            json.WriteNumber("denoising_strength", chosen?.Strength ?? options.DenoisingStrength);
        }

        if (request.Mask is { } mask)
        {
            // The web UI changes the opaque part of a mask; Darkroom's masks mark the transparent part.
            json.WriteBase64String("mask", mask.Bytes.Span);
            json.WriteNumber("inpainting_mask_invert", 1);
            json.WriteNumber("inpainting_fill", 1);
        }
    });

    /// <summary>Writes settings of the web UI that hold for one image.</summary>
    private static void WriteOverrides(Utf8JsonWriter json, string? checkpoint, int? clipSkip)
    {
        if (checkpoint is null && clipSkip is null)
        {
            return;
        }

        json.WriteStartObject("override_settings");
        json.WriteIfSet("sd_model_checkpoint", checkpoint);
        json.WriteIfSet("CLIP_stop_at_last_layers", clipSkip);
        json.WriteEndObject();
        if (checkpoint is not null)
        {
            // The next image usually needs the same checkpoint, and loading takes long.
            json.WriteBoolean("override_settings_restore_afterwards", false);
        }
    }
}
