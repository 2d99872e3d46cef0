using System.Text.Json;
using Darkroom.Tests.Providers;

namespace Darkroom.Tests.Server.Studio;

/// <summary>The fallback to another provider, over HTTP.</summary>
public sealed class FallbackTests
{
    private static readonly Script NoCredit = Scripts.Answer(429, ResponsesScript.ErrorBody("insufficient_quota", "You exceeded your current quota."));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_provider_of_the_chain_makes_the_image_and_all_views_report_it()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, NoCredit);
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service, ("Generation:Fallback", "openai, painter")));

        var location = await server.BeginAsync();
        var events = await server.FollowAsync(location);

        events.AssertWhole();
        Assert.Contains(events, one => one.Type == "progress" && one.Text("stage") == "waiting"
            && one.Text("message") == "OpenAI has no credit left. Trying Painter instead.");
        var image = Assert.Single(events, one => one.Type == "image");
        Assert.Equal(("painter", "openai", "quota"), (image.Text("provider"), From(image.Data).GetProperty("from").GetString(), From(image.Data).GetProperty("code").GetString()));
        var kept = JsonElement.Parse(await server.Client.GetStringAsync($"/api/images/{image.Text("id")}", Cancel)).GetProperty("image");
        Assert.Equal(
            ("painter", "openai", "Made by Painter because OpenAI had no credit left."),
            (kept.GetProperty("provider").GetString(), kept.GetProperty("request").GetProperty("provider").GetString(), From(kept).GetProperty("message").GetString()));
        var slot = JsonElement.Parse(await server.Client.GetStringAsync(location, Cancel)).GetProperty("images")[0];
        Assert.Equal(("painter", "openai"), (slot.GetProperty("provider").GetString(), From(slot).GetProperty("from").GetString()));
        Assert.Contains("Made by Painter because OpenAI had no credit left.", await server.Client.GetStringAsync($"{image.Text("url")}/view", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_chain_the_prompt_is_sent_to_one_provider_only()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, NoCredit);
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));

        var events = await server.FollowAsync(await server.BeginAsync());

        Assert.Equal("failed", events[^1].Text("status"));
        Assert.Equal("quota", Assert.Single(events, one => one.Type == "error").Text("code"));
    }

    [Fact]
    public async Task A_slot_that_moved_to_a_fallback_stays_there_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, NoCredit);
        string location;
        await using (var server = await RunningServer.StartOverAsync(
            folder, OpenAiServer.Settings(service, ("Generation:Fallback", "painter"), ("Providers:painter:Pace", "60"))))
        {
            location = await server.BeginAsync(size: "1024x1024");
            using var stream = await server.Client.OpenAsync($"{location}/events");
            await foreach (var one in stream.ReadEventsAsync())
            {
                if (one.Type == "progress" && one.Text("stage") == "generating")
                {
                    break;
                }
            }
        }

        await using var next = await RunningServer.StartOverAsync(folder, OpenAiServer.Settings(service, ("Generation:Fallback", "painter")));
        var events = await next.FollowAsync(location);

        Assert.Equal("painter", Assert.Single(events, one => one.Type == "image").Text("provider"));
        Assert.Single(service.Requests);
        await next.StopAsync(Cancel);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_provider_of_the_chain_without_a_key_is_skipped_and_logged_at_start()
    {
        await using var server = await RunningServer.StartAsync(("Generation:Fallback", "openai"));

        Assert.Contains("Generation:Fallback names openai, which is not configured", server.Log.Text, StringComparison.Ordinal);
        Assert.Contains("OPENAI_API_KEY", server.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Differences_from_the_request_are_reported()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.NoisyPng(320, 200)));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));

        var image = Assert.Single(await server.FollowAsync(await server.BeginAsync()), one => one.Type == "image");

        Assert.Equal("Asked for 1024x1024, got 320x200.", image.Data.GetProperty("differences")[0].GetString());
        var kept = JsonElement.Parse(await server.Client.GetStringAsync($"/api/images/{image.Text("id")}", Cancel)).GetProperty("image");
        Assert.Equal("Asked for 1024x1024, got 320x200.", kept.GetProperty("differences")[0].GetString());
        Assert.False(kept.TryGetProperty("fallback", out var fallback) && fallback.ValueKind != JsonValueKind.Null);
    }

    [Fact]
    public async Task A_running_generation_contains_the_last_progress()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Hang());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        var location = await server.BeginAsync();
        await service.RequestsAsync(1);

        var progress = JsonElement.Parse(await server.Client.GetStringAsync(location, Cancel)).GetProperty("images")[0].GetProperty("progress");

        Assert.Contains(progress.GetProperty("stage").GetString(), new[] { "started", "generating" });
        Assert.Equal("Generating 1 of 1 image…", progress.GetProperty("message").GetString());
    }

    private static JsonElement From(JsonElement image) => image.GetProperty("fallback");
}
