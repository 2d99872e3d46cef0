using System.Net;
using System.Text;
using System.Text.Json;
using Darkroom.Sqlite;
using Darkroom.Tests.Sqlite;

namespace Darkroom.Tests.Server.Failures;

/// <summary>A server that is killed while it changes or deletes many images. The next one continues.</summary>
public sealed class KilledBulkTests : IDisposable
{
    private const int Images = 12_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_change_of_many_images_is_completed_and_undone_across_kills()
    {
        await FillAsync();
        string id;
        await using (var server = await ServerProcess.StartAsync(_folder))
        {
            id = await PostAsync(server, "/api/images/bulk", """{"select":{"view":"fox"},"do":{"tag":{"add":["killed"],"remove":[]}}}""");
            await KillInTheMiddleAsync(server, id);
        }

        await using (var server = await ServerProcess.StartAsync(_folder))
        {
            var job = await EndOfAsync(server, id);
            Assert.Equal(("completed", Images, Images), (job.GetProperty("state").GetString(), job.GetProperty("done").GetInt32(), job.GetProperty("total").GetInt32()));
            Assert.Equal(Images, await CountAsync(server, "tag:killed"));
            Assert.Equal(Images, await CountAsync(server, "killed"));
            await PostAsync(server, $"/api/images/bulk/{id}/undo", null);
            await KillInTheMiddleAsync(server, id);
        }

        await using (var server = await ServerProcess.StartAsync(_folder))
        {
            var job = await EndOfAsync(server, id);
            Assert.Equal(("undone", Images, Images), (job.GetProperty("state").GetString(), job.GetProperty("done").GetInt32(), job.GetProperty("total").GetInt32()));
            Assert.Equal((0, 0, Images), (await CountAsync(server, "tag:killed"), await CountAsync(server, "killed"), await CountAsync(server, "fox")));
        }

        Assert.Empty(DatabaseCheck.Run(_folder));
    }

    [Fact]
    public async Task The_trash_is_emptied_completely_across_kills()
    {
        var kept = await FillAsync();
        string[] files = [.. Enumerable.Range(1, 400).Select(number => ManyImages.HashOf(number * 30)).SelectMany(hash => new[] { Preview($"{hash}-256.jpg"), Preview($"{hash}-1024.webp") })];
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, [1], Cancel);
        }

        string id;
        await using (var server = await ServerProcess.StartAsync(_folder))
        {
            var body = JsonSerializer.Serialize(new { select = new { view = "", except = kept }, @do = "trash" });
            Assert.Equal("completed", (await EndOfAsync(server, await PostAsync(server, "/api/images/bulk", body))).GetProperty("state").GetString());
            id = await PostAsync(server, "/api/trash/empty", null);
            await KillInTheMiddleAsync(server, id);
        }

        await using (var server = await ServerProcess.StartAsync(_folder))
        {
            await KillInTheMiddleAsync(server, id);
        }

        await using (var server = await ServerProcess.StartAsync(_folder))
        {
            Assert.Equal("completed", (await EndOfAsync(server, id)).GetProperty("state").GetString());
            Assert.Equal((kept.Length, 0), (await CountAsync(server, "fox"), await CountAsync(server, "is:trashed")));
            for (var wait = 0; wait < 9_000 && Array.Exists(files, File.Exists); wait++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
            }
        }

        Assert.DoesNotContain(files, File.Exists);
        Assert.Empty(DatabaseCheck.Run(_folder));
        Assert.Equal(kept.Length, DatabaseCheck.Count(_folder).Images);
    }

    /// <returns>The ids of a few images.</returns>
    private async Task<string[]> FillAsync()
    {
        SqliteStorage.Open(_folder, TimeProvider.System).Dispose();
        return (await ManyImages.AddAsync(_folder, Images))[100..110];
    }

    private string Preview(string key) => Path.Combine(_folder, "previews", key[..2], key);

    private static async Task<string> PostAsync(ServerProcess server, string path, string? body)
    {
        using var response = await server.Client.PostAsync(path, body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.ReadJsonAsync()).GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> JobAsync(ServerProcess server, string id) => await (await server.Client.GetAsync($"/api/images/bulk/{id}", Cancel)).ReadJsonAsync();

    private static async Task<JsonElement> EndOfAsync(ServerProcess server, string id)
    {
        while (true)
        {
            var job = await JobAsync(server, id);
            if (job.GetProperty("state").GetString() is not ("running" or "undoing"))
            {
                return job;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);
        }
    }

    /// <summary>Kills a server when a change has gone on a little since the call, but before it has ended.</summary>
    private static async Task KillInTheMiddleAsync(ServerProcess server, string id)
    {
        var before = (await JobAsync(server, id)).GetProperty("done").GetInt32();
        JsonElement job;
        do
        {
            job = await JobAsync(server, id);
        }
        while (job.GetProperty("done").GetInt32() is var done && done == before && done < Images);
        server.Kill();
        await server.Exited;
        Assert.Contains(job.GetProperty("state").GetString(), new[] { "running", "undoing" });
    }

    private static async Task<int> CountAsync(ServerProcess server, string view) =>
        (await (await server.Client.GetAsync($"/api/images/days?exact=true&q={Uri.EscapeDataString(view)}", Cancel)).ReadJsonAsync()).GetProperty("total").GetInt32();
}
