using System.Net;
using System.Text.Json;

namespace Darkroom.Tests.Server.Gallery;

/// <summary>Stars, tags, collections, changes of many images and the trash over HTTP.</summary>
public sealed class OrganisingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly (string Body, string Field, string Advice)[] BadTags =
    [
        ("""{"tags":{"add":[""]}}""", "tags.add[0]", "1 to 60"),
        ("""{"tags":{"add":["  \t "]}}""", "tags.add[0]", "1 to 60"),
        ("""{"tags":{"add":[null]}}""", "tags.add[0]", "1 to 60"),
        ($$$"""{"tags":{"add":["{{{new string('x', 61)}}}"]}}""", "tags.add[0]", "61 of 60"),
        ("""{"tags":{"add":["a\u0000b"]}}""", "tags.add[0]", "visible"),
        ("""{"tags":{"add":["a\u001bb"]}}""", "tags.add[0]", "visible"),
        ("""{"tags":{"add":["gpj\u202ecod"]}}""", "tags.add[0]", "visible"),
        ("""{"tags":{"add":["\u200b"]}}""", "tags.add[0]", "visible"),
        ("""{"tags":{"add":["a","A"],"remove":["\u0041"]}}""", "tags", "one of them"),
        ("""{"tags":{}}""", "tags", "add"),
        ("""{"tags":["a"]}""", "tags", "wrong type"),
        ("""{"tags":{"add":"a"}}""", "tags.add", "wrong type"),
        ("""{"tags":{"added":["a"]}}""", "added", "unknown"),
        ("""{"favorite":1}""", "favorite", "wrong type"),
        ("""{"favourite":true}""", "favourite", "unknown"),
        ("{}", "favorite", "Send favorite"),
    ];

    private static readonly (string Body, string Field, string Advice)[] BadChanges =
    [
        ("{}", "select", "either ids or view"),
        ("""{"select":{},"do":"trash"}""", "select", "either ids or view"),
        ("""{"select":{"ids":[],"view":""},"do":"trash"}""", "select", "either ids or view"),
        ("""{"select":{"ids":["x"]},"do":"trash"}""", "select.ids", "32 hexadecimal"),
        ("""{"select":{"ids":[null]},"do":"trash"}""", "select.ids", "32 hexadecimal"),
        ("""{"select":{"ids":[],"as_of":1},"do":"trash"}""", "select", "together with view"),
        ("""{"select":{"view":"size:x"},"do":"trash"}""", "select.view", "size"),
        ("""{"select":{"view":"","as_of":-1},"do":"trash"}""", "select.as_of", "unchanged"),
        ("""{"select":{"view":"","except":["x"]},"do":"trash"}""", "select.except", "32 hexadecimal"),
        ("""{"select":{"ids":[],"query":"x"},"do":"trash"}""", "query", "unknown"),
        ("""{"select":{"ids":[]}}""", "do", "Send"),
        ("""{"select":{"ids":[]},"do":"delete"}""", "do", "Send"),
        ("""{"select":{"ids":[]},"do":{}}""", "do", "Send"),
        ("""{"select":{"ids":[]},"do":{"favorite":true,"collect":"x"}}""", "do", "Send"),
        ("""{"select":{"ids":[]},"do":{"favorite":"yes"}}""", "do", "Send"),
        ("""{"select":{"ids":[]},"do":{"collect":"x"}}""", "do", "no such collection"),
        ("""{"select":{"ids":[]},"do":{"tag":{"add":["\u202e"]}}}""", "do.tag.add[0]", "visible"),
        ("""{"select":{"ids":[]},"do":{"tag":{"add":"x"}}}""", "do.tag.add", "a list of texts"),
        ("""{"select":{"ids":[]},"do":{"tag":{"set":["x"]}}}""", "do.tag", "add and remove"),
    ];

    [Fact]
    public async Task One_image_is_starred_tagged_deleted_and_restored()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await server.PaintAsync(2);

        var image = await server.CallAsync("PATCH", $"/api/images/{ids[0]}", new { favorite = true, tags = new { add = new[] { "  Sea \u00a0 side ", "x" } } });
        Assert.True(image.GetProperty("favorite").GetBoolean());
        Assert.Equal(["Sea side", "x"], Texts(image.GetProperty("tags")));
        Assert.False(image.TryGetProperty("trashed_at", out _));
        await server.CallAsync("PATCH", $"/api/images/{ids[0]}", new { tags = new { remove = new[] { "X" } } });
        Assert.Equal([ids[0]], await server.ShownAsync("sea side"));

        await server.CallAsync("DELETE", $"/api/images/{ids[0]}", status: 204);
        await server.CallAsync("DELETE", $"/api/images/{ids[0]}", status: 204);
        Assert.Equal([ids[1]], await server.ShownAsync());
        Assert.True((await server.CallAsync("GET", $"/api/images/{ids[0]}")).GetProperty("image").TryGetProperty("trashed_at", out _));

        var restored = await server.CallAsync("POST", $"/api/images/{ids[0]}/restore");
        Assert.Equal(["Sea side"], Texts(restored.GetProperty("tags")));
        Assert.Equal(ids, await server.ShownAsync());
        Assert.False((await server.CallAsync("GET", $"/api/images/{ids[1]}")).GetProperty("image").TryGetProperty("tags", out _));
    }

    [Fact]
    public async Task Mistakes_in_changes_are_named()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await server.PaintAsync(1);
        foreach (var (body, field, advice) in BadTags)
        {
            AssertProblem(await server.CallAsync("PATCH", $"/api/images/{ids[0]}", body, 400), field, advice);
        }

        foreach (var (body, field, advice) in BadChanges)
        {
            AssertProblem(await server.CallAsync("POST", "/api/images/bulk", body, 400), field, advice);
        }
    }

    [Fact]
    public async Task What_does_not_exist_returns_404()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var id in new[] { "x", "00000000000000000000000000000009" })
        {
            await server.CallAsync("PATCH", $"/api/images/{id}", new { favorite = true }, 404);
            await server.CallAsync("DELETE", $"/api/images/{id}", status: 404);
            await server.CallAsync("POST", $"/api/images/{id}/restore", status: 404);
            await server.CallAsync("GET", $"/api/images/bulk/{id}", status: 404);
            await server.CallAsync("POST", $"/api/images/bulk/{id}/undo", status: 404);
            await server.CallAsync("GET", $"/api/collections/{id}", status: 404);
            await server.CallAsync("PATCH", $"/api/collections/{id}", new { name = "x" }, 404);
            await server.CallAsync("DELETE", $"/api/collections/{id}", status: 404);
            await server.CallAsync("DELETE", $"/api/searches/{id}", status: 404);
        }
    }

    [Fact]
    public async Task Too_many_ids_or_tags_are_rejected()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await server.PaintAsync(1);
        var many = Enumerable.Range(0, 10_001).Select(number => number.ToString("x32", System.Globalization.CultureInfo.InvariantCulture)).ToArray();

        AssertProblem(await server.CallAsync("POST", "/api/images/bulk", new { select = new { ids = many }, @do = "trash" }, 400), "select.ids", "at most 10,000");
        await server.CallAsync("POST", "/api/images/bulk", new { select = new { ids = many[..10_000] }, @do = "trash" }, 202);
        var tags = Enumerable.Range(0, 51).Select(number => $"tag {number}").ToArray();
        AssertProblem(await server.CallAsync("PATCH", $"/api/images/{ids[0]}", new { tags = new { add = tags } }, 400), "tags.add", "at most 50");
        await server.CallAsync("PATCH", $"/api/images/{ids[0]}", new { tags = new { add = tags[..50] } });
        AssertProblem(await server.CallAsync("PATCH", $"/api/images/{ids[0]}", new { tags = new { add = tags[50..] } }, 400), "tags.add", "Remove some first");
    }

    [Fact]
    public async Task Tags_and_collections_are_listed_with_their_counts()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await server.PaintAsync(3);
        await server.CallAsync("PATCH", $"/api/images/{ids[0]}", new { tags = new { add = new[] { "rare", "often" } } });
        await server.CallAsync("PATCH", $"/api/images/{ids[1]}", new { tags = new { add = new[] { "Often" } } });

        Assert.Equal(
            [("often", 2), ("rare", 1)],
            (await server.CallAsync("GET", "/api/tags")).GetProperty("tags").EnumerateArray().Select(tag => (tag.GetProperty("name").GetString(), tag.GetProperty("count").GetInt32())));

        var created = await server.CallAsync("POST", "/api/collections", new { name = " Best " }, 201);
        var id = created.GetProperty("id").GetString()!;
        Assert.Equal(("Best", 0), (created.GetProperty("name").GetString(), created.GetProperty("count").GetInt32()));
        Assert.Equal(409, (await server.CallAsync("POST", "/api/collections", new { name = "BEST" }, 409)).GetProperty("status").GetInt32());
        AssertProblem(await server.CallAsync("POST", "/api/collections", new { name = new string('x', 101) }, 400), "name", "101 of 100");
        AssertProblem(await server.CallAsync("POST", "/api/collections", new { }, 400), "name", "1 to 100");

        var job = await server.CallAsync("POST", "/api/images/bulk", new { select = new { ids = ids[..2] }, @do = new { collect = id } }, 202);
        Assert.Equal("completed", job.GetProperty("state").GetString());
        var collection = await server.CallAsync("GET", $"/api/collections/{id}");
        Assert.Equal((2, ids[0]), (collection.GetProperty("count").GetInt32(), collection.GetProperty("cover").GetString()));
        var image = (await server.CallAsync("GET", $"/api/images/{ids[0]}")).GetProperty("image");
        Assert.Equal("Best", image.GetProperty("collections")[0].GetProperty("name").GetString());

        Assert.Equal("Better", (await server.CallAsync("PATCH", $"/api/collections/{id}", new { name = "Better" })).GetProperty("name").GetString());
        AssertProblem(await server.CallAsync("PATCH", $"/api/collections/{id}", new { query = "x" }, 400), "query", "chosen images");
        await server.CallAsync("DELETE", $"/api/searches/{id}", status: 404);
        await server.CallAsync("DELETE", $"/api/collections/{id}", status: 204);
        Assert.Equal(0, (await server.CallAsync("GET", "/api/collections")).GetProperty("collections").GetArrayLength());
    }

    [Fact]
    public async Task A_saved_search_is_a_collection_with_a_query()
    {
        await using var server = await RunningServer.StartAsync();

        AssertProblem(await server.CallAsync("POST", "/api/searches", new { name = "x" }, 400), "query", "Send the query");
        AssertProblem(await server.CallAsync("POST", "/api/searches", new { name = "x", query = "size:y" }, 400), "query", "size");
        var id = (await server.CallAsync("POST", "/api/searches", new { name = "Stars", query = "is:favorite" }, 201)).GetProperty("id").GetString();

        var search = (await server.CallAsync("GET", "/api/searches")).GetProperty("searches")[0];
        Assert.Equal(("Stars", "is:favorite"), (search.GetProperty("name").GetString(), search.GetProperty("query").GetString()));
        Assert.False(search.TryGetProperty("count", out _));
        Assert.Equal(0, (await server.CallAsync("GET", "/api/collections")).GetProperty("collections").GetArrayLength());
        Assert.Equal("fox", (await server.CallAsync("PATCH", $"/api/collections/{id}", new { query = "fox" })).GetProperty("query").GetString());
        await server.CallAsync("DELETE", $"/api/searches/{id}", status: 204);
        Assert.Equal(0, (await server.CallAsync("GET", "/api/searches")).GetProperty("searches").GetArrayLength());
    }

    [Fact]
    public async Task A_change_of_many_images_is_undone_once()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await server.PaintAsync(3);

        using var started = await server.SendAsync("POST", "/api/images/bulk", new { select = new { ids = ids[..2] }, @do = "trash" });
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var id = (await started.ReadJsonAsync()).GetProperty("id").GetString()!;
        Assert.Equal($"/api/images/bulk/{id}", started.Headers.Location?.OriginalString);
        var job = await server.EndOfAsync(id);
        Assert.Equal(("completed", 2, 2, true), (job.GetProperty("state").GetString(), job.GetProperty("done").GetInt32(), job.GetProperty("total").GetInt32(), job.GetProperty("can_undo").GetBoolean()));
        Assert.Equal([ids[2]], await server.ShownAsync());

        await server.CallAsync("POST", $"/api/images/bulk/{id}/undo", status: 202);
        Assert.Equal("undone", (await server.EndOfAsync(id)).GetProperty("state").GetString());
        Assert.Equal(ids, await server.ShownAsync());
        Assert.Contains("undone before", (await server.CallAsync("POST", $"/api/images/bulk/{id}/undo", status: 409)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_key_changes_images_once()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await server.PaintAsync(1);
        var ran = new List<string>();
        foreach (var body in new[] { new { select = new { ids }, @do = new { favorite = true } }, new { select = new { ids }, @do = new { favorite = true } } })
        {
            using var response = await server.Client.PostJsonAsync("/api/images/bulk", body, ("Idempotency-Key", "once"));
            ran.Add((await response.ReadJsonAsync()).GetProperty("id").GetString()!);
        }

        Assert.Single(ran.Distinct());
        using var other = await server.Client.PostJsonAsync("/api/images/bulk", new { select = new { ids }, @do = "trash" }, ("Idempotency-Key", "once"));
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        using var tooLong = await server.Client.PostJsonAsync("/api/images/bulk", new { select = new { ids }, @do = "trash" }, ("Idempotency-Key", new string('x', 256)));
        Assert.Equal(HttpStatusCode.BadRequest, tooLong.StatusCode);
        Assert.Equal(ids, await server.ShownAsync());
    }

    [Fact]
    public async Task Progress_comes_as_events_without_an_id()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await server.PaintAsync(2);
        using var stream = await server.Client.OpenAsync("/api/events");
        await using var events = stream.ReadEventsAsync().GetAsyncEnumerator(Cancel);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("snapshot", events.Current.Type);

        var job = await server.CallAsync("POST", "/api/images/bulk", new { select = new { ids }, @do = new { favorite = true } }, 202);

        do
        {
            Assert.True(await events.MoveNextAsync());
            Assert.Equal((null, "bulk", job.GetProperty("id").GetString()), (events.Current.Id, events.Current.Type, events.Current.Text("id")));
        }
        while (events.Current.Text("state") != "completed");
        Assert.Equal(2, events.Current.Number("done"));

        // A client that connects a little later hears of it too, also if it resumes.
        foreach (var path in new[] { "/api/events", "/api/events?after=1000000" })
        {
            using var late = await server.Client.OpenAsync(path);
            await foreach (var one in late.ReadEventsAsync())
            {
                if (one.Type == "bulk")
                {
                    Assert.Equal("completed", one.Text("state"));
                    break;
                }
            }
        }
    }

    [Fact]
    public async Task The_trash_is_emptied_with_all_files()
    {
        await using var server = await RunningServer.StartAsync();
        var first = await server.PaintAsync(1, "a red barn");
        var others = Previews(server);
        var ids = await server.PaintAsync(1, "a lighthouse");
        foreach (var width in new[] { 256, 1024 })
        {
            (await server.Client.GetAsync($"/images/{ids[0]}/{width}", Cancel)).EnsureSuccessStatusCode();
        }

        var generation = (await server.CallAsync("GET", $"/api/images/{ids[0]}")).GetProperty("image").GetProperty("generation_id").GetString();
        var kept = Previews(server).Length;
        await server.PaintAsync(1, "a lighthouse");
        await server.CallAsync("DELETE", $"/api/images/{ids[0]}", status: 204);

        var job = await server.CallAsync("POST", "/api/trash/empty", status: 202);
        Assert.False(job.GetProperty("can_undo").GetBoolean());
        Assert.Equal("completed", (await server.EndOfAsync(job.GetProperty("id").GetString()!)).GetProperty("state").GetString());
        Assert.Contains("cannot be restored", (await server.CallAsync("POST", $"/api/images/bulk/{job.GetProperty("id").GetString()}/undo", status: 409)).GetProperty("detail").GetString(), StringComparison.Ordinal);

        await server.CallAsync("GET", $"/api/images/{ids[0]}", status: 404);
        await server.CallAsync("GET", $"/images/{ids[0]}", status: 404);
        await server.CallAsync("GET", $"/images/{ids[0]}/256", status: 404);
        var slot = (await server.CallAsync("GET", $"/api/generations/{generation}")).GetProperty("images")[0];
        Assert.Equal(("failed", "deleted"), (slot.GetProperty("status").GetString(), slot.GetProperty("error").GetProperty("code").GetString()));
        Assert.False(slot.TryGetProperty("url", out _));
        using var replay = await server.Client.OpenAsync($"/api/generations/{generation}/events");
        Assert.Equal("This image was deleted.", Assert.Single(await replay.ReadAllEventsAsync(), one => one.Type == "error").Text("message"));
        Assert.Contains("This image was deleted.", await server.Client.GetStringAsync("/", Cancel), StringComparison.Ordinal);

        // The image with the same bytes keeps its files.
        Assert.Equal(kept, Previews(server).Length);
        await server.CallAsync("DELETE", $"/api/images/{(await server.ShownAsync())[0]}", status: 204);
        await server.CallAsync("POST", "/api/trash/empty", status: 202);
        for (var wait = 0; wait < 500 && Previews(server).Length > others.Length; wait++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
        }

        Assert.Equal(others.Order(), Previews(server).Order());

        (await server.Client.GetAsync($"/images/{first[0]}/256", Cancel)).EnsureSuccessStatusCode();
    }

    private static string[] Previews(RunningServer server) => Directory.GetFiles(Path.Combine(server.Folder, "previews"), "*.*", SearchOption.AllDirectories);

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(text => text.GetString()!)];

    private static void AssertProblem(JsonElement problem, string field, string advice)
    {
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out var reasons), problem.GetRawText());
        Assert.Contains(advice, reasons[0].GetString(), StringComparison.Ordinal);
    }
}
