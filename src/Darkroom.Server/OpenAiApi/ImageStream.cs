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
internal sealed partial class ImageStream(ImageJob job, string id) : IResult
{
    private const int BatchSize = 64;
    private bool _made;
    private LoggedEvent? _failed;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var end = EventStream.EndOf(httpContext);
        EventStream.Prepare(httpContext.Response);
        var events = new EventWriter(httpContext.Response.BodyWriter, httpContext.RequestServices.GetRequiredService<TimeProvider>());
        try
        {
            await FollowAsync(httpContext.RequestServices, events, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client left, or the host stops. The work continues.
        }
        catch (Exception fault) when (!httpContext.RequestAborted.IsCancellationRequested)
        {
            LogFault(httpContext.RequestServices.GetRequiredService<ILogger<ImageStream>>(), fault, id);
            var message = (fault as StorageException)?.Message ?? "The stream failed. Darkroom's log has the details.";
            await events.WriteErrorAsync(new OpenAiError(StatusCodes.Status500InternalServerError, OpenAiError.ServerError, OpenAiError.ServerError, message), null, CancellationToken.None);
            throw;
        }
    }

    private async Task FollowAsync(IServiceProvider services, EventWriter events, CancellationToken cancellationToken)
    {
        var log = services.GetRequiredService<IEventLog>();

        // Before the first read, so that no event is missed: partial images are made for those who watch.
        using var subscription = services.GetRequiredService<IJobSignals>().Subscribe(id);
        await events.StartAsync(cancellationToken);
        for (var sent = 0L; ;)
        {
            var batch = await log.ReadAsync(id, sent, BatchSize, cancellationToken);
            for (var i = 0; i < batch.Length; i++)
            {
                var logged = batch[i];
                sent = logged.Sequence;
                if (!IsSuperseded(logged, batch.AsSpan()[(i + 1)..]) && await SendAsync(services, events, logged, cancellationToken))
                {
                    return;
                }
            }

            if (batch.Length < BatchSize)
            {
                await events.WaitAsync(subscription, cancellationToken);
            }
        }
    }

    /// <summary>Returns whether the finished image follows a partial one, which would not be seen.</summary>
    private static bool IsSuperseded(LoggedEvent partial, ReadOnlySpan<LoggedEvent> later)
    {
        foreach (var logged in partial.Type is "partial_image" ? later : [])
        {
            if (logged.ImageIndex == partial.ImageIndex && logged.Type is "image")
            {
                return true;
            }
        }

        return false;
    }

    /// <returns>True after the last event.</returns>
    private async Task<bool> SendAsync(IServiceProvider services, EventWriter events, LoggedEvent logged, CancellationToken cancellationToken)
    {
        var files = services.GetRequiredService<ImageFiles>();
        switch (logged.Type)
        {
            case "partial_image" when await files.OpenPartialAsync(logged.Image!, job.Format, cancellationToken) is { } partial:
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
            case "error":
                _failed ??= logged;
                return false;
            case "complete":
                // Clients take an error for the end, so one failed image must not cost them the others.
                if (!_made)
                {
                    await events.WriteErrorAsync(await ErrorOfAsync(services, _failed ?? logged, cancellationToken), _failed?.ImageIndex, cancellationToken);
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

    private async Task<OpenAiError> ErrorOfAsync(IServiceProvider services, LoggedEvent logged, CancellationToken cancellationToken)
    {
        var state = await services.GetRequiredService<IGenerationStore>().FindAsync(id, cancellationToken);
        var slot = state?.Slots.ElementAtOrDefault(logged.ImageIndex ?? 0);
        var provider = slot is null ? null : services.GetRequiredService<ProviderCatalog>().Find(state!.RequestOf(slot.ImageIndex).Provider);
        return slot?.Failure is { } failure
            ? Answers.ErrorOf(failure.Code, failure.Message, failure.RetryAfter, paid: provider is null or { Description.Paid: true })
            : Answers.ErrorOf(FailureCode.Cancelled, "The image was cancelled.", null, paid: true);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The OpenAI-compatible stream of {GenerationId} failed")]
    private static partial void LogFault(ILogger log, Exception fault, string generationId);
}
