using System.IO.Pipelines;
using System.Text.Json;
using Darkroom.Gallery;
using Darkroom.Providers;

namespace Darkroom.Server.OpenAiApi;

/// <summary>Writes a response as JSON.</summary>
internal sealed class ResponseObject(ConvertedImages files, IGallery gallery, ProviderCatalog providers)
{
    private const string ItemPrefix = "ig_";

    /// <summary>Returns the id of the only output item.</summary>
    public static string ItemOf(string generationId) => ItemPrefix + generationId;

    /// <summary>Writes the response with what its generation has by now.</summary>
    /// <param name="withImage">Whether to include the finished image.</param>
    public async Task WriteAsync(
        Utf8JsonWriter json, PipeWriter output, GenerationState state, ResponseContent content, bool withImage, CancellationToken cancellationToken)
    {
        var image = withImage && state.Slots[0].ImageId is { } imageId ? await gallery.FindAsync(imageId, cancellationToken) : null;
        var status = StatusOf(state);
        json.WriteStartObject();
        json.WriteString("id", ResponseJob.IdPrefix + state.Id);
        json.WriteString("object", "response");
        json.WriteNumber("created_at", state.CreatedAt.ToUnixTimeSeconds());
        json.WriteString("status", status);
        json.WriteBoolean("background", content.Background);
        if (status is "failed")
        {
            var error = ImageAnswer.ErrorOf(state, providers);
            json.WriteStartObject("error");
            json.WriteString("code", error.Code);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("error");
        }

        json.WriteNull("incomplete_details");
        json.WriteNull("instructions");
        json.WriteNull("max_output_tokens");
        json.WriteString("model", content.Model);
        json.WriteStartArray("output");
        if (image is not null)
        {
            await WriteItemAsync(json, output, state, content, image, cancellationToken);
        }

        json.WriteEndArray();
        json.WriteBoolean("parallel_tool_calls", true);
        json.WriteString("previous_response_id", content.Previous);
        json.WriteBoolean("store", true);
        json.WriteNumber("temperature", 1);
        json.WriteString("tool_choice", "auto");
        json.WriteStartArray("tools");
        json.WriteStartObject();
        json.WriteString("type", "image_generation");
        json.WriteString("output_format", Answers.NameOf(content.Format));
        json.WriteString("size", state.Request.Size.ToString());
        json.WriteString("quality", state.Request.Quality ?? "auto");
        json.WriteNumber("partial_images", state.Request.PartialImages);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteNumber("top_p", 1);
        json.WriteString("truncation", "disabled");
        WriteUsage(json, image?.Usage);
        json.WriteStartObject("metadata");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes the output item with the finished image.</summary>
    public async Task WriteItemAsync(
        Utf8JsonWriter json, PipeWriter output, GenerationState state, ResponseContent content, GalleryImage image, CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        WriteItemHead(json, state.Id, "completed");
        if (await files.OpenAsync(image, content.Format, cancellationToken) is { } file)
        {
            await using (file)
            {
                await json.WriteImageAsync("result", file, output, cancellationToken);
            }
        }

        json.WriteString("revised_prompt", image.RevisedPrompt ?? state.Request.Prompt);
        json.WriteString("size", image.Size.ToString());
        json.WriteString("quality", image.Quality ?? state.Request.Quality ?? "auto");
        json.WriteString("background", image.Reported?.Background ?? state.Request.Background ?? "auto");
        json.WriteString("output_format", Answers.NameOf(content.Format));
        json.WriteEndObject();
    }

    public static void WriteItemHead(Utf8JsonWriter json, string generationId, string status)
    {
        json.WriteString("id", ItemOf(generationId));
        json.WriteString("type", "image_generation_call");
        json.WriteString("status", status);
    }

    private static string StatusOf(GenerationState state) => state.Status switch
    {
        GenerationStatus.Running when state.Slots[0].Status is SlotStatus.Waiting => "queued",
        GenerationStatus.Running => "in_progress",
        GenerationStatus.Completed => "completed",
        GenerationStatus.Cancelled => "cancelled",
        _ => "failed",
    };

    private static void WriteUsage(Utf8JsonWriter json, TokenUsage? usage)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", usage?.InputTokens ?? 0);
        json.WriteStartObject("input_tokens_details");
        json.WriteNumber("cached_tokens", usage?.CachedInputTokens ?? 0);
        json.WriteEndObject();
        json.WriteNumber("output_tokens", usage?.OutputTokens ?? 0);
        json.WriteStartObject("output_tokens_details");
        json.WriteNumber("reasoning_tokens", 0);
        json.WriteEndObject();
        json.WriteNumber("total_tokens", usage?.TotalTokens ?? 0);
        json.WriteEndObject();
    }
}
