using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using Darkroom.Generations;
using Darkroom.Tests.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Darkroom.Tests.Server.Failures;

/// <summary>SIGTERM on the real process: paid images are kept, no further image is started, and the stop takes no longer than configured.</summary>
public sealed class ShutdownTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_running_provider_call_finishes_and_its_image_is_kept_while_streams_end_and_newcomers_are_refused()
    {
        var final = TestImages.NoisyPng(256, 256, 5);
        var gate = new Gate();
        await using var provider = await ScriptedServer.StartAsync();
        provider.On(
            "/v1/responses", new ResponsesScript().Begin().Partial(0, TestImages.NoisyPng(256, 256)).Wait(gate).Final(final).Completed());
        await using var server = await ServerProcess.StartAsync(_folder, Settings(provider, drainSeconds: 20));
        using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "a red fox" });
        var location = response.Headers.Location!.ToString();
        await gate.Reached;

        await server.TerminateAsync();

        var seen = await response.ReadAllEventsAsync();
        Assert.DoesNotContain(seen, one => one.Type is "image" or "complete");
        await RefusedAsync(server.Client.BaseAddress!);
        Assert.False(server.Exited.IsCompleted);
        gate.Open();
        Assert.Equal(0, await server.Exited);

        await using var again = await ServerProcess.StartAsync(_folder, Settings(provider, drainSeconds: 20));
        using var rest = await again.Client.OpenAsync($"{location}/events", ("Last-Event-ID", $"{seen[^1].Id}"));
        var later = await rest.ReadAllEventsAsync();
        Assert.Equal(seen[^1].Id + 1, later[0].Id);
        Assert.Equal("completed", later[^1].Text("status"));
        var image = Assert.Single(later, one => one.Type == "image");
        Assert.Equal(SHA256.HashData(final), SHA256.HashData(await again.Client.GetByteArrayAsync(image.Text("url"), Cancel)));
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task After_the_drain_time_a_call_that_hangs_is_cut_off_and_the_next_start_settles_its_slot()
    {
        await using var provider = await ScriptedServer.StartAsync();
        provider.On("/v1/responses", new ResponsesScript().Begin().Partial(0, TestImages.NoisyPng(256, 256)).Hang());
        string location;
        await using (var server = await ServerProcess.StartAsync(_folder, Settings(provider, drainSeconds: 1)))
        {
            using var response = await server.Client.PostJsonAsync("/api/generations", new { prompt = "a red fox" });
            location = response.Headers.Location!.ToString();
            await provider.RequestsAsync(1);

            var began = Stopwatch.GetTimestamp();
            await server.TerminateAsync();
            Assert.Equal(0, await server.Exited);
            Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0.9, 10);
        }

        await using var again = await ServerProcess.StartAsync(_folder, Settings(provider, drainSeconds: 1));
        using var follow = await again.Client.OpenAsync($"{location}/events");
        var events = await follow.ReadAllEventsAsync();
        Assert.Equal("interrupted", Assert.Single(events, one => one.Type == "error").Text("code"));
        Assert.Equal("failed", events[^1].Text("status"));
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task Nothing_is_started_even_while_a_slow_request_delays_the_stop()
    {
        var gate = new Gate();
        await using var provider = await ScriptedServer.StartAsync();
        var final = TestImages.NoisyPng(64, 64);
        provider.On("/v1/responses", new ResponsesScript().Begin().Wait(gate).Final(final).Completed(), ResponsesScript.Image(final));
        string location;
        await using (var server = await RunningServer.StartOverAsync(
            _folder,
            ("Providers:openai:BaseUrl", provider.BaseUrl.ToString()),
            ("Providers:openai:ApiKey", "sk-test"),
            ("Providers:openai:MaxConcurrency", "1"),
            ("Jobs:DrainSeconds", "20")))
        {
            using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "a red fox", n = 2 });
            location = response.Headers.Location!.ToString();
            await gate.Reached;
            using var slow = new TcpClient();
            await BeginSlowRequestAsync(slow, server.Address);

            var stopped = server.StopAsync(Cancel);
            await response.ReadAllEventsAsync();
            gate.Open();
            await FirstImageAsync(server.Services, location.Split('/')[^1]);
            slow.Close();
            await stopped;
            Assert.Single(provider.Requests);
        }

        await using var again = await ServerProcess.StartAsync(_folder, Settings(provider, drainSeconds: 20));
        using var follow = await again.Client.OpenAsync($"{location}/events");
        Assert.Equal("completed", (await follow.ReadAllEventsAsync())[^1].Text("status"));
        Assert.Equal(2, provider.Requests.Count);
    }

    private static async Task FirstImageAsync(IServiceProvider services, string id)
    {
        using var news = services.GetRequiredService<IJobSignals>().Subscribe(id);
        while ((await services.GetRequiredService<IGenerationStore>().FindAsync(id, Cancel))!.Done == 0)
        {
            await news.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        }
    }

    private static (string, string)[] Settings(ScriptedServer provider, int drainSeconds) =>
    [
        ("Providers__openai__BaseUrl", provider.BaseUrl.ToString()), ("OPENAI_API_KEY", "sk-test"), ("Jobs__DrainSeconds", $"{drainSeconds}"),
    ];

    /// <summary>Sends requests over new connections until one is refused.</summary>
    private static async Task RefusedAsync(Uri address)
    {
        while (true)
        {
            using var newcomer = new HttpClient { BaseAddress = address };
            try
            {
                using var answer = await newcomer.GetAsync("/health/live", Cancel);
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }

    /// <summary>A request whose body never comes. That the server asks for it shows that it is being handled.</summary>
    private static async Task BeginSlowRequestAsync(TcpClient client, Uri address)
    {
        await client.ConnectAsync(address.Host, address.Port, Cancel);
        await client.GetStream().WriteAsync(
            System.Text.Encoding.ASCII.GetBytes(
                $"POST /api/generations HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"),
            Cancel);
        using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync(Cancel));
    }
}
