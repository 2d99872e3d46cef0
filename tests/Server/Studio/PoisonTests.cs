using Darkroom.Tests.Providers;

namespace Darkroom.Tests.Server.Studio;

/// <summary>An image that kills the process in each try.</summary>
public sealed class PoisonTests
{
    [Fact]
    public async Task A_slot_that_kills_the_process_each_time_fails_after_three_tries()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        await using var provider = await ScriptedServer.StartAsync();
        provider.On("/v1/responses", new ResponsesScript().Begin().Hang());
        (string, string)[] settings =
        [
            ("Providers__openai__BaseUrl", provider.BaseUrl.ToString()), ("OPENAI_API_KEY", "sk-test"), ("Jobs__OnInterrupted", "retry"),
        ];
        string? location = null;
        for (var tries = 1; tries <= 3; tries++)
        {
            await using var server = await ServerProcess.StartAsync(folder, settings);
            if (location is null)
            {
                using var response = await server.Client.PostJsonAsync("/api/generations", new { prompt = "poison" });
                location = response.Headers.Location!.ToString();
            }

            await provider.RequestsAsync(tries);
            server.Kill();
        }

        await using var survivor = await ServerProcess.StartAsync(folder, settings);
        using var follow = await survivor.Client.OpenAsync($"{location}/events");
        var events = await follow.ReadAllEventsAsync();
        var error = Assert.Single(events, one => one.Type == "error");
        Assert.Equal("interrupted", error.Text("code"));
        Assert.Contains("tried 3 times", error.Text("message"), StringComparison.Ordinal);
        Assert.Equal("failed", events[^1].Text("status"));
        Assert.Equal(3, provider.Requests.Count);
        Directory.Delete(folder, recursive: true);
    }
}
