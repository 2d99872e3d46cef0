using System.IO.Pipelines;
using System.Text.Json;
using Darkroom.Gallery;
using Darkroom.Providers;
using Darkroom.Storage;

namespace Darkroom.Server.OpenAiApi;

/// <summary>
/// Answers with events: whole partial images as they come, then each finished image. OpenAI streams one image; here every event has the index of its
/// image, and each image has its own last event.
/// </summary>
internal sealed class ImageStream(ImageJob job, string id) : GenerationStream(id)
{
    private bool _made;

    protected override async Task<bool> SendAsync(
        IServiceProvider services, EventWriter events, LoggedEvent logged, ReadOnlyMemory<LoggedEvent> later, CancellationToken cancellationToken)
    {
        var files = services.GetRequiredService<ConvertedImages>();
        switch (logged.Type)
        {
            case "partial_image" when !IsSuperseded(logged, later.Span) && await files.OpenPartialAsync(logged.Image!, job.Format, cancellationToken) is { } partial:
                await using (partial)
                {
                    var index = JsonElement.Parse(logged.Json).GetProperty("partial_image_index").GetInt32();
                    await events.WriteAsync($"{job.EventName}.partial_image", async (json, output) =>
                    {
                        await WriteImageAsync(json, output, logged, partial, null, cancellationToken);
                        json.WriteNumber("partial_image_index", index);
                    }, cancellationToken);
                }

                return false;
            case "image" when await services.GetRequiredService<IGallery>().FindAsync(logged.Image!, cancellationToken) is { } image
                && await files.OpenAsync(image, job.Format, cancellationToken) is { } finished:
                await using (finished)
                {
                    await events.WriteAsync($"{job.EventName}.completed", async (json, output) =>
                    {
                        await WriteImageAsync(json, output, logged, finished, image, cancellationToken);
                        json.WriteUsage([image.Usage]);
                        if (image.RevisedPrompt is { } revised)
                        {
                            json.WriteString("revised_prompt", revised);
                        }
                    }, cancellationToken);
                }

                _made = true;
                return false;
            case "complete":
                // Clients take an error for the end, so one failed image must not cost them the others.
                if (!_made)
                {
                    var state = await StateAsync(services, cancellationToken);
                    await events.WriteErrorAsync(
                        ImageAnswer.ErrorOf(state, services.GetRequiredService<ProviderCatalog>()), ImageAnswer.FailedOf(state)?.ImageIndex, cancellationToken);
                }

                return true;
            default:
                return false;
        }
    }

    private async Task WriteImageAsync(Utf8JsonWriter json, PipeWriter output, LoggedEvent logged, Stream bytes, FinishedImage? finished, CancellationToken cancellationToken)
    {
        json.WriteNumber("created_at", logged.At.ToUnixTimeSeconds());
        json.WriteNumber("image_index", logged.ImageIndex ?? 0);
        json.WriteFacts(job, finished);
        await json.WriteImageAsync("b64_json", bytes, output, cancellationToken);
    }

    /// <summary>Returns whether the finished image follows a partial one, which would not be seen.</summary>
    private static bool IsSuperseded(LoggedEvent partial, ReadOnlySpan<LoggedEvent> later)
    {
        foreach (var logged in later)
        {
            if (logged.ImageIndex == partial.ImageIndex && logged.Type is "image")
            {
                return true;
            }
        }

        return false;
    }
}
