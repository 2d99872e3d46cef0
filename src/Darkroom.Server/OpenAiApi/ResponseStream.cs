using System.Text.Json;
using Darkroom.Gallery;
using Darkroom.Providers;
using Darkroom.Storage;

namespace Darkroom.Server.OpenAiApi;

/// <summary>
/// Sends the events of a response. They follow from the generation's log, so their numbers are the same each time, also after a restart, until old events
/// are deleted: five open the response, each partial image is one, and its end is three, or one if it failed.
/// </summary>
/// <param name="after">The number of the last event that the client has; -1 for none.</param>
internal sealed partial class ResponseStream(string generation, ResponseContent content, int after) : IResult
{
    private const int BatchSize = 64;
    private const string Call = "response.image_generation_call.";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var end = EventStream.EndOf(httpContext);
        EventStream.Prepare(httpContext.Response);
        var services = httpContext.RequestServices;
        var events = new EventWriter(httpContext.Response.BodyWriter, services.GetRequiredService<TimeProvider>(), after);
        try
        {
            await FollowAsync(services, events, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client left, or the host stops. It can resume after the last event.
        }
        catch (Exception fault) when (!httpContext.RequestAborted.IsCancellationRequested)
        {
            LogFault(services.GetRequiredService<ILogger<ResponseStream>>(), fault, generation);
            var message = (fault as StorageException)?.Message ?? "The stream failed. Darkroom's log has the details.";
            await events.WriteErrorAsync(new OpenAiError(StatusCodes.Status500InternalServerError, OpenAiError.ServerError, OpenAiError.ServerError, message), null, CancellationToken.None);
            throw;
        }
    }

    private async Task FollowAsync(IServiceProvider services, EventWriter events, CancellationToken cancellationToken)
    {
        var log = services.GetRequiredService<IEventLog>();
        var store = services.GetRequiredService<IGenerationStore>();

        // Before the first read, so that no event is missed: partial images are made for those who watch.
        using var subscription = services.GetRequiredService<IJobSignals>().Subscribe(generation);
        await events.StartAsync(cancellationToken);
        if (await store.FindAsync(generation, cancellationToken) is not { } state)
        {
            return;
        }

        await OpenAsync(services, events, state, cancellationToken);
        for (var sent = 0L; ;)
        {
            var batch = await log.ReadAsync(generation, sent, BatchSize, cancellationToken);
            foreach (var logged in batch)
            {
                sent = logged.Sequence;
                switch (logged.Type)
                {
                    case "partial_image":
                        await PartialAsync(services, events, state, logged, cancellationToken);
                        break;
                    case "complete":
                        await EndAsync(services, events, (await store.FindAsync(generation, cancellationToken))!, cancellationToken);
                        return;
                }
            }

            if (batch.Length < BatchSize)
            {
                await events.WaitAsync(subscription, cancellationToken);
            }
        }
    }

    private async Task OpenAsync(IServiceProvider services, EventWriter events, GenerationState state, CancellationToken cancellationToken)
    {
        var running = state with { Status = GenerationStatus.Running, Slots = [state.Slots[0] with { Status = SlotStatus.Running, ImageId = null }] };
        await WithResponseAsync(services, events, "response.created", running, cancellationToken);
        await WithResponseAsync(services, events, "response.in_progress", running, cancellationToken);
        await events.WriteAsync("response.output_item.added", json =>
        {
            json.WriteNumber("output_index", 0);
            json.WriteStartObject("item");
            ResponseObject.WriteItemHead(json, generation, "in_progress");
            json.WriteNull("result");
            json.WriteEndObject();
        }, cancellationToken);
        await events.WriteAsync(Call + "in_progress", WriteCall, cancellationToken);
        await events.WriteAsync(Call + "generating", WriteCall, cancellationToken);
    }

    private async Task PartialAsync(IServiceProvider services, EventWriter events, GenerationState state, LoggedEvent logged, CancellationToken cancellationToken)
    {
        await using var partial = events.IsNext ? await services.GetRequiredService<ImageFiles>().OpenPartialAsync(logged.Image!, content.Format, cancellationToken) : null;
        await events.WriteAsync(Call + "partial_image", async (json, output) =>
        {
            WriteCall(json);
            json.WriteNumber("partial_image_index", JsonElement.Parse(logged.Json).GetProperty("partial_image_index").GetInt32());
            json.WriteString("size", state.Request.Size.ToString());
            json.WriteString("quality", state.Request.Quality ?? "auto");
            json.WriteString("background", state.Request.Background ?? "auto");
            json.WriteString("output_format", ResponseObject.NameOf(content));
            if (partial is not null)
            {
                await json.WriteImageAsync("partial_image_b64", partial, output, cancellationToken);
            }
        }, cancellationToken);
    }

    private async Task EndAsync(IServiceProvider services, EventWriter events, GenerationState state, CancellationToken cancellationToken)
    {
        if (state.Slots[0].ImageId is { } imageId && await services.GetRequiredService<IGallery>().FindAsync(imageId, cancellationToken) is { } image)
        {
            await events.WriteAsync(Call + "completed", WriteCall, cancellationToken);
            await events.WriteAsync("response.output_item.done", async (json, output) =>
            {
                json.WriteNumber("output_index", 0);
                json.WritePropertyName("item");
                await services.GetRequiredService<ResponseObject>().WriteItemAsync(json, output, state, content, image, cancellationToken);
            }, cancellationToken);
        }

        await WithResponseAsync(services, events, state.Status is GenerationStatus.Completed ? "response.completed" : "response.failed", state, cancellationToken);
    }

    private Task WithResponseAsync(IServiceProvider services, EventWriter events, string type, GenerationState state, CancellationToken cancellationToken) =>
        events.WriteAsync(type, async (json, output) =>
        {
            json.WritePropertyName("response");
            await services.GetRequiredService<ResponseObject>().WriteAsync(json, output, state, content, withImage: state.Ended, cancellationToken);
        }, cancellationToken);

    private void WriteCall(Utf8JsonWriter json)
    {
        json.WriteNumber("output_index", 0);
        json.WriteString("item_id", ResponseObject.ItemOf(generation));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The response stream of {GenerationId} failed")]
    private static partial void LogFault(ILogger log, Exception fault, string generationId);
}
