using System.Net;
using System.Text.Json;
using Darkroom.Keys;
using Darkroom.Server.Access;
using Darkroom.Tests.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Darkroom.Tests.Server.Access;

/// <summary>API keys over HTTP.</summary>
public sealed class ApiKeyTests
{
    private const string AccessKey = "correct-horse-battery-staple";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_secret_is_in_the_response_that_creates_the_key_and_nowhere_else()
    {
        await using var server = await RunningServer.StartAsync();
        using var created = await server.Client.PostJsonAsync("/api/keys", new { name = "Open WebUI", limits = new { images_per_day = 5 } });
        var body = await created.ReadJsonAsync();
        var (id, secret) = (body.GetProperty("id").GetString()!, body.GetProperty("key").GetString()!);

        Assert.Equal((HttpStatusCode.Created, "no-store"), (created.StatusCode, created.Headers.CacheControl?.ToString()));
        Assert.Equal($"/api/keys/{id}", created.Headers.Location?.ToString());
        Assert.Matches("^dk_[A-Za-z0-9_-]{43}$", secret);
        Assert.Equal(secret[^4..], body.GetProperty("hint").GetString());
        Assert.Equal(("generate", 5), (body.GetProperty("scope").GetString(), body.GetProperty("limits").GetProperty("images_per_day").GetInt32()));

        using var used = await server.Client.OpenAsync("/api/images", Bearer(secret));
        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        using var wrong = await server.Client.OpenAsync("/api/images", Bearer(secret[..^1] + (secret[^1] == 'A' ? 'B' : 'A')));
        using var listed = await server.Client.OpenAsync("/api/keys");
        using var page = await server.Client.OpenAsync("/settings/keys");
        var rest = string.Concat(
            await listed.Content.ReadAsStringAsync(Cancel), await page.Content.ReadAsStringAsync(Cancel), await wrong.Content.ReadAsStringAsync(Cancel), server.Log.Text);
        Assert.Contains(id, rest, StringComparison.Ordinal);
        Assert.DoesNotContain(secret[..^1], rest, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(server.Folder, "darkroom.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(secret, await reader.ReadToEndAsync(Cancel), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_an_access_key_a_wrong_API_key_is_refused_and_any_other_bearer_token_is_not()
    {
        await using var server = await RunningServer.StartAsync();
        var secret = await CreateAsync(server, KeyScope.Generate);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/v1/models"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/v1/models", Bearer("sk-anything")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/v1/models", Bearer(secret)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "/v1/models", Bearer("dk_anything")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/health/live", Bearer("dk_anything")));
    }

    [Fact]
    public async Task With_an_access_key_both_kinds_of_key_open_the_API()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", AccessKey));
        var secret = await CreateAsync(server, KeyScope.Read);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/api/images", Bearer(secret)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/api/images", Bearer(AccessKey)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/api/images", ("authorization", $"bearer {secret}")));
    }

    [Fact]
    public async Task An_access_key_that_begins_like_an_API_key_stays_an_access_key()
    {
        const string Odd = "dk_correct-horse-battery";
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Odd));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/api/images", Bearer(Odd)));
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_and_an_expired_one_when_its_time_comes()
    {
        var time = new ManualTime();
        await using var server = await RunningServer.StartAsync(time);
        using var created = await server.Client.PostJsonAsync("/api/keys", new { name = "a", expires_at = time.GetUtcNow().AddSeconds(1) });
        var expiring = (await created.ReadJsonAsync()).GetProperty("key").GetString()!;
        using var other = await server.Client.PostJsonAsync("/api/keys", new { name = "b" });
        var revoked = await other.ReadJsonAsync();
        var secret = revoked.GetProperty("key").GetString()!;
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync(server, "/api/images", Bearer(expiring)), await StatusAsync(server, "/api/images", Bearer(secret))));

        using var delete = await server.Client.DeleteAsync($"/api/keys/{revoked.GetProperty("id").GetString()}", Cancel);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.NoContent, delete.StatusCode);
        foreach (var key in new[] { expiring, secret })
        {
            using var refused = await server.Client.OpenAsync("/api/images", Bearer(key));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Contains("revoked or has expired", (await refused.ReadJsonAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Contains("invalid_token", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_that_another_process_revoked_is_refused_a_few_seconds_later()
    {
        using var temp = new TempStorage();
        var (here, there) = (new ApiKeys(temp.Storage.ApiKeys, [], temp.Time), new ApiKeys(temp.Storage.ApiKeys, [], temp.Time));
        var (key, secret, _) = await here.CreateAsync("a", KeyScope.Read, KeyLimits.None, null, Cancel);
        Assert.True((await here.FindAsync(secret, Cancel))!.IsActive(temp.Time.GetUtcNow()));

        await there.RevokeAsync(key!.Id, Cancel);

        Assert.False((await there.FindAsync(secret, Cancel))!.IsActive(temp.Time.GetUtcNow()));
        temp.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.False((await here.FindAsync(secret, Cancel))!.IsActive(temp.Time.GetUtcNow()));
    }

    [Fact]
    public async Task The_last_use_is_stored_once_an_hour()
    {
        var time = new ManualTime();
        await using var server = await RunningServer.StartAsync(time);
        var secret = await CreateAsync(server, KeyScope.Read);
        var uses = new List<string?>();
        foreach (var minutes in new[] { 0, 59, 1 })
        {
            time.Advance(TimeSpan.FromMinutes(minutes));
            await StatusAsync(server, "/api/images", Bearer(secret));
            using var listed = await server.Client.OpenAsync("/api/keys");
            uses.Add((await listed.ReadJsonAsync()).GetProperty("keys")[0].GetProperty("used_at").GetString());
        }

        Assert.Equal(uses[0], uses[1]);
        Assert.NotEqual(uses[1], uses[2]);
    }

    [Fact]
    public async Task Wrong_API_keys_count_to_the_limit_of_wrong_keys_and_are_logged_without_their_text()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", AccessKey));
        var secret = await CreateAsync(server, KeyScope.Read);
        for (var i = 0; i < KeyThrottle.MaxWrong; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "/api/images", Bearer($"dk_guess{i}")));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(server, "/api/images", Bearer("dk_guess")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/api/images", Bearer(secret)));
        Assert.Contains("Refused (wrong API key): GET /api/images from 127.0.0.1", server.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("guess", server.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_below_v1_have_the_form_of_OpenAI()
    {
        await using var server = await RunningServer.StartAsync();
        var secret = await CreateAsync(server, KeyScope.Read);

        var wrong = await ErrorAsync(server, Bearer("dk_wrong"));
        var scope = await ErrorAsync(server, Bearer(secret));

        Assert.Equal((401, "invalid_api_key"), (wrong.Status, wrong.Code));
        Assert.Equal((403, "insufficient_permissions"), (scope.Status, scope.Code));
        Assert.Contains("scope read, and this request needs generate", scope.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_that_renews_is_429_and_one_that_does_not_is_403()
    {
        var time = new ManualTime();
        time.Advance(TimeSpan.FromHours(23));
        await using var server = await RunningServer.StartAsync(time, ("Gallery:TimeZone", "UTC"));
        var secret = await CreateAsync(server, KeyScope.Generate, new KeyLimits { ImagesPerDay = 1, Models = ["painter"] });

        using var first = await StartAsync(server, secret, new { prompt = "a fox", size = "64x64" });
        using var second = await StartAsync(server, secret, new { prompt = "a fox", size = "64x64" });
        using var more = await StartAsync(server, secret, new { prompt = "a fox", size = "64x64", n = 2 });
        var body = await second.ReadJsonAsync();

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromHours(1)), (second.StatusCode, second.Headers.RetryAfter?.Delta));
        Assert.Equal(("quota", "images_per_day", 1, 1), (body.GetProperty("code").GetString(), body.GetProperty("limit").GetString(), body.GetProperty("max").GetInt32(), body.GetProperty("used").GetInt32()));
        Assert.Contains("renews at 2026-01-02 00:00 +00:00", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, more.StatusCode);
        Assert.Null(more.Headers.RetryAfter);

        var error = await ErrorAsync(server, Bearer(secret));
        Assert.Equal((429, "insufficient_quota"), (error.Status, error.Code));
    }

    [Fact]
    public async Task Limits_that_time_does_not_renew_name_what_is_allowed()
    {
        await using var server = await RunningServer.StartAsync();
        var atOnce = await CreateAsync(server, KeyScope.Generate, new KeyLimits { ImagesAtOnce = 0 });
        var models = await CreateAsync(server, KeyScope.Generate, new KeyLimits { Models = ["openai", "fal/flux"] });

        using var waiting = await StartAsync(server, atOnce, new { prompt = "a fox", size = "64x64" });
        using var other = await StartAsync(server, models, new { prompt = "a fox", size = "64x64" });

        Assert.Equal(HttpStatusCode.Forbidden, waiting.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        Assert.Contains("It may use: openai, fal/flux.", (await other.ReadJsonAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_may_use_some_models_sees_only_those()
    {
        await using var server = await RunningServer.StartAsync(("Providers:openai:ApiKey", "sk-test"));
        var painter = await CreateAsync(server, KeyScope.Generate, new KeyLimits { Models = ["painter"] });
        var models = (await ListedAsync("/v1/models", "data", null)).Where(name => name.StartsWith("openai/", StringComparison.Ordinal)).ToList();
        var one = await CreateAsync(server, KeyScope.Generate, new KeyLimits { Models = [models[^1]] });

        Assert.Equal(["painter"], await ListedAsync("/v1/models", "data", painter));
        Assert.Equal([models[^1]], await ListedAsync("/v1/models", "data", one));
        Assert.Equal(["painter"], await ListedAsync("/api/providers", "providers", painter));
        Assert.Equal(["openai"], await ListedAsync("/api/providers", "providers", one));
        using var choices = await server.Client.OpenAsync("/api/providers/openai/models", Bearer(one));
        Assert.Equal(models[^1], $"openai/{Assert.Single((await choices.ReadJsonAsync()).EnumerateArray()).GetProperty("name").GetString()}");

        async Task<List<string>> ListedAsync(string path, string list, string? secret)
        {
            using var response = await server.Client.OpenAsync(path, secret is null ? [] : [Bearer(secret)]);
            return [.. (await response.ReadJsonAsync()).GetProperty(list).EnumerateArray().Select(entry => entry.GetProperty("id").GetString()!)];
        }
    }

    [Fact]
    public async Task Every_way_to_start_images_counts_to_the_key()
    {
        await using var server = await RunningServer.StartAsync();
        var secret = await CreateAsync(server, KeyScope.Generate);
        var small = new { prompt = "a fox", size = "64x64" };
        foreach (var (path, body) in new (string, object)[]
        {
            ("/api/generations", small), ("/api/generate-images", small), ("/api/generations/batch", new { request = small }), ("/v1/images/generations", small),
        })
        {
            using var started = await server.Client.PostJsonAsync(path, body, Bearer(secret));
            Assert.True(started.IsSuccessStatusCode, $"{path} answered {started.StatusCode}");
        }

        using var form = new HttpRequestMessage(HttpMethod.Post, "/start") { Content = new FormUrlEncodedContent([new("prompt", "a fox"), new("n", "1"), new("size", "64x64")]) };
        form.Headers.TryAddWithoutValidation("Authorization", $"Bearer {secret}");
        using var page = await server.Client.SendAsync(form, Cancel);

        using var listed = await server.Client.OpenAsync("/api/keys");
        Assert.Equal(5, (await listed.ReadJsonAsync()).GetProperty("keys")[0].GetProperty("today").GetProperty("images").GetInt32());
    }

    [Fact]
    public async Task Idempotency_keys_belong_to_the_caller()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = new List<string?>();
        foreach (var caller in new[] { Bearer(await CreateAsync(server, KeyScope.Generate)), Bearer(await CreateAsync(server, KeyScope.Generate)), ("X-None", "1") })
        {
            foreach (var _ in new[] { 1, 2 })
            {
                using var started = await server.Client.PostJsonAsync("/api/generations", new { prompt = "a fox", size = "64x64" }, ("Idempotency-Key", "same"), caller);
                ids.Add((await started.ReadJsonAsync()).GetProperty("id").GetString());
            }
        }

        Assert.Equal(3, ids.Distinct().Count());
        Assert.Equal((ids[1], ids[3], ids[5]), (ids[0], ids[2], ids[4]));
    }

    [Fact]
    public async Task A_generation_names_its_key_to_the_operator_only()
    {
        await using var server = await RunningServer.StartAsync();
        var secret = await CreateAsync(server, KeyScope.Generate);
        using var started = await StartAsync(server, secret, new { prompt = "a fox", size = "64x64" });
        var location = started.Headers.Location!.ToString();

        using var program = await server.Client.OpenAsync(location, Bearer(secret));
        using var person = await server.Client.OpenAsync(location);

        Assert.False((await program.ReadJsonAsync()).TryGetProperty("api_key", out _));
        Assert.Equal(32, (await person.ReadJsonAsync()).GetProperty("api_key").GetString()!.Length);
    }

    [Fact]
    public async Task Only_a_key_with_the_scope_admin_deletes_for_good()
    {
        await using var server = await RunningServer.StartAsync();
        var (generate, admin) = (await CreateAsync(server, KeyScope.Generate), await CreateAsync(server, KeyScope.Admin));
        var purge = new { select = new { ids = new[] { new string('0', 32) } }, @do = "purge" };
        var trash = new { select = new { ids = new[] { new string('0', 32) } }, @do = "trash" };

        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(trash, generate));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(purge, generate));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(purge, admin));

        async Task<HttpStatusCode> PostAsync(object body, string secret)
        {
            using var response = await server.Client.PostJsonAsync("/api/images/bulk", body, Bearer(secret));
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task No_API_key_manages_keys_and_one_with_the_scope_admin_changes_settings()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", AccessKey));
        var (generate, admin) = (await CreateAsync(server, KeyScope.Generate), await CreateAsync(server, KeyScope.Admin));

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, "/api/keys", Bearer(admin)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, "/api/keys", Bearer(AccessKey)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, "/api/settings", Bearer(generate)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/api/settings", Bearer(admin)));
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"name": " "}""", "name")]
    [InlineData("""{"name": "a", "scope": "owner"}""", null)]
    [InlineData("""{"name": "a", "expires_at": "2020-01-01T00:00:00Z"}""", "expires_at")]
    [InlineData("""{"name": "a", "limits": {"images_per_day": -1}}""", "images_per_day")]
    [InlineData("""{"name": "a", "limits": {"models": [""]}}""", "models")]
    [InlineData("""{"name": "a", "limits": {"models": ["painter", "paintr"]}}""", "models")]
    [InlineData("""{"name": "a", "limits": {"models": ["gpt-image-1"]}}""", "models")]
    [InlineData("""{"name": "a", "limits": {"images": 1}}""", "images")]
    [InlineData("""{"name": "a", "key": "dk_mine"}""", "key")]
    public async Task Wrong_values_are_named(string body, string? field)
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.Client.PostAsync("/api/keys", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True(field is null || (await response.ReadJsonAsync()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task The_page_creates_changes_and_revokes_keys_without_scripts()
    {
        await using var server = await RunningServer.StartAsync();
        var made = await PostFormAsync(server, "/settings/keys", ("name", "<b>Studio</b>"), ("scope", "read"), ("days", "30"), ("images_per_day", "3"), ("usd_per_day", "0.5"));
        var secret = System.Text.RegularExpressions.Regex.Match(made.Html, "dk_[A-Za-z0-9_-]{43}").Value;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "/api/images", Bearer(secret)));
        Assert.Equal(HttpStatusCode.Forbidden, await PostStatusAsync(server, secret));
        Assert.Contains("&lt;b&gt;Studio&lt;/b&gt;", made.Html, StringComparison.Ordinal);
        var id = System.Text.RegularExpressions.Regex.Match(made.Html, "id=\"key-([0-9a-f]{32})\"").Groups[1].Value;

        var wrong = await PostFormAsync(server, $"/settings/keys/{id}", ("name", "Studio"), ("images_per_day", "many"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.Status);
        Assert.Contains("Enter a number such as 50", wrong.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"many\"", wrong.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await PostFormAsync(server, $"/settings/keys/{id}", ("name", "Studio 2"), ("images_per_day", "40"))).Status);
        using var listed = await server.Client.OpenAsync("/settings/keys");
        var html = await listed.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("Studio 2", html, StringComparison.Ordinal);
        Assert.Contains("0 of 40 images", html, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, html, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.SeeOther, (await PostFormAsync(server, $"/settings/keys/{id}/revoke")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "/api/images", Bearer(secret)));
        Assert.Equal(HttpStatusCode.NotFound, (await PostFormAsync(server, $"/settings/keys/{new string('0', 32)}", ("name", "x"))).Status);
    }

    private static (string Name, string Value) Bearer(string secret) => ("Authorization", $"Bearer {secret}");

    private static async Task<string> CreateAsync(RunningServer server, KeyScope scope, KeyLimits? limits = null) =>
        (await server.Services.GetRequiredService<ApiKeys>().CreateAsync("test", scope, limits ?? KeyLimits.None, null, Cancel)).Secret;

    private static Task<HttpResponseMessage> StartAsync(RunningServer server, string secret, object body) =>
        server.Client.PostJsonAsync("/api/generations", body, Bearer(secret));

    private static async Task<HttpStatusCode> StatusAsync(RunningServer server, string path, params (string Name, string Value)[] headers)
    {
        using var response = await server.Client.OpenAsync(path, headers);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> PostStatusAsync(RunningServer server, string secret)
    {
        using var response = await StartAsync(server, secret, new { prompt = "a fox" });
        return response.StatusCode;
    }

    private static async Task<(int Status, string? Code, string? Message)> ErrorAsync(RunningServer server, (string, string) bearer)
    {
        using var response = await server.Client.PostJsonAsync("/v1/images/generations", new { prompt = "a fox" }, bearer);
        var error = (await response.ReadJsonAsync()).GetProperty("error");
        return ((int)response.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("message").GetString());
    }

    private static async Task<(HttpStatusCode Status, string Html)> PostFormAsync(RunningServer server, string path, params (string Name, string Value)[] fields)
    {
        using var response = await server.Client.PostAsync(
            path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))), Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }
}
