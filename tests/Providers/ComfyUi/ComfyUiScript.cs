using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text.Json;

namespace Darkroom.Tests.Providers.ComfyUi;

/// <summary>What ComfyUI says on its socket about one prompt, and answers over HTTP.</summary>
internal sealed class ComfyUiScript
{
    public const string Id = "8f14e45f-ceea-4e67-b1c3-0123456789ab";

    private readonly List<Func<WebSocket, CancellationToken, Task>> _steps = [];
    private readonly Gate _placed = new();
    private bool _lost;

    public ComfyUiScript Say(string type, object data)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new { type, data });
        _steps.Add((socket, gone) => socket.SendAsync(bytes, WebSocketMessageType.Text, true, gone));
        return this;
    }

    public ComfyUiScript Status(int remaining) => Say("status", new { status = new { exec_info = new { queue_remaining = remaining } }, sid = "s" });

    public ComfyUiScript Start() => Say("execution_start", new { prompt_id = Id, timestamp = 1 });

    public ComfyUiScript Executing(string? node) => Say("executing", new { node, display_node = node, prompt_id = Id });

    public ComfyUiScript Step(string node, int value, int max) => Say("progress", new { value, max, prompt_id = Id, node });

    public ComfyUiScript Executed(string filename = "darkroom_00001_.png", string type = "output") => Say(
        "executed", new { node = "7", display_node = "7", output = new { images = new[] { new { filename, subfolder = "", type } } }, prompt_id = Id });

    public ComfyUiScript Success() => Say("execution_success", new { prompt_id = Id, timestamp = 2 }).Executing(null);

    /// <summary>A preview that does not say whose it is.</summary>
    public ComfyUiScript Preview(byte[] image) => Binary([.. Number(1), .. Number(2), .. image]);

    /// <summary>A preview that does.</summary>
    public ComfyUiScript Preview(byte[] image, string promptId)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new { node_id = "5", prompt_id = promptId, image_type = "image/png" });
        return Binary([.. Number(4), .. Number(json.Length), .. json, .. image]);
    }

    public ComfyUiScript Binary(byte[] bytes)
    {
        _steps.Add((socket, gone) => socket.SendAsync(bytes, WebSocketMessageType.Binary, true, gone));
        return this;
    }

    public ComfyUiScript Wait(Gate gate)
    {
        _steps.Add((_, gone) => gate.PassAsync(gone));
        return this;
    }

    /// <summary>The socket is cut at this place.</summary>
    public ComfyUiScript Lose()
    {
        _lost = true;
        return this;
    }

    /// <summary>Plays it: the socket speaks once the prompt was placed.</summary>
    public ComfyUiScript On(ScriptedServer server, byte[] image)
    {
        server.On("/ws", SpeakAsync);
        server.On("/prompt", Placed());
        server.On("/view", Scripts.Bytes(image, "image/png"));
        return this;
    }

    public Script Placed() => async exchange =>
    {
        await Scripts.Answer(200, JsonSerializer.Serialize(new { prompt_id = Id, number = 1, node_errors = new { } }))(exchange);
        _placed.Open();
    };

    /// <summary>The entry of a finished prompt.</summary>
    public static Script History(string messages = "[]", string images = """[{"filename":"darkroom_00001_.png","subfolder":"","type":"output"}]""") =>
        Scripts.Answer(200, $$$"""
            {"{{{Id}}}":{"outputs":{"9":{"images":[{"filename":"shown.png","subfolder":"","type":"temp"}]},"7":{"images":{{{images}}}} },
              "status":{"status_str":"success","completed":true,"messages":{{{messages}}}} } }
            """);

    /// <summary>The whole of it for an image with partial images.</summary>
    public static ComfyUiScript Success(IReadOnlyList<byte[]> partials)
    {
        var script = new ComfyUiScript().Status(0).Status(1).Start().Say("execution_cached", new { nodes = new[] { "1" }, prompt_id = Id, timestamp = 1 });
        foreach (var node in (string[])["2", "3", "4", "5"])
        {
            script.Executing(node);
        }

        foreach (var (bytes, index) in partials.Select((bytes, index) => (bytes, index)))
        {
            script.Step("5", 20 * (index + 1) / partials.Count, 20).Preview(bytes, Id);
        }

        return script.Executing("6").Executing("7").Executed().Success();
    }

    private async Task SpeakAsync(Exchange exchange)
    {
        using var socket = await exchange.AcceptSocketAsync();
        await _placed.PassAsync(exchange.Gone);
        foreach (var step in _steps)
        {
            await step(socket, exchange.Gone);
        }

        if (_lost)
        {
            exchange.Abort();
            return;
        }

        var flags = new byte[1024];
        while ((await socket.ReceiveAsync(flags, exchange.Gone)).MessageType is not WebSocketMessageType.Close)
        {
        }
    }

    private static byte[] Number(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}
