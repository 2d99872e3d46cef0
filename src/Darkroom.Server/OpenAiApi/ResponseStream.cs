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
internal sealed class ResponseStream(string generation, ResponseContent content, int after) : GenerationStream(generation, after)
{
    private const string Call = "response.image_generation_call.";
    private GenerationRequest? _request;

    protected override async Task OpenAsync(IServiceProvider services, EventWriter events, CancellationToken cancellationToken)
    {
        var state = await StateAsync(services, cancellationToken);
        _request = state.Request;
        var running = state with { Status = GenerationStatus.Running, Slots = [state.Slots[0] with { Status = SlotStatus.Running, ImageId = null }] };
        await WithResponseAsync(services, events, "response.created", running, cancellationToken);
        await WithResponseAsync(services, events, "response.in_progress", running, cancellationToken);
        await events.WriteAsync("response.output_item.added", json =>
        {
            json.WriteNumber("output_index", 0);
            json.WriteStartObject("item");
            ResponseObject.WriteItemHead(json, GenerationId, "in_progress");
            json.WriteNull("result");
            json.WriteEndObject();
        }, cancellationToken);
        await events.WriteAsync(Call + "in_progress", WriteCall, cancellationToken);
        await events.WriteAsync(Call + "generating", WriteCall, cancellationToken);
    }

    protected override async Task<bool> SendAsync(
        IServiceProvider services, EventWriter events, LoggedEvent logged, ReadOnlyMemory<LoggedEvent> later, CancellationToken cancellationToken)
    {
        switch (logged.Type)
        {
            case "partial_image":
                await PartialAsync(services, events, logged, cancellationToken);
                return false;
            case "complete":
                await EndAsync(services, events, await StateAsync(services, cancellationToken), cancellationToken);
                return true;
            default:
                return false;
        }
    }

    private async Task PartialAsync(IServiceProvider services, EventWriter events, LoggedEvent logged, CancellationToken cancellationToken)
    {
        await using var partial = events.IsNext ? await services.GetRequiredService<ConvertedImages>().OpenPartialAsync(logged.Image!, content.Format, cancellationToken) : null;
        await events.WriteAsync(Call + "partial_image", async (json, output) =>
        {
            WriteCall(json);
            json.WriteNumber("partial_image_index", JsonElement.Parse(logged.Json).GetProperty("partial_image_index").GetInt32());
            json.WriteString("size", _request!.Size.ToString());
            json.WriteString("quality", _request.Quality ?? "auto");
            json.WriteString("background", _request.Background ?? "auto");
            json.WriteString("output_format", Answers.NameOf(content.Format));
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
        json.WriteString("item_id", ResponseObject.ItemOf(GenerationId));
    }
}
