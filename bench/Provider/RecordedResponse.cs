using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Darkroom.Bench.Provider;

/// <summary>
/// A response of the Responses API, encoded in advance: three partial images and the final one, which is repeated in
/// <c>response.completed</c>, as by the real service.
/// </summary>
internal sealed class RecordedResponse
{
    /// <summary>The detail and the noise of each step: files of about 0.9 to 1.4 MB, and a final image of 1.9 MB.</summary>
    private static readonly (int Detail, double Grain)[] Steps = [(32, 0.6), (128, 0.9), (256, 1.1), (Scene.Edge, 3.2)];

    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private int _sequence;

    public RecordedResponse(int seed)
    {
        var scene = new Scene(seed);
        var images = Enumerable.Range(0, Steps.Length).Select(step => Draw(scene, step)).ToArray();
        Sizes = [.. images.Select(image => image.Length)];
        Beginning = Encode(
            Event("response.created", new() { ["response"] = Response("in_progress", null) }),
            Event("response.in_progress", new() { ["response"] = Response("in_progress", null) }),
            Event("response.output_item.added", new() { ["output_index"] = 0, ["item"] = Call("in_progress", null) }),
            Event("response.image_generation_call.in_progress", new() { ["output_index"] = 0, ["item_id"] = "ig_1" }),
            Event("response.image_generation_call.generating", new() { ["output_index"] = 0, ["item_id"] = "ig_1" }));
        Partials = [.. images.SkipLast(1).Select((image, index) => Encode(Partial(index, image)))];
        var final = Convert.ToBase64String(images[^1]);
        End = Encode(
            Event("response.image_generation_call.completed", new() { ["output_index"] = 0, ["item_id"] = "ig_1" }),
            Event("response.output_item.done", new() { ["output_index"] = 0, ["item"] = Call("completed", final) }),
            Event("response.completed", new() { ["response"] = Response("completed", final) }));
    }

    /// <summary>The sizes of the partial images and the final one, in bytes.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>All events before the first image.</summary>
    public byte[] Beginning { get; }

    public IReadOnlyList<byte[]> Partials { get; }

    /// <summary>The final image and all events after it.</summary>
    public byte[] End { get; }

    /// <summary>The step of the final image.</summary>
    public static int Final => Steps.Length - 1;

    /// <summary>Renders a scene at a step: the partial images, then the final one.</summary>
    public static byte[] Draw(Scene scene, int step) => scene.Png(Steps[step].Detail, Steps[step].Grain);

    private static byte[] Encode(params string[] events) => Encoding.UTF8.GetBytes(string.Concat(events));

    private static JsonObject Call(string status, string? base64) => new()
    {
        ["id"] = "ig_1",
        ["type"] = "image_generation_call",
        ["status"] = status,
        ["result"] = base64,
    };

    private static JsonObject Response(string status, string? base64) => new()
    {
        ["id"] = "resp_1",
        ["object"] = "response",
        ["status"] = status,
        ["error"] = null,
        ["model"] = "gpt-4.1-mini-2025-04-14",
        ["output"] = base64 is null ? new JsonArray() : new JsonArray(Call("completed", base64)),
        ["tools"] = new JsonArray(new JsonObject { ["type"] = "image_generation", ["model"] = "gpt-image-2" }),
        ["usage"] = new JsonObject { ["input_tokens"] = 2000, ["output_tokens"] = 60, ["total_tokens"] = 2060 },
    };

    private string Partial(int index, byte[] image) => Event("response.image_generation_call.partial_image", new()
    {
        ["output_index"] = 0,
        ["item_id"] = "ig_1",
        ["partial_image_index"] = index,
        ["partial_image_b64"] = Convert.ToBase64String(image),
        ["size"] = "1024x1024",
        ["output_format"] = "png",
    });

    private string Event(string type, JsonObject fields)
    {
        fields.Insert(0, "type", type);
        fields.Insert(1, "sequence_number", _sequence++);
        return $"event: {type}\ndata: {fields.ToJsonString(Unescaped)}\n\n";
    }
}
