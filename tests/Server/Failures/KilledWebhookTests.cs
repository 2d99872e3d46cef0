using System.Net.Http.Json;
using Darkroom.Tests.Providers;

namespace Darkroom.Tests.Server.Failures;

/// <summary>A server that is killed after an event was stored and before its message was delivered.</summary>
public sealed class KilledWebhookTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_message_of_a_killed_server_is_delivered_by_the_next_one_under_its_id()
    {
        await using var receiver = (await ScriptedServer.StartAsync()).On("/hooks", Scripts.Hang());
        (string, string)[] settings = [("Webhooks__AllowedNetworks", "127.0.0.1"), ("Providers__painter__Pace", "0")];
        string[] unanswered;
        await using (var server = await ServerProcess.StartAsync(_folder, settings))
        {
            using var added = await server.Client.PostAsJsonAsync(
                "/api/webhooks", new { url = new Uri(receiver.Address, "hooks"), events = new[] { "image.ready", "generation.completed" } }, Cancel);
            Assert.True(added.IsSuccessStatusCode);
            using var painted = await server.Client.PostJsonAsync("/api/generate-images", new { prompt = "a fox", n = 7, size = "64x64", provider = "painter" });
            Assert.Equal("completed", (await painted.ReadAllEventsAsync())[^1].Text("status"));

            // Four are being sent, four wait.
            await receiver.RequestsAsync(4).WaitAsync(Cancel);
            unanswered = [.. receiver.Requests.Select(request => request.Headers["webhook-id"])];
            server.Kill();
            await server.Exited;
        }

        receiver.On("/hooks", Scripts.Answer(200, ""));
        await using (await ServerProcess.StartAsync(_folder, settings))
        {
            await receiver.RequestsAsync(12).WaitAsync(Cancel);
        }

        var delivered = receiver.Requests.Skip(4).ToList();
        Assert.Equal(8, delivered.Select(request => request.Headers["webhook-id"]).Distinct().Count());
        Assert.Subset(delivered.Select(request => request.Headers["webhook-id"]).ToHashSet(), unanswered.ToHashSet());
        Assert.Equal(7, delivered.Count(request => request.Json.GetProperty("type").GetString() == "image.ready"));
    }
}
