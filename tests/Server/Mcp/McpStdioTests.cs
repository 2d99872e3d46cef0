using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Darkroom.Sqlite;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Studio;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Darkroom.Tests.Server.Mcp;

/// <summary><c>darkroom mcp</c>: the real program as a child process, as hosts start it.</summary>
public sealed class McpStdioTests : IDisposable
{
    private const string Key = "correct horse battery staple";
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Darkroom.Server.dll");
    private readonly string _folder = Directory.CreateTempSubdirectory("darkroom-mcp-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(McpConnection.Oldest)]
    [InlineData(McpConnection.Newest)]
    public async Task Makes_images_in_its_own_process_and_originals_are_resources(string protocol)
    {
        await using var client = await ConnectAsync(protocol);

        var result = await client.CallAsync("generate_image", new { prompt = "a red fox", size = "256x256", request_id = "fox" });
        var link = Assert.Single(result.Content.OfType<ResourceLinkBlock>());
        var original = await client.ReadResourceAsync(link.Uri, cancellationToken: Cancel);

        Assert.Equal(protocol, client.NegotiatedProtocolVersion);
        Assert.Equal(7, (await client.ListToolsAsync(cancellationToken: Cancel)).Count);
        Assert.Equal("completed", result.Content().Text("status"));
        Assert.Single(result.Content.OfType<ImageContentBlock>());
        Assert.StartsWith("darkroom://images/", link.Uri, StringComparison.Ordinal);
        Assert.Equal(link.Size, Assert.IsType<BlobResourceContents>(Assert.Single(original.Contents)).DecodedData.Length);
        Assert.Contains("a red fox", (await client.CallAsync("search_gallery", new { query = "fox" })).Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(McpConnection.Oldest)]
    [InlineData(McpConnection.Newest)]
    public async Task Asks_about_costs_in_its_own_process_at_every_protocol(string protocol)
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.SmallPng()));
        var asked = new ConcurrentQueue<string>();
        await using var client = await ConnectAsync(
            protocol,
            answer: question =>
            {
                asked.Enqueue(question.Message);
                return new ElicitResult { Action = asked.Count == 1 ? "decline" : "accept" };
            },
            settings: OpenAiServer.Settings(service, ("Providers:openai:PricePerImage", "0.25"), ("Mcp:AskAboveUsd", "0.10")));

        var declined = await client.CallAsync("generate_image", new { prompt = "a red fox" });
        var accepted = await client.CallAsync("generate_image", new { prompt = "a red fox" });

        Assert.Contains("declined", declined.Refusal(), StringComparison.Ordinal);
        Assert.Equal("completed", accepted.Content().Text("status"));
        Assert.Equal(2, asked.Count);
    }

    [Theory]
    [InlineData(McpConnection.Oldest)]
    [InlineData(McpConnection.Newest)]
    public async Task Passes_messages_on_to_a_running_server(string protocol)
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        await using var client = await ConnectAsync(protocol, ["--server", server.Address.ToString()], settings: [("DARKROOM_ACCESS_KEY", Key)]);
        var messages = new ConcurrentQueue<string>();

        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(i =>
            client.CallAsync("generate_image", new { prompt = $"fox {i}", size = "64x64" }, progress => messages.Enqueue(progress.Message!))));

        Assert.Equal(protocol, client.NegotiatedProtocolVersion);
        Assert.All(results, result => Assert.Equal("completed", result.Content().Text("status")));
        // The last ones may come too late for the library: it does not wait for them.
        Assert.NotEmpty(messages);
        var link = results[0].Content.OfType<ResourceLinkBlock>().Single();
        Assert.Equal(link.Size, (await server.Client.GetByteArrayAsync(link.Uri, Cancel)).Length);
        Assert.False(File.Exists(Path.Combine(_folder, "darkroom.db")));
    }

    [Fact]
    public async Task Passes_messages_on_to_the_server_that_runs_with_the_data_folder()
    {
        await using var server = await RunningServer.StartOverAsync(_folder);
        DataFolder.WriteAddress(_folder, server.Address);
        await using var client = await ConnectAsync(McpConnection.Newest);

        var result = await client.CallAsync("generate_image", new { prompt = "a red fox", size = "64x64" });

        Assert.Equal("completed", result.Content().Text("status"));
        Assert.StartsWith(server.Address.ToString(), Assert.Single(result.Content.OfType<ResourceLinkBlock>()).Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_call_leaves_the_running_server_at_once()
    {
        var gate = new Gate();
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Wait(gate).Final(TestImages.SmallPng()).Completed());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        await using var client = await ConnectAsync(McpConnection.Newest, ["--server", server.Address.ToString()]);

        using var stop = new CancellationTokenSource();
        var call = client.CallAsync("generate_image", new { prompt = "a red fox", request_id = "fox" }, cancel: stop.Token);
        await gate.Reached;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        gate.Open();

        Assert.Equal("completed", (await client.CallAsync("generate_image", new { prompt = "a red fox", request_id = "fox" })).Content().Text("status"));
    }

    [Theory]
    [InlineData(true, "does not accept this access key")]
    [InlineData(false, "cannot be reached")]
    public async Task A_server_that_refuses_or_is_not_there_is_named(bool running, string message)
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        var address = running ? server.Address : new Uri("http://127.0.0.1:9");

        var fault = await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(McpConnection.Older, ["--server", address.ToString(), "--key", "wrong"]));

        Assert.Contains(message, fault.ToString(), StringComparison.Ordinal);
        Assert.Contains(address.ToString(), fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_output_has_nothing_but_messages_and_the_end_of_the_input_ends_the_program()
    {
        using var program = Start();
        var errors = program.StandardError.ReadToEndAsync(Cancel);
        await program.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""");
        await program.StandardInput.WriteLineAsync("this is not JSON");
        await program.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/list"}""");
        var answers = new[] { await program.StandardOutput.ReadLineAsync(Cancel), await program.StandardOutput.ReadLineAsync(Cancel) };
        program.StandardInput.Close();
        var rest = await program.StandardOutput.ReadToEndAsync(Cancel);
        await program.WaitForExitAsync(Cancel);

        Assert.Equal(0, program.ExitCode);
        Assert.Equal([1, 2], answers.Select(line => JsonElement.Parse(line!).GetProperty("id").GetInt32()).Order());
        Assert.Empty(rest);
        Assert.NotEmpty(await errors);
    }

    [Fact]
    public async Task A_data_folder_that_another_Darkroom_uses_is_named()
    {
        await using var server = await RunningServer.StartOverAsync(_folder);

        using var program = Start();
        var errors = await program.StandardError.ReadToEndAsync(Cancel);
        await program.WaitForExitAsync(Cancel);

        Assert.NotEqual(0, program.ExitCode);
        Assert.Contains(_folder, errors, StringComparison.Ordinal);
    }

    private Process Start() => Process.Start(new ProcessStartInfo("dotnet", [Program, "mcp"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = _folder,
        Environment = { ["DARKROOM_DATA"] = _folder, ["Logging__LogLevel__Default"] = "Debug", ["Providers__painter__Pace"] = "0" },
    })!;

    private Task<McpClient> ConnectAsync(
        string protocol, string[]? arguments = null, Func<ElicitRequestParams, ElicitResult>? answer = null, (string Key, string Value)[]? settings = null)
    {
        var environment = new Dictionary<string, string?> { ["DARKROOM_DATA"] = _folder, ["Providers__painter__Pace"] = "0", ["Jobs__DrainSeconds"] = "0" };
        foreach (var (key, value) in settings ?? [])
        {
            environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var transport = new StdioClientTransport(new StdioClientTransportOptions
        {
            Command = "dotnet",
            Arguments = [Program, "mcp", .. arguments ?? []],
            WorkingDirectory = _folder,
            EnvironmentVariables = environment,
        });
        return McpConnection.ConnectAsync(transport, protocol, answer);
    }
}
