using System.Net;
using System.Text;
using Darkroom.Sqlite;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Gallery;
using Microsoft.Extensions.DependencyInjection;

namespace Darkroom.Tests.Server.Webhooks;

/// <summary>How the operator manages endpoints: the API and the pages, which work without scripts.</summary>
public sealed class WebhookEndpointTests : WebhookTest
{
    private const string Url = "https://example.com/hooks";

    [Fact]
    public async Task An_endpoint_is_added_changed_disabled_and_deleted_and_its_secret_is_shown_once()
    {
        await using var server = await RunningServer.StartAsync();
        var (id, secret) = await AddAsync(server, Url, "generation.failed", "image.ready");

        Assert.Equal(32, Convert.FromBase64String(secret["whsec_".Length..]).Length);
        var listed = await server.CallAsync("GET", "/api/webhooks");
        Assert.DoesNotContain("secret", listed.GetRawText(), StringComparison.Ordinal);
        var endpoint = await EndpointAsync(server, id);
        Assert.Equal((Url, "active"), (endpoint.GetProperty("url").GetString(), StateOf(endpoint)));
        Assert.Equal(["image.ready", "generation.failed"], endpoint.GetProperty("events").EnumerateArray().Select(one => one.GetString()));

        var changed = await server.CallAsync("PATCH", $"/api/webhooks/{id}", new { url = "https://example.org/", events = new[] { "campaign.completed" }, enabled = false });
        Assert.Equal(
            ("https://example.org/", "disabled", "campaign.completed"),
            (changed.GetProperty("url").GetString(), StateOf(changed), Assert.Single(changed.GetProperty("events").EnumerateArray()).GetString()));
        Assert.Equal("disabled", StateOf(await server.CallAsync("PATCH", $"/api/webhooks/{id}", new { })));

        await server.CallAsync("DELETE", $"/api/webhooks/{id}", status: 204);
        await server.CallAsync("GET", $"/api/webhooks/{id}", status: 404);
        Assert.Empty((await server.CallAsync("GET", "/api/webhooks")).GetProperty("webhooks").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"events":["image.ready"]}""", "url")]
    [InlineData("""{"url":"example.com","events":["image.ready"]}""", "url")]
    [InlineData("""{"url":"ftp://example.com","events":["image.ready"]}""", "url")]
    [InlineData("""{"url":"https://user:password@example.com","events":["image.ready"]}""", "url")]
    [InlineData("""{"url":"https://example.com/#part","events":["image.ready"]}""", "url")]
    [InlineData("""{"url":"http://example.com","events":["image.ready"]}""", "url")]
    [InlineData("""{"url":"https://127.0.0.1/","events":["image.ready"]}""", "url")]
    [InlineData("""{"url":"https://[::ffff:10.0.0.1]/","events":["image.ready"]}""", "url")]
    [InlineData("""{"url":"https://169.254.169.254/","events":["image.ready"]}""", "url")]
    [InlineData("""{"url":"https://example.com"}""", "events")]
    [InlineData("""{"url":"https://example.com","events":[]}""", "events")]
    [InlineData("""{"url":"https://example.com","events":["image.ready","webhook.test"]}""", "events")]
    [InlineData("""{"url":"https://example.com","events":["image.ready"],"secret":"mine"}""", "secret")]
    public async Task A_wrong_endpoint_is_rejected_with_the_field(string body, string field)
    {
        await using var server = await RunningServer.StartAsync();

        var problem = await server.CallAsync("POST", "/api/webhooks", body, 400);

        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
        Assert.Empty((await server.CallAsync("GET", "/api/webhooks")).GetProperty("webhooks").EnumerateArray());
    }

    [Fact]
    public async Task A_url_of_thousands_of_characters_and_the_fifty_first_endpoint_are_rejected()
    {
        await using var server = await RunningServer.StartAsync();
        await server.CallAsync("POST", "/api/webhooks", new { url = $"{Url}/{new string('x', 2000)}", events = new[] { "image.ready" } }, 400);
        foreach (var number in Enumerable.Range(0, 50))
        {
            await AddAsync(server, $"{Url}/{number}", "image.ready");
        }

        var problem = await server.CallAsync("POST", "/api/webhooks", new { url = Url, events = new[] { "image.ready" } }, 400);

        Assert.Contains("at most 50", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        await using var server = await RunningServer.StartAsync();
        var (id, _) = await AddAsync(server, Url, "image.ready");
        foreach (var unknown in new[] { new string('0', 32), "nothing", "..%2F.." })
        {
            await server.CallAsync("GET", $"/api/webhooks/{unknown}", status: 404);
            await server.CallAsync("PATCH", $"/api/webhooks/{unknown}", new { enabled = true }, 404);
            await server.CallAsync("DELETE", $"/api/webhooks/{unknown}", status: 404);
            await server.CallAsync("POST", $"/api/webhooks/{unknown}/secret", status: 404);
            await server.CallAsync("POST", $"/api/webhooks/{unknown}/test", status: 404);
            await server.CallAsync("GET", $"/api/webhooks/{unknown}/deliveries", status: 404);
            await server.CallAsync("POST", $"/api/webhooks/{id}/deliveries/{unknown}/replay", status: 404);
        }

        await server.CallAsync("GET", $"/api/webhooks/{id}/deliveries?cursor=x", status: 400);
        await server.CallAsync("GET", $"/api/webhooks/{id}/deliveries?limit=201", status: 400);
    }

    [Fact]
    public async Task Deliveries_are_read_a_page_at_a_time()
    {
        await using var receiver = (await ScriptedServer.StartAsync()).On(Path, Scripts.Answer(200, ""));
        await using var server = await RunningServer.StartAsync(AllowLoopback);
        var (id, _) = await AddAsync(server, receiver, "image.ready");
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await TestAsync(server, id);
        }

        var first = await server.CallAsync("GET", $"/api/webhooks/{id}/deliveries?limit=2");
        var second = await server.CallAsync("GET", $"/api/webhooks/{id}/deliveries?limit=2&cursor={first.GetProperty("next_cursor").GetString()}");

        Assert.Equal((2, 1), (first.GetProperty("deliveries").GetArrayLength(), second.GetProperty("deliveries").GetArrayLength()));
        Assert.False(second.TryGetProperty("next_cursor", out _));
    }

    [Fact]
    public async Task The_database_has_no_secret_in_a_readable_form()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        try
        {
            string secret;
            await using (var server = await RunningServer.StartOverAsync(folder))
            {
                (_, secret) = await AddAsync(server, Url, "image.ready");
            }

            var raw = Convert.FromBase64String(secret["whsec_".Length..]);
            foreach (var file in Directory.GetFiles(folder, "darkroom.db*"))
            {
                var content = await File.ReadAllBytesAsync(file, Cancel);
                Assert.Equal(-1, content.AsSpan().IndexOf(raw));
                Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret[6..])));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task With_a_lost_key_ring_a_message_is_not_sent_unsigned_and_the_log_says_what_to_do()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        try
        {
            await using var receiver = (await ScriptedServer.StartAsync()).On(Path, Scripts.Answer(200, ""));
            string id;
            await using (var server = await RunningServer.StartOverAsync(folder, AllowLoopback))
            {
                (id, _) = await AddAsync(server, receiver, "image.ready");
            }

            Directory.Delete(System.IO.Path.Combine(folder, DataFolder.KeysName), recursive: true);
            await using (var server = await RunningServer.StartOverAsync(folder, AllowLoopback))
            {
                Assert.Contains("Change the secret", OnlyAttempt(await TestAsync(server, id)).GetProperty("error").GetString(), StringComparison.Ordinal);
                Assert.Empty(receiver.Requests);
                await server.CallAsync("POST", $"/api/webhooks/{id}/secret");
                Assert.Equal("delivered", StateOf(await TestAsync(server, id)));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_pages_show_an_endpoint_as_failing_while_a_message_is_retried()
    {
        await using var receiver = (await ScriptedServer.StartAsync()).On(Path, Scripts.Answer(500, ""));
        await using var server = await RunningServer.StartAsync(AllowLoopback);
        var (id, _) = await AddAsync(server, receiver, "image.ready");
        Assert.Contains("data-state=\"on\"", await server.Client.GetStringAsync("/settings/webhooks", Cancel), StringComparison.Ordinal);

        await server.PaintAsync(1, "a fox");
        await LogUntilAsync(server, id, log => log.Count == 1 && log[0].GetProperty("attempts").GetArrayLength() > 0);
        var list = await server.Client.GetStringAsync("/settings/webhooks", Cancel);
        var log = await server.Client.GetStringAsync($"/settings/webhooks/{id}", Cancel);

        Assert.All([list, log], page => Assert.Matches("data-state=\"failing\"[\\s\\S]*Failing[\\s\\S]*class=\"wrong\">HTTP 500, [0-9]+ attempt", page));
        Assert.Matches("data-delivery=\"[0-9a-z_]+\" data-state=\"failing\"", log);
        Assert.DoesNotContain("data-state=\"on\"", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pages_add_an_endpoint_test_it_and_show_each_delivery_and_send_one_again()
    {
        await using var receiver = (await ScriptedServer.StartAsync()).On(Path, Scripts.Answer(500, "<script>no</script>"), Scripts.Answer(200, "ok"));
        await using var server = await RunningServer.StartAsync(AllowLoopback);
        Assert.Contains("/settings/webhooks", await server.Client.GetStringAsync("/settings", Cancel), StringComparison.Ordinal);

        var (status, added) = await SubmitAsync(server, "/settings/webhooks", ("url", UrlOf(receiver)), ("events", "image.ready"), ("events", "generation.failed"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Matches("value=\"whsec_[A-Za-z0-9+/]{43}=\"", added);
        var id = (await server.CallAsync("GET", "/api/webhooks")).GetProperty("webhooks")[0].GetProperty("id").GetString()!;
        var path = $"/settings/webhooks/{id}";
        Assert.DoesNotContain("whsec_", await server.Client.GetStringAsync(path, Cancel), StringComparison.Ordinal);

        var (_, failed) = await SubmitAsync(server, path, ("do", "test"));
        Assert.Contains("The test failed: The endpoint answered HTTP 500.", failed, StringComparison.Ordinal);
        Assert.Contains("Failing", failed, StringComparison.Ordinal);
        Assert.Contains("HTTP 500, 1 attempt", failed, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>no", await server.Client.GetStringAsync(path, Cancel), StringComparison.Ordinal);

        var message = (await LogAsync(server, id))[0].GetProperty("id").GetString()!;
        Assert.Equal(HttpStatusCode.SeeOther, (await SubmitAsync(server, path, ("do", "replay"), ("delivery", message))).Status);
        await LogUntilAsync(server, id, log => StateOf(log[0]) == "delivered");
        var page = await server.Client.GetStringAsync(path, Cancel);
        Assert.DoesNotContain("Failing", page, StringComparison.Ordinal);
        Assert.Contains("2 attempts", page, StringComparison.Ordinal);
        Assert.Contains("Delivered", page, StringComparison.Ordinal);

        var (_, passed) = await SubmitAsync(server, path, ("do", "test"));
        Assert.Matches(@"The test was delivered: status 200 after [0-9.]+ s", passed);
    }

    [Fact]
    public async Task The_pages_change_the_events_and_the_secret_disable_enable_and_delete()
    {
        await using var server = await RunningServer.StartAsync();
        var (id, _) = await AddAsync(server, Url, "image.ready");
        var path = $"/settings/webhooks/{id}";

        var (wrong, page) = await SubmitAsync(server, path, ("do", "save"), ("url", "nonsense"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong);
        Assert.Contains("value=\"nonsense\"", page, StringComparison.Ordinal);
        Assert.Contains("Choose at least one event", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await SubmitAsync(server, path, ("do", "save"), ("url", "https://example.org/"), ("events", "generation.failed"))).Status);
        Assert.Equal("https://example.org/", (await EndpointAsync(server, id)).GetProperty("url").GetString());
        Assert.Contains("whsec_", (await SubmitAsync(server, path, ("do", "secret"))).Text, StringComparison.Ordinal);
        await SubmitAsync(server, path, ("do", "disable"));
        Assert.Equal("disabled", StateOf(await EndpointAsync(server, id)));
        await SubmitAsync(server, path, ("do", "enable"));
        Assert.Equal("active", StateOf(await EndpointAsync(server, id)));
        await SubmitAsync(server, path, ("do", "delete"));

        await server.CallAsync("GET", $"/api/webhooks/{id}", status: 404);
        Assert.Equal(HttpStatusCode.NotFound, (await SubmitAsync(server, path, ("do", "test"))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SubmitAsync(server, "/settings/webhooks", ("url", "x"))).Status);
    }

    [Fact]
    public async Task Deliveries_are_deleted_after_thirty_days()
    {
        var time = new ManualTime();
        await using var receiver = (await ScriptedServer.StartAsync()).On(Path, Scripts.Answer(200, ""));
        await using var server = await RunningServer.StartAsync(time, AllowLoopback);
        var (id, _) = await AddAsync(server, receiver, "image.ready");
        await TestAsync(server, id);
        var sweep = server.Services.GetServices<Darkroom.Server.Configuration.Sweep>().Single(one => one.What.Contains("webhooks", StringComparison.Ordinal));

        time.Advance(TimeSpan.FromDays(29));
        await sweep.RunAsync(Cancel);
        Assert.Single(await LogAsync(server, id));
        time.Advance(TimeSpan.FromDays(2));
        await sweep.RunAsync(Cancel);

        Assert.Empty(await LogAsync(server, id));
    }
}
