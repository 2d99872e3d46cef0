using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Darkroom.Tests.Server.Mcp;

/// <summary>The library's client, connected to a server.</summary>
internal static class McpConnection
{
    public const string Oldest = "2025-06-18";
    public const string Older = "2025-11-25";
    public const string Newest = "2026-07-28";

    /// <summary>For a process that starts on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Connects over HTTP.</summary>
    /// <param name="answer">Answers questions for the user; null if the client cannot ask.</param>
    public static Task<McpClient> ConnectAsync(
        this RunningServer server, string protocol = Newest, string? key = null, Func<ElicitRequestParams, ElicitResult>? answer = null, HttpMessageHandler? handler = null)
    {
        var options = new HttpClientTransportOptions
        {
            Endpoint = new Uri(server.Address, "mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = key is null ? null : new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        };
        return ConnectAsync(new HttpClientTransport(options, new HttpClient(handler ?? new HttpClientHandler()), ownsHttpClient: true), protocol, answer);
    }

    public static Task<McpClient> ConnectAsync(IClientTransport transport, string protocol, Func<ElicitRequestParams, ElicitResult>? answer = null)
    {
        var options = new McpClientOptions { ProtocolVersion = protocol, DiscoverProbeTimeout = Patience, InitializationTimeout = Patience };
        if (answer is not null)
        {
            options.Handlers.ElicitationHandler = (question, _) => ValueTask.FromResult(answer(question!));
        }

        return McpClient.CreateAsync(transport, options, cancellationToken: Cancel);
    }

    /// <summary>Calls a tool.</summary>
    /// <param name="arguments">An object whose properties are the arguments.</param>
    /// <param name="progress">Called with the message of each notification.</param>
    public static async Task<CallToolResult> CallAsync(
        this McpClient client, string tool, object arguments, Action<ProgressNotificationValue>? progress = null, CancellationToken? cancel = null)
    {
        var named = JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(one => one.Name, one => (object?)one.Value);
        if (tool is "generate_image" or "edit_image")
        {
            // A busy machine may take longer than the default.
            named.TryAdd("wait_seconds", 600);
        }

        return await client.CallToolAsync(tool, named, progress is null ? null : new Inline(progress), cancellationToken: cancel ?? Cancel);
    }

    public static JsonElement Content(this CallToolResult result)
    {
        Assert.True(result.StructuredContent is not null, result.Text());
        return result.StructuredContent.Value;
    }

    public static string Text(this CallToolResult result) => Assert.IsType<TextContentBlock>(result.Content[0]).Text;

    /// <summary>Asserts that the call was refused, and returns the advice.</summary>
    public static string Refusal(this CallToolResult result)
    {
        Assert.True(result.IsError, result.Text());
        Assert.Null(result.StructuredContent);
        Assert.DoesNotContain("Exception", result.Text(), StringComparison.Ordinal);
        return result.Text();
    }

    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private sealed class Inline(Action<ProgressNotificationValue> report) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => report(value);
    }
}
