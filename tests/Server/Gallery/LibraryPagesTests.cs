using System.Net;

namespace Darkroom.Tests.Server.Gallery;

/// <summary>The pages of collections, saved searches, tags and the trash, and their forms without scripts.</summary>
public sealed class LibraryPagesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Collections_and_saved_searches_are_created_renamed_and_deleted()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Contains("Collections group images", await PageAsync(server, "/gallery/collections"), StringComparison.Ordinal);
        await SendAsync(server, "/gallery/collections", 303, ("name", "  Best   of <2026> "));
        await SendAsync(server, "/gallery/collections", 303, ("name", "Dusk"), ("query", "dusk is:favorite"));
        var page = await PageAsync(server, "/gallery/collections");
        Assert.Contains("Best of &lt;2026&gt;", page, StringComparison.Ordinal);
        Assert.Contains("/gallery?q=dusk%20is:favorite", page.Replace("%3A", ":", StringComparison.Ordinal), StringComparison.Ordinal);

        var id = (await server.CallAsync("GET", "/api/collections")).GetProperty("collections")[0].GetProperty("id").GetString();
        var search = (await server.CallAsync("GET", "/api/searches")).GetProperty("searches")[0].GetProperty("id").GetString();
        await SendAsync(server, $"/gallery/collections/{id}", 303, ("do", "change"), ("name", "Best"));
        await SendAsync(server, $"/gallery/collections/{search}", 303, ("do", "change"), ("name", "Dusk"), ("query", "dusk OR dawn"));
        Assert.Equal("dusk OR dawn", (await server.CallAsync("GET", $"/api/collections/{search}")).GetProperty("query").GetString());
        await SendAsync(server, $"/gallery/collections/{id}", 303, ("do", "delete"), ("name", "Best"));
        await SendAsync(server, $"/gallery/collections/{id}", 303, ("do", "delete"), ("name", "Best"));
        Assert.Equal(0, (await server.CallAsync("GET", "/api/collections")).GetProperty("collections").GetArrayLength());
    }

    [Theory]
    [InlineData("", null, "1 to 100 characters")]
    [InlineData("dusk", null, "Another collection or saved search has this name")]
    [InlineData("Wide", "size:x", "size")]
    [InlineData("Wide", " ", "Enter a search")]
    public async Task A_form_that_is_wrong_says_why(string name, string? query, string reason)
    {
        await using var server = await RunningServer.StartAsync();
        await SendAsync(server, "/gallery/collections", 303, ("name", "Dusk"));
        var page = await SendAsync(server, "/gallery/collections", 400, query is null ? [("name", name)] : [("name", name), ("query", query)]);
        Assert.Contains(reason, page, StringComparison.Ordinal);
        Assert.Contains("no such collection", await SendAsync(server, "/gallery/collections/x", 400, ("do", "change"), ("name", "y")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_an_image_changes_its_tags_and_collections()
    {
        await using var server = await RunningServer.StartAsync();
        var id = (await server.PaintAsync(1))[0];
        var labels = $"/images/{id}/labels";
        var collection = (await server.CallAsync("POST", "/api/collections", new { name = "Best" }, 201)).GetProperty("id").GetString()!;
        await SendAsync(server, labels, 303, ("add", "harbour"));
        await SendAsync(server, labels, 303, ("add", "sea & sand"));
        await SendAsync(server, labels, 303, ("remove", "HARBOUR"));
        await SendAsync(server, labels, 303, ("collect", collection));
        var page = await PageAsync(server, $"/images/{id}/view");
        Assert.Contains("/gallery?q=tag%3A%22sea%20%26%20sand%22", page, StringComparison.Ordinal);
        Assert.DoesNotContain("harbour", page, StringComparison.Ordinal);
        Assert.Equal([id], await server.ShownAsync("in:Best"));

        await SendAsync(server, labels, 303, ("uncollect", collection));
        Assert.Empty(await server.ShownAsync("in:Best"));
        Assert.Contains("61 of 60", await SendAsync(server, labels, 400, ("add", new string('x', 61))), StringComparison.Ordinal);
        await SendAsync(server, "/images/0123456789abcdef0123456789abcdef/labels", 404, ("add", "x"));
        await SendAsync(server, "/images/x/labels", 404, ("add", "x"));
        for (var number = 1; number < 50; number++)
        {
            await SendAsync(server, labels, 303, ("add", $"tag {number}"));
        }

        Assert.Contains("at most 50 tags", await SendAsync(server, labels, 400, ("add", "one more")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trash_says_how_long_images_stay_and_is_emptied()
    {
        await using var server = await RunningServer.StartAsync(("Gallery:TrashDays", "12"));
        var ids = await server.PaintAsync(3);
        await server.CallAsync("DELETE", $"/api/images/{ids[0]}", status: 204);
        await server.CallAsync("DELETE", $"/api/images/{ids[1]}", status: 204);
        Assert.Contains("permanently after 12 days", await PageAsync(server, "/gallery?q=is:trashed"), StringComparison.Ordinal);
        Assert.DoesNotContain("12 days", await PageAsync(server, "/gallery"), StringComparison.Ordinal);
        Assert.Contains("permanently after 12 days", await PageAsync(server, $"/images/{ids[0]}/view"), StringComparison.Ordinal);

        await SendAsync(server, $"/images/{ids[0]}/labels", 303, ("do", "restore"));
        await SendAsync(server, "/gallery/trash/empty", 303);
        Assert.Equal([ids[0], ids[2]], await server.ShownAsync());
        await server.CallAsync("GET", $"/api/images/{ids[1]}", status: 404);
    }

    private static async Task<string> PageAsync(RunningServer server, string path)
    {
        using var response = await server.Client.GetAsync(path, Cancel);
        var page = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode == HttpStatusCode.OK, page);
        return page;
    }

    /// <summary>Sends a form without following the redirect. Returns the page.</summary>
    private static async Task<string> SendAsync(RunningServer server, string path, int status, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await server.Client.PostAsync(path, form, Cancel);
        var page = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True((HttpStatusCode)status == response.StatusCode, $"{(int)response.StatusCode} {page}");
        return page;
    }
}
