using System.Collections.Concurrent;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Studio;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Darkroom.Tests.Server.Mcp;

/// <summary>Calls that wait, end early, repeat, or outlive their server.</summary>
public sealed class McpWaitingTests
{
    private static readonly byte[] Png = TestImages.NoisyPng(64, 64);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_returns_after_wait_seconds_and_get_generation_waits_on()
    {
        var (time, gate) = (new ManualTime(), new Gate());
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Wait(gate).Final(Png).Completed(Png));
        await using var server = await RunningServer.StartAsync(time, OpenAiServer.Settings(service));
        await using var client = await server.ConnectAsync();

        var over = time.TimerSetAsync(TimeSpan.FromSeconds(45));
        var call = client.CallAsync("generate_image", new { prompt = "a red fox", request_id = "fox", wait_seconds = 45 });
        await over;
        await gate.Reached;
        time.Advance(TimeSpan.FromSeconds(45));
        var first = (await call).Content();
        Assert.Equal(("generating", "running"), (first.Text("status"), first.GetProperty("images")[0].Text("status")));
        Assert.Contains("get_generation", first.Text("message"), StringComparison.Ordinal);

        var waiting = time.TimerSetAsync(TimeSpan.FromSeconds(50));
        var rest = client.CallAsync("get_generation", new { generation_id = first.Text("generation_id"), wait_seconds = 50 });
        await waiting;
        gate.Open();
        Assert.Equal("completed", (await rest).Content().Text("status"));
        var again = (await client.CallAsync("generate_image", new { prompt = "a red fox", request_id = "fox" })).Content();
        Assert.Equal((first.Text("generation_id"), "completed"), (again.Text("generation_id"), again.Text("status")));
        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task The_same_request_id_twice_at_once_makes_one_image_and_with_another_request_it_is_refused()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, ResponsesScript.Image(Png));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        await using var client = await server.ConnectAsync();
        await using var other = await server.ConnectAsync(McpConnection.Oldest);

        var results = await Task.WhenAll(new[] { client, other, client }.Select(one => one.CallAsync("generate_image", new { prompt = "a red fox", request_id = "fox" })));

        Assert.Single(results.Select(result => result.Content().Text("generation_id")).Distinct());
        Assert.All(results, result => Assert.Equal("completed", result.Content().Text("status")));
        Assert.Single(service.Requests);
        var refused = await client.CallAsync("generate_image", new { prompt = "a blue fox", request_id = "fox" });
        Assert.Contains("another request_id", refused.Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(McpConnection.Oldest)]
    [InlineData(McpConnection.Newest)]
    public async Task A_cancelled_call_does_not_stop_the_work(string protocol)
    {
        var gate = new Gate();
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Wait(gate).Final(Png).Completed(Png));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        await using var client = await server.ConnectAsync(protocol);

        using var stop = new CancellationTokenSource();
        var call = client.CallAsync("generate_image", new { prompt = "a red fox", request_id = "fox" }, cancel: stop.Token);
        await gate.Reached;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        gate.Open();

        var again = (await client.CallAsync("generate_image", new { prompt = "a red fox", request_id = "fox" })).Content();
        Assert.Equal("completed", again.Text("status"));
        Assert.Single(service.Requests);
    }

    [Theory]
    [InlineData(McpConnection.Oldest)]
    [InlineData(McpConnection.Newest)]
    public async Task Progress_rises_and_names_partial_images(string protocol)
    {
        var (begun, shown, ready) = (new Gate(), new Gate(), new Gate());
        await using var service = await ScriptedServer.StartAsync();
        service.On(
            OpenAiServer.Path,
            new ResponsesScript().Begin().Wait(begun).Partial(0, Png).Wait(shown).Final(Png).Completed(Png),
            new ResponsesScript().Begin().Wait(ready).Final(Png).Completed(Png));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        await using var client = await server.ConnectAsync(protocol);

        var notified = new ConcurrentQueue<ProgressNotificationValue>();
        var result = await client.CallAsync("generate_image", new { prompt = "a red fox", n = 2 }, value =>
        {
            notified.Enqueue(value);
            ready.OpenIf(value.Message?.Contains("is ready", StringComparison.Ordinal) is true);
            begun.OpenIf(value.Message?.StartsWith("Generating", StringComparison.Ordinal) is true);
            shown.OpenIf(value.Message?.Contains("partial", StringComparison.Ordinal) is true);
        });

        Assert.Equal("completed", result.Content().Text("status"));
        var messages = notified.Select(one => one.Message!).ToList();
        Assert.Contains(messages, message => message is "Image 1 of 2: first partial image" or "Image 2 of 2: first partial image");
        Assert.Contains(messages, message => message is "Image 1 of 2 is ready" or "Image 2 of 2 is ready");
        Assert.Distinct(notified.Select(one => one.Progress));
        Assert.All(notified, one => Assert.True(one.Progress is > 0 and <= 2 && one.Total is 2));
    }

    [Fact]
    public async Task A_silent_generation_repeats_its_progress_so_that_clients_keep_waiting()
    {
        var (time, gate) = (new ManualTime(), new Gate());
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Wait(gate).Final(Png).Completed(Png));
        await using var server = await RunningServer.StartAsync(time, OpenAiServer.Settings(service));
        await using var client = await server.ConnectAsync();

        var (silence, repeated) = (TimeSpan.FromSeconds(15), new TaskCompletionSource());
        var seen = new ConcurrentDictionary<string, int>();
        var waiting = time.TimerSetAsync(silence);
        var call = client.CallAsync("generate_image", new { prompt = "a red fox", wait_seconds = 600 }, value =>
        {
            if (seen.AddOrUpdate(value.Message!, 1, (_, count) => count + 1) > 1)
            {
                repeated.TrySetResult();
            }
        });
        await gate.Reached;
        while (!repeated.Task.IsCompleted)
        {
            // An event may end a silence early: then the next one begins.
            await Task.WhenAny(repeated.Task, waiting);
            waiting = time.TimerSetAsync(silence);
            time.Advance(silence);
        }

        gate.Open();

        Assert.Equal("completed", (await call).Content().Text("status"));
    }

    [Fact]
    public async Task A_restart_between_two_calls_changes_nothing_for_the_client()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-mcp-").FullName;
        try
        {
            var route = new Route();
            string id;
            McpClient client;
            await using (var server = await RunningServer.StartOverAsync(folder))
            {
                route.To = server.Address;
                client = await server.ConnectAsync(McpConnection.Older, handler: route);
                id = (await client.CallAsync("generate_image", new { prompt = "a red fox", size = "64x64", request_id = "fox" })).Content().Text("generation_id");
            }

            await using (var server = await RunningServer.StartOverAsync(folder))
            {
                route.To = server.Address;
                var again = (await client.CallAsync("generate_image", new { prompt = "a red fox", size = "64x64", request_id = "fox" })).Content();
                var found = (await client.CallAsync("get_generation", new { generation_id = id })).Content();
                Assert.Equal((id, "completed", "completed"), (again.Text("generation_id"), again.Text("status"), found.Text("status")));
                await client.DisposeAsync();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_stopping_server_answers_with_what_is_ready()
    {
        var gate = new Gate();
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Wait(gate).Final(Png).Completed(Png));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        await using var client = await server.ConnectAsync();

        var call = client.CallAsync("generate_image", new { prompt = "a red fox" });
        await gate.Reached;
        var stopped = server.StopAsync(Cancel);

        Assert.Equal("generating", (await call).Content().Text("status"));
        await stopped;
    }

    /// <summary>Sends requests to the server that runs now.</summary>
    private sealed class Route() : DelegatingHandler(new HttpClientHandler())
    {
        public Uri To { get; set; } = null!;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(To, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
