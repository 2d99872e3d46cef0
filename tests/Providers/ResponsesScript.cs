using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Darkroom.Tests.Providers;

/// <summary>
/// Writes streams of the Responses API with its image tool, step by step, in the order in which the steps are added. Every step returns the
/// script itself, which can be passed to <see cref="ScriptedServer.On"/>.
/// <code>
/// var gate = new Gate();
/// server.On("/v1/responses", new ResponsesScript().Begin().Partial(0, blurred).Wait(gate).Final(sharp).Completed());
/// </code>
/// </summary>
public sealed class ResponsesScript
{
    // As the service does, do not escape the + in base64.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<Func<Exchange, Task>> _steps = [];
    private string _newLine = "\n";
    private bool _eventLines = true;
    private int _pieces;
    private int _sequence;

    /// <summary>The model that the server reports.</summary>
    public string ImageModel { get; init; } = "gpt-image-2";

    /// <summary>Creates a complete stream.</summary>
    /// <param name="final">The final image.</param>
    /// <param name="partials">The partial images.</param>
    public static ResponsesScript Image(byte[] final, params byte[][] partials)
    {
        var script = new ResponsesScript().Begin();
        for (var i = 0; i < partials.Length; i++)
        {
            script.Partial(i, partials[i]);
        }

        return script.ImageCompleted().Final(final).Message("").Completed(final);
    }

    /// <summary>A partial image, and the final one after a gate: otherwise one that arrives at once replaces it before it is sent on.</summary>
    public static ResponsesScript PartialImage(byte[] partial, Gate gate, byte[] final) =>
        new ResponsesScript().Begin().Partial(0, partial).Wait(gate).ImageCompleted().Final(final).Message("").Completed(final);

    public static implicit operator Script(ResponsesScript script) => script.PlayAsync;

    /// <summary>Plays the script. It may be played many times, also concurrently.</summary>
    public async Task PlayAsync(Exchange exchange)
    {
        exchange.Response.ContentType = "text/event-stream; charset=utf-8";
        foreach (var step in _steps)
        {
            await step(exchange);
        }
    }

    /// <summary>Sets the line ending for the following steps.</summary>
    public ResponsesScript LinesEndWith(string newLine)
    {
        _newLine = newLine;
        return this;
    }

    /// <summary>Omits <c>event:</c> lines in the following steps.</summary>
    public ResponsesScript WithoutEventLines()
    {
        _eventLines = false;
        return this;
    }

    /// <summary>Sends the following steps in pieces of the given size, in bytes.</summary>
    public ResponsesScript InPiecesOf(int bytes)
    {
        _pieces = bytes;
        return this;
    }

    /// <summary>Sets the number of the next event, for a resumed stream.</summary>
    public ResponsesScript From(int sequence)
    {
        _sequence = sequence;
        return this;
    }

    /// <summary>Sets response headers before the body.</summary>
    public ResponsesScript Header(string name, string value) => Step(exchange =>
    {
        exchange.Response.Headers[name] = value;
        return Task.CompletedTask;
    });

    /// <summary>Waits until the test opens the gate.</summary>
    public ResponsesScript Wait(Gate gate) => Step(exchange => gate.PassAsync(exchange.Gone));

    /// <summary>Aborts the connection. Data sent before may be lost, unless a gate is used.</summary>
    public ResponsesScript Abort() => Step(exchange =>
    {
        exchange.Abort();
        return Task.CompletedTask;
    });

    /// <summary>Sends nothing more and keeps the connection open.</summary>
    public ResponsesScript Hang() => Step(exchange => exchange.HangAsync());

    /// <summary>Sends text unchanged.</summary>
    public ResponsesScript Raw(string text) => Raw(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends a comment, as servers do to keep a connection open.</summary>
    public ResponsesScript Comment(string text) => Raw($": {text}{_newLine}{_newLine}");

    /// <summary>Sends an event. Adds <c>type</c> and <c>sequence_number</c>.</summary>
    public ResponsesScript Event(string type, JsonObject fields)
    {
        fields.Insert(0, "type", type);
        fields.Insert(1, "sequence_number", _sequence++);
        return Raw($"{(_eventLines ? $"event: {type}{_newLine}" : "")}data: {fields.ToJsonString(Plain)}{_newLine}{_newLine}");
    }

    /// <summary>Sends the event that accepts the call.</summary>
    public ResponsesScript Created() => Event("response.created", new() { ["response"] = Response("in_progress") });

    /// <summary>Sends all events before the first image.</summary>
    public ResponsesScript Begin() => Created()
        .Event("response.in_progress", new() { ["response"] = Response("in_progress") })
        .Event("response.output_item.added", new() { ["output_index"] = 0, ["item"] = Call("in_progress", null) })
        .Event("response.image_generation_call.in_progress", new() { ["output_index"] = 0, ["item_id"] = "ig_1" })
        .Event("response.image_generation_call.generating", new() { ["output_index"] = 0, ["item_id"] = "ig_1" });

    public ResponsesScript Partial(int index, byte[] image) => Partial(index, Convert.ToBase64String(image));

    /// <param name="index">The index, from 0.</param>
    /// <param name="base64">The base64, which may be invalid.</param>
    public ResponsesScript Partial(int index, string base64) => Event("response.image_generation_call.partial_image", new()
    {
        ["output_index"] = 0,
        ["item_id"] = "ig_1",
        ["partial_image_index"] = index,
        ["partial_image_b64"] = base64,
        ["size"] = "1024x1024",
        ["output_format"] = "png",
    });

    /// <summary>Sends the tool's completed event, which services do not always send.</summary>
    public ResponsesScript ImageCompleted() =>
        Event("response.image_generation_call.completed", new() { ["output_index"] = 0, ["item_id"] = "ig_1" });

    /// <summary>Sends the finished image.</summary>
    public ResponsesScript Final(byte[] image, string? revisedPrompt = null, string status = "completed") =>
        Final(Convert.ToBase64String(image), revisedPrompt, status);

    /// <param name="base64">The base64, which may be invalid.</param>
    /// <param name="revisedPrompt">The prompt as reworded by the text model.</param>
    /// <param name="status">The status: "completed", or "generating", which the service sends as well.</param>
    public ResponsesScript Final(string base64, string? revisedPrompt = null, string status = "completed") => Event(
        "response.output_item.done", new() { ["output_index"] = 0, ["item"] = Call(status, base64, revisedPrompt) });

    /// <summary>Sends a message of the text model.</summary>
    /// <param name="text">The text, which may be empty.</param>
    /// <param name="refused">Whether the text is a refusal.</param>
    public ResponsesScript Message(string text, bool refused = false) => Event(
        "response.output_item.done", new() { ["output_index"] = 1, ["item"] = MessageItem(text, refused) });

    /// <summary>Sends the end of a successful stream, which repeats the image.</summary>
    /// <param name="image">The image; null for a response without one.</param>
    /// <param name="usage">The usage, which newer responses contain.</param>
    /// <param name="revisedPrompt">The prompt as reworded by the text model.</param>
    public ResponsesScript Completed(byte[]? image = null, TokenUsage? usage = null, string? revisedPrompt = null) =>
        Event("response.completed", new() { ["response"] = Response("completed", image, usage, revisedPrompt) });

    /// <summary>Sends an error event as the service does: nested.</summary>
    public ResponsesScript Error(string? code, string message, string? type = null) =>
        Event("error", new() { ["error"] = ErrorObject(code, message, type) });

    /// <summary>Sends an error event as specified: flat.</summary>
    public ResponsesScript FlatError(string? code, string message) =>
        Event("error", new() { ["code"] = code, ["message"] = message, ["param"] = null });

    public ResponsesScript Failed(string code, string message)
    {
        var response = Response("failed");
        response["error"] = new JsonObject { ["code"] = code, ["message"] = message };
        return Event("response.failed", new() { ["response"] = response });
    }

    public ResponsesScript Incomplete(string reason)
    {
        var response = Response("incomplete");
        response["incomplete_details"] = new JsonObject { ["reason"] = reason };
        return Event("response.incomplete", new() { ["response"] = response });
    }

    /// <summary>Creates a whole response in one JSON body, as for a poll or from servers that do not stream.</summary>
    public static string Whole(byte[]? image, TokenUsage? usage = null, string? revisedPrompt = null, string status = "completed") =>
        new ResponsesScript().Response(status, image, usage, revisedPrompt).ToJsonString(Plain);

    /// <summary>Creates the body of an HTTP error response.</summary>
    public static string ErrorBody(string? code, string message, string? type = "invalid_request_error") =>
        new JsonObject { ["error"] = ErrorObject(code, message, type) }.ToJsonString(Plain);

    private static JsonObject ErrorObject(string? code, string message, string? type) =>
        new() { ["type"] = type ?? code, ["code"] = code, ["message"] = message, ["param"] = null };

    private static JsonObject Call(string status, string? base64, string? revisedPrompt = null) => new()
    {
        ["id"] = "ig_1",
        ["type"] = "image_generation_call",
        ["status"] = status,
        ["result"] = base64,
        ["revised_prompt"] = revisedPrompt,
    };

    private static JsonObject MessageItem(string text, bool refused)
    {
        var part = refused
            ? new JsonObject { ["type"] = "refusal", ["refusal"] = text }
            : new JsonObject { ["type"] = "output_text", ["annotations"] = new JsonArray(), ["text"] = text };
        return new() { ["id"] = "msg_1", ["type"] = "message", ["status"] = "completed", ["content"] = new JsonArray(part) };
    }

    private JsonObject Response(string status, byte[]? image = null, TokenUsage? usage = null, string? revisedPrompt = null)
    {
        var response = new JsonObject
        {
            ["id"] = "resp_1",
            ["object"] = "response",
            ["status"] = status,
            ["error"] = null,
            ["incomplete_details"] = null,
            ["model"] = "gpt-4.1-mini-2025-04-14",
            ["output"] = image is null
                ? new JsonArray()
                : new JsonArray(Call("completed", Convert.ToBase64String(image), revisedPrompt), MessageItem("", refused: false)),
            ["tools"] = new JsonArray(new JsonObject { ["type"] = "image_generation", ["model"] = ImageModel }),
            ["usage"] = new JsonObject { ["input_tokens"] = 2000, ["output_tokens"] = 60, ["total_tokens"] = 2060 },
        };
        if (usage is not null)
        {
            response["tool_usage"] = new JsonObject
            {
                ["image_gen"] = new JsonObject
                {
                    ["input_tokens"] = usage.InputTokens,
                    ["output_tokens"] = usage.OutputTokens,
                    ["total_tokens"] = usage.TotalTokens,
                },
            };
        }

        return response;
    }

    private ResponsesScript Raw(byte[] bytes)
    {
        var pieces = _pieces;
        return Step(exchange => pieces > 0 ? exchange.DripAsync(bytes, pieces) : exchange.WriteAsync(bytes));
    }

    private ResponsesScript Step(Func<Exchange, Task> step)
    {
        _steps.Add(step);
        return this;
    }
}
