using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Dapper;
using Darkroom.Sqlite;
using Darkroom.Tests.Imaging;
using Darkroom.Tests.Sqlite;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Server.Gallery;

/// <summary>Zip files of many images.</summary>
public sealed class DownloadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_zip_contains_the_originals_and_what_is_known_of_them()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await server.PaintAsync(3, "a light/house: \"night\"");
        await server.CallAsync("PATCH", $"/api/images/{ids[0]}", new { favorite = true, tags = new { add = new[] { "sea" } } });

        var prepared = await server.CallAsync("POST", "/api/downloads", new { select = new { ids = ids[..2] } }, 201);
        Assert.Equal(2, prepared.GetProperty("images").GetInt32());
        using var response = await server.Client.GetAsync(prepared.GetProperty("url").GetString(), Cancel);
        var zip = await response.Content.ReadAsByteArrayAsync(Cancel);

        Assert.Equal(("application/zip", zip.Length), (response.Content.Headers.ContentType?.MediaType, response.Content.Headers.ContentLength));
        Assert.Matches("^darkroom-[0-9-]{10}\\.zip$", response.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        using var archive = new ZipArchive(new MemoryStream(zip));
        Assert.Equal(3, archive.Entries.Count);
        var total = 0L;
        foreach (var (entry, id) in archive.Entries.Zip(ids[..2]))
        {
            Assert.Matches($"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}_a-light-house-night_[0-9]+_{id}\\.png$", entry.FullName);
            Assert.Equal(await server.Client.GetByteArrayAsync($"/images/{id}", Cancel), await ReadAsync(entry));
            total += entry.Length;
        }

        Assert.Equal(total, prepared.GetProperty("bytes").GetInt64());
        var lines = (await ReadTextAsync(archive.GetEntry("manifest.jsonl")!)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(ids[..2], lines.Select(line => line.GetProperty("id").GetString()));
        Assert.Equal(archive.Entries.SkipLast(1).Select(entry => entry.FullName), lines.Select(line => line.GetProperty("file").GetString()));
        Assert.Equal(("a light/house: \"night\"", true, "sea"), (lines[0].GetProperty("prompt").GetString(), lines[0].GetProperty("favorite").GetBoolean(), lines[0].GetProperty("tags")[0].GetString()));
        Assert.False(lines[0].TryGetProperty("missing", out _));

        // The address can be used again until it expires.
        var again = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Client.GetByteArrayAsync(prepared.GetProperty("url").GetString(), Cancel)));
        Assert.All(again, bytes => Assert.Equal(zip, bytes));
        using var head = await server.SendAsync("HEAD", prepared.GetProperty("url").GetString()!);
        Assert.Equal((zip.Length, "none"), (head.Content.Headers.ContentLength, head.Headers.AcceptRanges.Single()));
    }

    [Fact]
    public async Task Names_stay_in_their_folder_and_differ_whatever_the_prompts_are()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = new List<string>();
        foreach (var prompt in new[] { "../../etc/passwd", "CON", "Con.", "manifest", "C:\\Windows\\\u202Egnp.exe", "🦊", new string('é', 500), "夏のセール" })
        {
            ids.AddRange(await server.PaintAsync(1, prompt));
        }

        var prepared = await server.CallAsync("POST", "/api/downloads", new { select = new { ids }, names = "{prompt}" }, 201);
        using var archive = new ZipArchive(new MemoryStream(await server.Client.GetByteArrayAsync(prepared.GetProperty("url").GetString(), Cancel)));

        Assert.Equal(
            [
                "夏のセール.png", $"{new string('é', 30)}.png", "no-prompt.png", "c-windows-gnp-exe.png", "manifest.png", "con-file.png", "con-file-2.png", "etc-passwd.png",
                "manifest.jsonl",
            ],
            archive.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public async Task Images_in_the_trash_are_in_a_download_of_the_trash_or_of_their_ids_until_they_are_deleted()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await server.PaintAsync(3);
        await server.CallAsync("DELETE", $"/api/images/{ids[0]}", status: 204);

        Assert.Equal(2, await CountAsync(new { view = "" }));
        Assert.Equal(1, await CountAsync(new { view = "is:trashed" }));
        Assert.Equal(2, await CountAsync(new { ids = ids[..2] }));

        // A view that was prepared before leaves out what goes into the trash after.
        var view = await PrepareAsync(new { view = "" });
        var byIds = await PrepareAsync(new { ids });
        await server.CallAsync("DELETE", $"/api/images/{ids[1]}", status: 204);
        Assert.Equal([$"{ids[2]}.png", "manifest.jsonl"], await NamesAsync(view));
        await server.EndOfAsync((await server.CallAsync("POST", "/api/trash/empty", status: 202)).GetProperty("id").GetString()!);
        Assert.Equal([$"{ids[2]}.png", "manifest.jsonl"], await NamesAsync(byIds));

        Task<JsonElement> PrepareAsync(object select) => server.CallAsync("POST", "/api/downloads", new { select, names = "{id}" }, 201);

        async Task<int> CountAsync(object select) => (await PrepareAsync(select)).GetProperty("images").GetInt32();

        async Task<IEnumerable<string>> NamesAsync(JsonElement prepared)
        {
            var archive = new ZipArchive(new MemoryStream(await server.Client.GetByteArrayAsync(prepared.GetProperty("url").GetString(), Cancel)));
            return archive.Entries.Select(entry => entry.FullName);
        }
    }

    [Fact]
    public async Task Many_images_take_little_memory_also_if_clients_leave()
    {
        const int images = 10_000;
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        try
        {
            SqliteStorage.Open(folder, TimeProvider.System).Dispose();
            await ManyImages.AddAsync(folder, images);
            AddOriginals(folder, images);
            await using var server = await ServerProcess.StartAsync(folder);
            for (var warmUp = 0; warmUp < 10; warmUp++)
            {
                await DownloadAsync(server, 500);
            }

            var before = ProcessMemory.Peak(server.Id);
            await LeaveAsync(server, images);
            var length = await DownloadAsync(server, images);

            Assert.InRange(length, images * 20_000L, images * 21_000L);
            Assert.InRange(ProcessMemory.Peak(server.Id) - before, 0, 30 * 1024 * 1024);
            Assert.DoesNotContain("fail:", server.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_view_is_downloaded_as_it_was_without_the_exceptions()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await server.PaintAsync(3);
        var asOf = (await server.CallAsync("GET", "/api/images/days")).GetProperty("as_of").GetInt64();
        await server.PaintAsync(1);

        var prepared = await server.CallAsync(
            "POST", "/api/downloads", new { select = new { view = "lighthouse", as_of = asOf, except = new[] { ids[1] } }, names = "{prompt}" }, 201);

        Assert.Equal(2, prepared.GetProperty("images").GetInt32());
        using var archive = new ZipArchive(new MemoryStream(await server.Client.GetByteArrayAsync(prepared.GetProperty("url").GetString(), Cancel)));
        Assert.Equal(["a-lighthouse.png", "a-lighthouse-2.png", "manifest.jsonl"], archive.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public async Task Images_for_screens_have_the_type_and_size_of_derivatives()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await server.PaintAsync(2);

        var prepared = await server.CallAsync("POST", "/api/downloads", new { select = new { ids }, names = "manifest", files = "web" }, 201);

        Assert.False(prepared.TryGetProperty("bytes", out _));
        using var response = await server.Client.GetAsync(prepared.GetProperty("url").GetString(), HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Null(response.Content.Headers.ContentLength);
        using var archive = new ZipArchive(new MemoryStream(await response.Content.ReadAsByteArrayAsync(Cancel)));
        Assert.Equal(["manifest.jpg", "manifest-2.jpg", "manifest.jsonl"], archive.Entries.Select(entry => entry.FullName));
        Assert.Equal(await server.Client.GetByteArrayAsync($"/images/{ids[0]}/1024", Cancel), await ReadAsync(archive.Entries[0]));
    }

    [Theory]
    [InlineData("originals")]
    [InlineData("web")]
    public async Task Missing_originals_are_listed(string files)
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await server.PaintAsync(2);
        var hash = await HashOfAsync(server, ids[0]);
        File.Delete(Path.Combine(server.Folder, "blobs", hash[..2], hash));
        foreach (var size in Directory.GetFiles(Path.Combine(server.Folder, "previews"), $"{hash}*", SearchOption.AllDirectories))
        {
            File.Delete(size);
        }

        var prepared = await server.CallAsync("POST", "/api/downloads", new { select = new { ids }, names = "{id}", files }, 201);
        using var archive = new ZipArchive(new MemoryStream(await server.Client.GetByteArrayAsync(prepared.GetProperty("url").GetString(), Cancel)));

        Assert.Equal([files == "web" ? $"{ids[1]}.jpg" : $"{ids[1]}.png", "manifest.jsonl", "missing.txt"], archive.Entries.Select(entry => entry.FullName));
        Assert.Contains($"{ids[0]}.png  {ids[0]}\n", await ReadTextAsync(archive.GetEntry("missing.txt")!), StringComparison.Ordinal);
        var line = JsonDocument.Parse((await ReadTextAsync(archive.GetEntry("manifest.jsonl")!)).Split('\n')[0]).RootElement;
        Assert.True(line.GetProperty("missing").GetBoolean());
    }

    [Fact]
    public async Task An_address_needs_no_key_survives_a_restart_and_expires()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        try
        {
            string url;
            await using (var server = await RunningServer.StartOverAsync(folder))
            {
                var ids = await server.PaintAsync(1);
                url = (await server.CallAsync("POST", "/api/downloads", new { select = new { ids } }, 201)).GetProperty("url").GetString()!;
            }

            await using (var server = await RunningServer.StartOverAsync(folder, ("DARKROOM_ACCESS_KEY", "correct-horse-battery-staple")))
            {
                await server.CallAsync("GET", "/api/tags", status: 401);
                Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync(url, Cancel)).StatusCode);
                foreach (var wrong in new[] { "/downloads/x", $"{url[..^1]}{(url[^1] == 'A' ? 'B' : 'A')}", $"{url}A", "/downloads/" + new string('%', 3) })
                {
                    Assert.NotEqual(HttpStatusCode.OK, (await server.Client.GetAsync(wrong, Cancel)).StatusCode);
                }

                await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "darkroom.db")};Pooling=False");
                Assert.DoesNotContain(url.Split('/')[^1], await connection.QuerySingleAsync<string>("SELECT token_hash FROM downloads"), StringComparison.Ordinal);
                await connection.ExecuteAsync("UPDATE downloads SET expires_at = expires_at - 600000");
                await server.CallAsync("GET", url, status: 404);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("""{"select":{"ids":["00000000000000000000000000000009"]}}""", "select", "no image")]
    [InlineData("""{"select":{"view":"zzz"}}""", "select", "no image")]
    [InlineData("{}", "select", "either ids or view")]
    [InlineData("""{"select":{"ids":[]},"names":"../{id}"}""", "names", "not allowed")]
    [InlineData("""{"select":{"ids":[]},"names":"{campaign}"}""", "names", "{date}")]
    [InlineData("""{"select":{"ids":[]},"files":"small"}""", "files", "originals or web")]
    [InlineData("""{"select":{"ids":[]},"name":"{id}"}""", "name", "unknown")]
    public async Task Mistakes_are_named(string body, string field, string advice)
    {
        await using var server = await RunningServer.StartAsync();
        var problem = await server.CallAsync("POST", "/api/downloads", body, 400);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out var reasons), problem.GetRawText());
        Assert.Contains(advice, reasons[0].GetString(), StringComparison.Ordinal);
    }

    /// <summary>Gives every image an original of 20,000 bytes.</summary>
    private static void AddOriginals(string folder, int images)
    {
        var content = new byte[20_000];
        for (var number = 1; number <= images; number++)
        {
            var hash = ManyImages.HashOf(number);
            var path = Path.Combine(folder, "blobs", hash[..2], hash);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
    }

    private static async Task<string> PrepareAsync(ServerProcess server, int images)
    {
        using var response = await server.Client.PostJsonAsync("/api/downloads", new { select = new { view = "", as_of = images } });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.ReadJsonAsync()).GetProperty("url").GetString()!;
    }

    private static async Task<long> DownloadAsync(ServerProcess server, int images)
    {
        using var response = await server.Client.GetAsync(await PrepareAsync(server, images), HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var body = await response.Content.ReadAsStreamAsync(Cancel);
        var (buffer, length) = (new byte[64 * 1024], 0L);
        for (int read; (read = await body.ReadAsync(buffer, Cancel)) > 0;)
        {
            length += read;
        }

        Assert.Equal(response.Content.Headers.ContentLength, length);
        return length;
    }

    /// <summary>Reads the beginning of a download and leaves.</summary>
    private static async Task LeaveAsync(ServerProcess server, int images)
    {
        using var response = await server.Client.GetAsync(await PrepareAsync(server, images), HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var body = await response.Content.ReadAsStreamAsync(Cancel);
        await body.ReadExactlyAsync(new byte[1_000_000], Cancel);
    }

    private static async Task<string> HashOfAsync(RunningServer server, string id)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "darkroom.db")};Pooling=False");
        return await connection.QuerySingleAsync<string>("SELECT lower(hex(blob_hash)) FROM images WHERE id = @id", new { id });
    }

    private static async Task<byte[]> ReadAsync(ZipArchiveEntry entry)
    {
        await using var content = await entry.OpenAsync(Cancel);
        using var read = new MemoryStream();
        await content.CopyToAsync(read, Cancel);
        return read.ToArray();
    }

    private static async Task<string> ReadTextAsync(ZipArchiveEntry entry) => System.Text.Encoding.UTF8.GetString(await ReadAsync(entry));
}
