using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Campaigns;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Server.Http;

/// <summary>The event that shows that a silent stream is alive.</summary>
public sealed class HeartbeatTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("generation")]
    [InlineData("everything")]
    [InlineData("campaign")]
    [InlineData("review")]
    public async Task Every_silent_event_stream_sends_a_heartbeat_every_15_seconds(string stream)
    {
        var time = new ManualTime();
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Hang());
        await using var server = await RunningServer.StartAsync(time, OpenAiServer.Settings(service, ("Providers:openai:TimeoutSeconds", "600")));
        using var response = await server.Client.OpenAsync(await AddressAsync(server, service, stream));
        var heartbeats = ReadBeatsAsync(response, 3);
        var started = time.GetUtcNow();
        await time.AdvanceBesideAsync(heartbeats, TimeSpan.FromSeconds(1));

        Assert.True(time.GetUtcNow() - started >= 2 * Interval, "Heartbeats came too often.");
        Assert.All(await heartbeats, heartbeat => Assert.Equal(JsonValueKind.Object, JsonElement.Parse(heartbeat).ValueKind));
    }

    private static async Task<string> AddressAsync(RunningServer server, ScriptedServer service, string stream)
    {
        if (stream is "campaign" or "review")
        {
            var campaign = await server.Client.CampaignAsync();
            var link = await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/review-links", HttpStatusCode.Created);
            return stream == "campaign" ? $"{campaign}/events" : $"/api{link.GetProperty("url").GetString()}/events";
        }

        var generation = await server.BeginAsync();
        await service.RequestsAsync(1).WaitAsync(Cancel);
        return stream == "generation" ? $"{generation}/events" : "/api/events";
    }

    /// <summary>Returns the data of the first heartbeats. None may change the id to resume after.</summary>
    private static async Task<List<string>> ReadBeatsAsync(HttpResponseMessage response, int count)
    {
        var heartbeats = new List<string>();
        string? last = null;
        var parser = SseParser.Create(await response.Content.ReadAsStreamAsync(Cancel), (_, data) => Encoding.UTF8.GetString(data));
        await foreach (var one in parser.EnumerateAsync(Cancel))
        {
            if (one.EventType == "heartbeat")
            {
                Assert.True(one.EventId is null or "" || one.EventId == last, "A heartbeat has an id.");
                heartbeats.Add(one.Data);
            }

            last = one.EventId;
            if (heartbeats.Count == count)
            {
                break;
            }
        }

        return heartbeats;
    }
}
