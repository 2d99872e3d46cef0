using Darkroom.Tests.Providers;

namespace Darkroom.Tests.Server.Studio;

/// <summary>The complete server with its <c>openai</c> provider at a scripted service.</summary>
internal static class OpenAiServer
{
    public const string Path = "/v1/responses";

    public static (string Key, string Value)[] Settings(ScriptedServer service, params (string Key, string Value)[] more) =>
        [("Providers:openai:BaseUrl", service.BaseUrl.ToString()), ("Providers:openai:ApiKey", "sk-test"), .. more];

    /// <summary>Starts a generation and returns its address.</summary>
    public static async Task<string> BeginAsync(this RunningServer server, int n = 1, string provider = "openai", string size = "1024x1024")
    {
        using var response = await server.Client.PostJsonAsync("/api/generations", new { prompt = "a red fox", n, provider, size });
        Assert.Equal(System.Net.HttpStatusCode.Accepted, response.StatusCode);
        return response.Headers.Location!.ToString();
    }

    /// <summary>Returns all events of a generation, to its end.</summary>
    public static async Task<List<Received>> FollowAsync(this RunningServer server, string location, string query = "")
    {
        using var response = await server.Client.OpenAsync($"{location}/events{query}");
        return await response.ReadAllEventsAsync();
    }

    /// <summary>Makes a small image with the painter, which proves that the server works.</summary>
    public static async Task PaintOneAsync(this RunningServer server)
    {
        var events = await server.FollowAsync(await server.BeginAsync(provider: "painter", size: "64x64"));
        Assert.Equal("completed", events[^1].Text("status"));
    }

    /// <summary>Asserts numbers from 1 without gaps, and an end.</summary>
    public static void AssertWhole(this IReadOnlyList<Received> events)
    {
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long?)i), events.Select(one => one.Id));
        Assert.Equal("complete", events[^1].Type);
    }
}
