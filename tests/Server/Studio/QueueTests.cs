using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Darkroom.Generations;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Gallery;
using Microsoft.Extensions.DependencyInjection;

namespace Darkroom.Tests.Server.Studio;

/// <summary>The queue of all runs, over HTTP.</summary>
public sealed class QueueTests
{
    private static readonly Uri Queue = new("/api/queue", UriKind.Relative);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_lists_what_runs_and_waits_with_positions_until_it_has_ended()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Hang());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service, ("Providers:openai:MaxConcurrency", "1")));
        var first = await StartAsync(server, "a fox", 2);
        var second = await StartAsync(server, "an owl", 1);
        await service.RequestsAsync(1).WaitAsync(Cancel);

        var runs = await RunsAsync(server);
        Assert.Equal([first, second], runs.Select(run => run.GetProperty("id").GetString()));
        Assert.Equal([("a fox", "OpenAI", 2, 1, 1, 0), ("an owl", "OpenAI", 1, 0, 1, 1)], runs.Select(Describe));

        using var answer = await server.Client.PostAsJsonAsync("/api/queue/cancel", new { ids = new[] { first, first, Ids.New(TimeProvider.System) } }, Cancel);
        Assert.Equal([second], JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("id").GetString()));
        Assert.Equal([second], (await RunsAsync(server)).Select(run => run.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task A_waiting_generation_is_moved_and_what_it_cannot_be_moved_to_is_refused()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Hang());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service, ("Providers:openai:MaxConcurrency", "1")));
        string[] ids = [await StartAsync(server, "a fox", 1), await StartAsync(server, "an owl", 1), await StartAsync(server, "a heron", 1)];
        await service.RequestsAsync(1).WaitAsync(Cancel);

        Assert.Equal([ids[0], ids[2], ids[1]], await MoveAsync(new { id = ids[2], before = ids[1] }));
        Assert.Equal([ids[0], ids[1], ids[2]], await MoveAsync(new { id = ids[2] }));
        Assert.Equal([ids[0], ids[1], ids[2]], await MoveAsync(new { id = ids[0], before = ids[1] }));
        foreach (var body in (object[])[new { }, new { id = "x" }, new { id = ids[1], before = "x" }, new { id = ids[1], after = ids[2] }])
        {
            using var refused = await server.Client.PostAsJsonAsync("/api/queue/move", body, Cancel);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        async Task<IEnumerable<string?>> MoveAsync(object body)
        {
            using var answer = await server.Client.PostAsJsonAsync("/api/queue/move", body, Cancel);
            return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("id").GetString());
        }
    }

    [Fact]
    public async Task It_says_what_a_paused_provider_waits_for()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Hang());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service, ("Providers:openai:ImagesPerMinute", "1")));
        await StartAsync(server, "a fox", 2);
        await service.RequestsAsync(1).WaitAsync(Cancel);
        while (!(await RunsAsync(server))[0].TryGetProperty("held_because", out _))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
        }

        var run = Assert.Single(await RunsAsync(server));
        Assert.Equal("rate", run.GetProperty("held_because").GetString());
        Assert.InRange(run.GetProperty("held_until").GetDateTimeOffset(), TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddMinutes(1));
        Assert.Contains("Rate limit: the next image starts in", await server.Client.GetStringAsync(new Uri("/queue", UriKind.Relative), Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "ids": [] }""")]
    [InlineData("""{ "ids": ["x"] }""")]
    [InlineData("""{ "ids": [null] }""")]
    [InlineData("""{ "all": true }""")]
    public async Task A_cancel_names_what_it_cancels(string body)
    {
        await using var server = await RunningServer.StartAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await server.Client.PostAsync(new Uri("/api/queue/cancel", UriKind.Relative), content, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Every_page_links_to_the_queue_and_its_form_cancels_what_it_shows()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Hang());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        var id = await StartAsync(server, "<a fox>", 2);

        Assert.Contains($"{id}:0:2", await server.Client.GetStringAsync(new Uri("/settings", UriKind.Relative), Cancel), StringComparison.Ordinal);
        Assert.Contains("&lt;a fox&gt;", await server.Client.GetStringAsync(new Uri("/queue", UriKind.Relative), Cancel), StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent([new("id", id), new("id", "nonsense")]);
        using var answer = await server.Client.PostAsync(new Uri("/queue/cancel", UriKind.Relative), form, Cancel);

        Assert.Equal((HttpStatusCode.SeeOther, "/queue"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        Assert.Empty(await RunsAsync(server));
        Assert.Equal(GenerationStatus.Cancelled, (await server.Services.GetRequiredService<IGenerationStore>().FindAsync(id, Cancel))!.Status);
    }

    private static async Task<string> StartAsync(RunningServer server, string prompt, int n) =>
        (await server.CallAsync("POST", "/api/generations", new { prompt, n, provider = "openai" }, 202)).GetProperty("id").GetString()!;

    private static async Task<List<JsonElement>> RunsAsync(RunningServer server) =>
        [.. JsonElement.Parse(await server.Client.GetStringAsync(Queue, Cancel)).GetProperty("runs").EnumerateArray()];

    private static (string? Prompt, string? Provider, int N, int Running, int Waiting, int? Position) Describe(JsonElement run) => (
        run.GetProperty("prompt").GetString(), run.GetProperty("provider_name").GetString(), run.GetProperty("n").GetInt32(),
        run.GetProperty("running").GetInt32(), run.GetProperty("waiting").GetInt32(),
        run.TryGetProperty("queue_position", out var position) ? position.GetInt32() : null);
}
