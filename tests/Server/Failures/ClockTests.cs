using System.Net;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Studio;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Server.Failures;

/// <summary>The machine's clock is set by hours, forward and back, while work is under way.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan Hours = TimeSpan.FromHours(5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_running_image_keeps_its_lease_and_is_made_once(int direction)
    {
        var time = new ManualTime();
        await using var service = await ScriptedServer.StartAsync();
        var gate = new Gate();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Wait(gate).Final(TestImages.NoisyPng(256, 256)).Completed());
        await using var server = await RunningServer.StartAsync(time, OpenAiServer.Settings(service, ("Jobs:LeaseSeconds", "30")));
        var location = await server.BeginAsync();
        using var watcher = await server.Client.OpenAsync($"{location}/events");
        await gate.Reached.WaitAsync(Cancel);

        foreach (var jump in new[] { Hours * direction, Hours * -direction })
        {
            time.Jump(jump);
            time.Advance(TimeSpan.FromSeconds(10));
            await LeaseUntilAsync(server.Folder, time.GetUtcNow() + TimeSpan.FromSeconds(30));
        }

        gate.Open();
        var events = await watcher.ReadAllEventsAsync();
        events.AssertWhole();
        Assert.Equal("completed", events[^1].Text("status"));
        Assert.All(events.Where(one => one.Type is "image" or "complete"), one => Assert.True(one.Data.GetProperty("elapsed_ms").GetInt64() >= 0));
        Assert.Single(service.Requests);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task The_delay_before_the_next_try_is_as_long_as_announced(int direction)
    {
        var time = new ManualTime();
        await using var service = await ScriptedServer.StartAsync();
        service.On(
            OpenAiServer.Path,
            Scripts.Answer(429, ResponsesScript.ErrorBody("rate_limit_exceeded", "Slow down."), "application/json", ("Retry-After", "20")),
            ResponsesScript.Image(TestImages.NoisyPng(256, 256)));
        await using var server = await RunningServer.StartAsync(time, OpenAiServer.Settings(service));
        using var watcher = await server.Client.OpenAsync($"{await server.BeginAsync()}/events");
        await UntilStageAsync(watcher, "waiting", async () =>
        {
            time.Jump(Hours * direction);
            await time.AdvanceBesideAsync(service.RequestsAsync(2), TimeSpan.FromSeconds(1));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Setting_the_clock_does_not_use_up_or_renew_the_deadline_of_an_image(int direction)
    {
        var time = new ManualTime();
        await using var service = await ScriptedServer.StartAsync();
        var gate = new Gate();
        service.On(
            OpenAiServer.Path,
            async exchange =>
            {
                await gate.PassAsync(exchange.Gone);
                await Scripts.Answer(503, ResponsesScript.ErrorBody(null, "Overloaded."))(exchange);
            },
            ResponsesScript.Image(TestImages.NoisyPng(256, 256)));
        await using var server = await RunningServer.StartAsync(time, OpenAiServer.Settings(service));
        using var watcher = await server.Client.OpenAsync($"{await server.BeginAsync()}/events");
        await gate.Reached.WaitAsync(Cancel);
        time.Jump(Hours * direction);
        gate.Open();
        await UntilStageAsync(watcher, "waiting", () => time.AdvanceBesideAsync(service.RequestsAsync(2), TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_rate_limit_lasts_a_minute_even_if_the_clock_is_set(int direction)
    {
        var time = new ManualTime();
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.NoisyPng(256, 256)));
        await using var server = await RunningServer.StartAsync(time, OpenAiServer.Settings(service, ("Providers:openai:ImagesPerMinute", "1")));
        using var watcher = await server.Client.OpenAsync($"{await server.BeginAsync(n: 2)}/events");
        await UntilStageAsync(watcher, "waiting", async () =>
        {
            var began = time.GetTimestamp();
            time.Jump(Hours * direction);
            await time.AdvanceBesideAsync(service.RequestsAsync(2), TimeSpan.FromSeconds(1));
            Assert.InRange(time.GetElapsedTime(began).TotalSeconds, 50, 90);
        });
    }

    [Fact]
    public async Task A_session_ends_by_the_clock_and_not_before()
    {
        var time = new ManualTime();
        await using var server = await RunningServer.StartAsync(time, ("DARKROOM_ACCESS_KEY", "open-sesame-please"));
        using var form = new FormUrlEncodedContent([new("key", "open-sesame-please")]);
        using var login = await server.Client.PostAsync("/login", form, Cancel);
        var cookie = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        foreach (var (jump, status) in new[] { (Hours, HttpStatusCode.OK), (-2 * Hours, HttpStatusCode.OK), (TimeSpan.FromDays(31), HttpStatusCode.Unauthorized), (TimeSpan.FromDays(-31), HttpStatusCode.OK) })
        {
            time.Jump(jump);
            using var response = await server.Client.OpenAsync("/api/images", ("Cookie", cookie));
            Assert.Equal(status, response.StatusCode);
        }
    }

    /// <summary>Follows a run until it completes, and calls an action when a stage is reported.</summary>
    private static async Task UntilStageAsync(HttpResponseMessage watcher, string stage, Func<Task> then)
    {
        var events = new List<Received>();
        var met = false;
        await foreach (var one in watcher.ReadEventsAsync())
        {
            events.Add(one);
            if (!met && one.Type == "progress" && one.Text("stage") == stage)
            {
                met = true;
                await then();
            }
        }

        Assert.True(met, $"The stage '{stage}' was not reported.");
        events.AssertWhole();
        Assert.Equal("completed", events[^1].Text("status"));
    }

    /// <summary>Waits until the one running slot's lease lasts to this moment.</summary>
    private static async Task LeaseUntilAsync(string folder, DateTimeOffset until)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "darkroom.db")};Mode=ReadOnly;Pooling=false");
        connection.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT lease_until FROM slots WHERE status = 'running'";
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((long?)await command.ExecuteScalarAsync(Cancel) != until.ToUnixTimeMilliseconds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }
}
