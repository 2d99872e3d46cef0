using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Darkroom.Server.Http;
using Darkroom.Tests.Server.Campaigns;

namespace Darkroom.Tests.Server.Access;

/// <summary>The audit log over HTTP.</summary>
public sealed class AuditTests
{
    private const string Key = "correct-horse-battery-staple";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_owner_a_program_and_a_visitor_did_is_listed_with_who_and_what_and_without_secrets()
    {
        await using var server = await RunningServer.StartAsync();
        var created = await server.Client.CallAsync(HttpMethod.Post, "/api/keys", HttpStatusCode.Created, new { name = "=build", scope = "admin" });
        var (id, secret) = (created.GetProperty("id").GetString()!, created.GetProperty("key").GetString()!);
        using var change = new HttpRequestMessage(HttpMethod.Patch, "/api/settings") { Content = JsonContent.Create(new { settings = new Dictionary<string, int> { ["Gallery:TrashDays"] = 9 } }) };
        change.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var changed = await server.Client.SendAsync(change, Cancel);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using var refused = await server.Client.OpenAsync("/api/images", ("Authorization", "Bearer dk_guess"));

        var entries = await EntriesAsync(server, 3);

        Assert.Equal(
            [
                ("refused", "visitor", null, "GET /api/images", "wrong API key"),
                ("settings_changed", "api_key", "=build", null, "Gallery:TrashDays"),
                ("api_key_created", "owner", null, id, "=build, scope admin"),
            ],
            entries.Select(Short));
        Assert.All(entries, entry => Assert.Equal("127.0.0.1", entry.GetProperty("client").GetString()));
        var csv = await ReadAsync(server, "/api/audit/csv?event=api_key_created");
        Assert.Equal(2, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains($",api_key_created,owner,,127.0.0.1,{id},\"'=build, scope admin\",0", csv, StringComparison.Ordinal);
        var page = await ReadAsync(server, "/settings/audit?event=settings_changed");
        Assert.Contains("API key “=build”", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.DoesNotContain(id, page, StringComparison.Ordinal);
        Assert.DoesNotContain(secret[3..], csv + page + string.Concat(entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_refused_requests_are_counted_instead_of_stored()
    {
        var time = new ManualTime();
        await using var server = await RunningServer.StartAsync(time, ("DARKROOM_ACCESS_KEY", Key));
        for (var i = 0; i < AuditTrail.MaxRefusals + 5; i++)
        {
            using var refused = await server.Client.OpenAsync("/gallery");
        }

        time.Advance(TimeSpan.FromMinutes(1));
        using var later = await server.Client.OpenAsync("/campaigns");

        var entries = await EntriesAsync(server, AuditTrail.MaxRefusals + 1, Key);
        Assert.Equal(("GET /campaigns", 5), (entries[0].GetProperty("subject").GetString(), entries[0].GetProperty("skipped").GetInt32()));
        Assert.All(entries.Skip(1), entry => Assert.False(entry.TryGetProperty("skipped", out _)));
    }

    [Fact]
    public async Task A_stop_waits_until_all_entries_are_written()
    {
        using var folder = new TempFolder();
        await using (var server = await RunningServer.StartOverAsync(folder.Path))
        {
            for (var i = 0; i < 20; i++)
            {
                await server.Client.CallAsync(HttpMethod.Post, "/api/keys", HttpStatusCode.Created, new { name = $"key {i}" });
            }
        }

        await using var again = await RunningServer.StartOverAsync(folder.Path);
        Assert.Equal(20, (await EntriesAsync(again, 20)).Count);
    }

    [Theory]
    [InlineData("event=unknown", "event")]
    [InlineData("limit=501", "limit")]
    [InlineData("cursor=7", "cursor")]
    public async Task A_wrong_parameter_is_named(string query, string name)
    {
        await using var server = await RunningServer.StartAsync();

        var problem = await server.GetAsync($"/api/audit?{query}", HttpStatusCode.BadRequest);
        Assert.True(problem.GetProperty("errors").TryGetProperty(name, out _), problem.ToString());
    }

    /// <summary>Returns the log, the newest entry first, once it has so many entries: they are written behind the requests.</summary>
    private static async Task<List<JsonElement>> EntriesAsync(RunningServer server, int count, string? accessKey = null)
    {
        var headers = accessKey is null ? [] : new[] { ("Cookie", await LogInAsync(server, accessKey)) };
        while (true)
        {
            using var response = await server.Client.OpenAsync("/api/audit?limit=500", headers);
            var entries = (await response.ReadJsonAsync()).GetProperty("entries").EnumerateArray().Where(entry => entry.GetProperty("event").GetString() != "logged_in").ToList();
            if (entries.Count >= count)
            {
                return entries;
            }
        }
    }

    private static async Task<string> ReadAsync(RunningServer server, string path)
    {
        using var response = await server.Client.OpenAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    private static async Task<string> LogInAsync(RunningServer server, string key)
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("key", key)]);
        using var response = await server.Client.PostAsync(new Uri("/login", UriKind.Relative), form, Cancel);
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private static (string? Event, string? Actor, string? Name, string? Subject, string? Detail) Short(JsonElement entry) => (
        Text(entry, "event"), Text(entry, "actor"), Text(entry, "actor_name"), Text(entry, "subject"), Text(entry, "detail"));

    private static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;
}
