using System.Net;
using Darkroom.Server.Configuration;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Gallery;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Server.Settings;

/// <summary>Settings that are made in the browser or over the API: precedence, validation, and effect without a restart.</summary>
public sealed class SettingsTests : SettingsTest
{
    private const string ApiKey = "Providers:openai:ApiKey";
    private const string BaseUrl = "Providers:openai:BaseUrl";

    [Fact]
    public async Task A_key_works_without_a_restart_and_after_one()
    {
        await using var openAi = await ScriptedServer.StartAsync();
        openAi.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.SmallPng()), ResponsesScript.Image(TestImages.SmallPng(2)), ResponsesScript.Image(TestImages.SmallPng(3)));
        var folder = Directory.CreateTempSubdirectory("darkroom-test-");
        await using (var server = await RunningServer.StartOverAsync(folder.FullName))
        {
            Assert.Contains("id=\"add-key\"", await PageAsync(server, "/"), StringComparison.Ordinal);
            await PatchAsync(server, new Dictionary<string, string> { [ApiKey] = $" {Key} ", [BaseUrl] = openAi.BaseUrl.ToString() });
            Assert.DoesNotContain("id=\"add-key\"", await PageAsync(server, "/"), StringComparison.Ordinal);
            Assert.Equal("completed", (await server.FollowAsync(await server.BeginAsync()))[^1].Text("status"));

            await server.CallAsync("PUT", "/api/settings/providers/openai/key", new { key = "sk-another-key-of-the-account" });
            Assert.Equal("completed", (await server.FollowAsync(await server.BeginAsync()))[^1].Text("status"));
        }

        await using (var server = await RunningServer.StartOverAsync(folder.FullName))
        {
            Assert.Equal("completed", (await server.FollowAsync(await server.BeginAsync()))[^1].Text("status"));
            await server.CallAsync("DELETE", "/api/settings/providers/openai/key", status: 204);
            Assert.Equal("default", await SourceAsync(server, ApiKey));
        }

        Assert.Equal(
            [$"Bearer {Key}", "Bearer sk-another-key-of-the-account", "Bearer sk-another-key-of-the-account"],
            openAi.Requests.Where(request => request.Method == "POST").Select(request => request.Headers["Authorization"]));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_running_call_keeps_its_provider_and_a_raised_limit_lets_the_next_one_start()
    {
        var gate = new Gate();
        await using var openAi = await ScriptedServer.StartAsync();
        openAi.On(
            OpenAiServer.Path,
            new ResponsesScript().Begin().Wait(gate).Final(TestImages.SmallPng()).Completed(),
            ResponsesScript.Image(TestImages.SmallPng(2)));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(openAi));
        await PatchAsync(server, new Dictionary<string, int> { ["Providers:openai:MaxConcurrency"] = 1 });
        var (first, second) = (await server.BeginAsync(), await server.BeginAsync());
        await gate.Reached;

        await PatchAsync(server, new Dictionary<string, int> { ["Providers:openai:MaxConcurrency"] = 2 });
        Assert.Equal("completed", (await server.FollowAsync(second))[^1].Text("status"));
        gate.Open();

        Assert.Equal("completed", (await server.FollowAsync(first))[^1].Text("status"));
    }

    [Fact]
    public async Task Prices_the_daily_limit_and_the_default_provider_follow_at_once()
    {
        await using var server = await RunningServer.StartAsync((ApiKey, Key));
        await PatchAsync(server, new Dictionary<string, object> { ["Providers:openai:PricePerImage"] = 0.5, ["Costs:DailyCapUsd"] = "0.9" });

        Assert.Equal(0.9m, (await server.CallAsync("GET", "/api/costs")).GetProperty("daily_cap_usd").GetDecimal());
        using var refused = await server.Client.PostJsonAsync("/api/generations", new { prompt = "a red fox", provider = "openai", n = 2 });
        Assert.Equal(HttpStatusCode.PaymentRequired, refused.StatusCode);
        Assert.Contains("$1", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        Assert.Equal("openai", (await server.CallAsync("GET", "/api/providers")).GetProperty("default").GetString());
        await PatchAsync(server, new Dictionary<string, string?> { ["Generation:DefaultProvider"] = "painter", ["Costs:DailyCapUsd"] = null });
        Assert.Equal("painter", (await server.CallAsync("GET", "/api/providers")).GetProperty("default").GetString());
        Assert.False((await server.CallAsync("GET", "/api/costs")).TryGetProperty("daily_cap_usd", out _));
    }

    [Fact]
    public async Task Images_to_work_from_are_accepted_once_a_provider_takes_them_and_an_old_failure_is_forgotten()
    {
        await using var openAi = await ScriptedServer.StartAsync();
        openAi.On("/v1/models", Scripts.Answer(401, "{}"));
        await using var server = await RunningServer.StartAsync();
        var body = $$"""{"prompt":"","images":["{{new string('x', 3_000_000)}}"]}""";
        using var tooLarge = await server.Client.PostJsonAsync("/api/generations", body);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);

        await PatchAsync(server, new Dictionary<string, string> { [ApiKey] = Key, [BaseUrl] = openAi.BaseUrl.ToString() });
        using var accepted = await server.Client.PostJsonAsync("/api/generations", body);
        Assert.Equal(HttpStatusCode.BadRequest, accepted.StatusCode);

        await server.CallAsync("POST", "/api/providers/openai/test");
        Assert.True(await HealthyAsync() is { } failed && !failed);
        await PatchAsync(server, new Dictionary<string, string> { [ApiKey] = "sk-another-key-of-the-account" });
        Assert.Null(await HealthyAsync());

        async Task<bool?> HealthyAsync() =>
            (await server.CallAsync("GET", "/api/providers")).GetProperty("providers").EnumerateArray().Single(one => one.GetProperty("id").GetString() == "openai")
                .TryGetProperty("healthy", out var healthy) ? healthy.GetBoolean() : null;
    }

    [Fact]
    public async Task The_environment_wins_and_is_named()
    {
        await using var server = await RunningServer.StartAsync((ApiKey, Key), ("OPENAI_API_KEY", Key), ("Jobs:KeepEventsDays", "3"));

        var key = await SettingAsync(server, ApiKey);
        Assert.Equal(("environment", "OPENAI_API_KEY", false), (key.GetProperty("source").GetString(), key.GetProperty("variable").GetString(), key.TryGetProperty("value", out _)));
        Assert.Equal("3", (await SettingAsync(server, "Jobs:KeepEventsDays")).GetProperty("value").GetString());
        Assert.Contains("OPENAI_API_KEY", (await ErrorsAsync(server, new Dictionary<string, string> { [ApiKey] = "sk-other-0123456789" }))[ApiKey], StringComparison.Ordinal);
        Assert.Contains("Set by the environment: OPENAI_API_KEY", await PageAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_stored_counts_again_when_the_environment_no_longer_sets_it()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-");
        await using (var server = await RunningServer.StartOverAsync(folder.FullName))
        {
            await PatchAsync(server, new Dictionary<string, int> { ["Gallery:TrashDays"] = 5 });
        }

        await using (var server = await RunningServer.StartOverAsync(folder.FullName, ("Gallery:TrashDays", "9")))
        {
            Assert.Equal("9", (await SettingAsync(server, "Gallery:TrashDays")).GetProperty("value").GetString());
        }

        await using (var server = await RunningServer.StartOverAsync(folder.FullName))
        {
            Assert.Equal("5", (await SettingAsync(server, "Gallery:TrashDays")).GetProperty("value").GetString());
        }

        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("Costs:DailyCapUsd", "-1", "Choose 0 to 1000000.")]
    [InlineData("Costs:DailyCapUsd", "much", "Not a number.")]
    [InlineData("Providers:openai:MaxConcurrency", "65", "Choose 1 to 64.")]
    [InlineData("Providers:openai:BaseUrl", "ftp://example.org", "Not an address that begins with http:// or https://.")]
    [InlineData("Providers:openai:BaseUrl", "https://user:secret@example.org", "Enter the user name and the password as the key, not in the address.")]
    [InlineData("Generation:DefaultProvider", "dalle", "There is no such provider; choose one of painter, openai,")]
    [InlineData("Studio:AspectRatio", "7:3", "Choose 1:1, 4:5, 3:2, 2:3, 16:9 or 9:16.")]
    [InlineData("Studio:Count", "17", "Choose 1 to 16.")]
    [InlineData("Gallery:TrashDays", "99999999999999999999", "Not a whole number.")]
    [InlineData("Providers:openai:ApiKey", "", "It is empty. Enter a value.")]
    [InlineData("Providers:openai:ApiKey", "sk-01234\r\nX-Evil: 1", "It contains a line break or another control character. Remove it.")]
    [InlineData("Providers:openai:ApiKey", "sk-0123456789…", "A key consists of ASCII characters only. Copy it again.")]
    [InlineData("Providers:openai:Model", "a\0b", "It contains a line break or another control character. Remove it.")]
    [InlineData("DARKROOM_ACCESS_KEY", "0123456789abcdef", "There is no such setting, or it cannot be changed here.")]
    [InlineData("Providers:openai:Background", "true", "There is no such setting, or it cannot be changed here.")]
    [InlineData("Providers:painter:ApiKey", "sk-0123456789", "There is no such setting, or it cannot be changed here.")]
    public async Task A_value_that_is_not_possible_is_rejected_at_its_field_and_changes_nothing(string name, string value, string reason)
    {
        await using var server = await RunningServer.StartAsync();

        var errors = await ErrorsAsync(server, new Dictionary<string, string> { ["Gallery:CacheBytes"] = "1000", [name] = value });

        Assert.StartsWith(reason, errors[name], StringComparison.Ordinal);
        Assert.Equal("default", await SourceAsync(server, "Gallery:CacheBytes"));
    }

    /// <summary>A stored value that breaks a provider would also break the next start.</summary>
    [Theory]
    [InlineData("http://a")]
    [InlineData("https://[::1]:1/?x=1#y")]
    [InlineData("http://xn--bcher-kva.example/openai/deployments/%2e%2e/")]
    [InlineData("http://bücher.example//openai//v1//")]
    [InlineData("http://a/%zz?%zz=%00")]
    [InlineData("HTTP://A:65535/openai/deployments/")]
    public async Task Every_provider_accepts_every_valid_base_url(string url)
    {
        await using var server = await RunningServer.StartAsync();
        var all = AllProviders.Kinds.Skip(1).ToList();

        await PatchAsync(server, all.ToDictionary(kind => $"Providers:{kind.Id}:BaseUrl", _ => url));

        var page = await PageAsync(server);
        Assert.All(all, kind => Assert.Contains($"data-provider=\"{kind.Id}\"", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"settings":{"Costs:DailyCapUsd":true}}""", "Costs:DailyCapUsd")]
    [InlineData("""{"settings":{"Costs:DailyCapUsd":[1]}}""", "Costs:DailyCapUsd")]
    [InlineData("""{"settings":{"Costs:DailyCapUsd":1,"costs:dailycapusd":2}}""", "costs:dailycapusd")]
    [InlineData("""{"settings":{"Providers:openai:Model":"\ud800"}}""", "Providers:openai:Model")]
    [InlineData("""{"Costs:DailyCapUsd":1}""", "Costs:DailyCapUsd")]
    public async Task A_hostile_body_is_rejected(string body, string field)
    {
        await using var server = await RunningServer.StartAsync();

        var problem = await server.CallAsync("PATCH", "/api/settings", body, 400);

        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Fact]
    public async Task Huge_values_and_empty_changes_are_answered()
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Contains("at most 2,000", (await ErrorsAsync(server, new Dictionary<string, string> { [ApiKey] = new('x', 2001) }))[ApiKey], StringComparison.Ordinal);
        var unknown = await ErrorsAsync(server, Enumerable.Range(0, 5000).ToDictionary(number => $"unknown{number}", _ => "x"));
        Assert.InRange(unknown.Count, 1, 20);
        await server.CallAsync("PATCH", "/api/settings", new { });
        await PatchAsync(server, new Dictionary<string, string?> { [ApiKey] = null });
        await server.CallAsync("PUT", "/api/settings/providers/openai/key", new { }, 400);
        await server.CallAsync("PUT", "/api/settings/providers/painter/key", new { key = Key }, 404);
        await server.CallAsync("DELETE", "/api/settings/providers/dalle/key", status: 404);
        await server.CallAsync("POST", "/api/settings/providers/dalle/test", new { }, 404);
    }

    [Fact]
    public async Task Another_base_url_requires_the_key_again()
    {
        await using var evil = await ScriptedServer.StartAsync();
        await using var server = await RunningServer.StartAsync();
        await PatchAsync(server, new Dictionary<string, string> { [ApiKey] = Key });
        var changed = new Dictionary<string, string?> { [BaseUrl] = evil.BaseUrl.ToString() };

        Assert.Contains("Enter the key again", (await ErrorsAsync(server, changed))[ApiKey], StringComparison.Ordinal);
        await server.CallAsync("POST", "/api/settings/providers/openai/test", new { settings = changed }, 400);
        Assert.Empty(evil.Requests);

        await PatchAsync(server, new Dictionary<string, string> { [BaseUrl] = evil.BaseUrl.ToString(), [ApiKey] = "sk-made-for-the-other-server" });
        Assert.Contains("Enter the key again", (await ErrorsAsync(server, new Dictionary<string, string?> { [BaseUrl] = null }))[ApiKey], StringComparison.Ordinal);
        await PatchAsync(server, new Dictionary<string, string?> { [BaseUrl] = null, [ApiKey] = null });
        await PatchAsync(server, changed);
    }

    [Fact]
    public async Task A_key_of_the_environment_is_never_sent_to_a_base_url_that_is_entered()
    {
        await using var server = await RunningServer.StartAsync((ApiKey, Key), ("OPENAI_API_KEY", Key));

        var errors = await ErrorsAsync(server, new Dictionary<string, string> { [BaseUrl] = "https://evil.example" });

        Assert.Contains("OPENAI_API_KEY", errors[BaseUrl], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_uses_the_values_of_the_form_and_stores_nothing()
    {
        await using var openAi = await ScriptedServer.StartAsync();
        openAi.On("/v1/models", Scripts.Answer(200, """{"data":[{"id":"gpt-image-2"}]}"""));
        await using var server = await RunningServer.StartAsync();

        var test = await server.CallAsync(
            "POST", "/api/settings/providers/openai/test", new { settings = new Dictionary<string, string> { [ApiKey] = Key, [BaseUrl] = openAi.BaseUrl.ToString() } });
        var (status, page) = await SubmitAsync(
            server, "/settings", ("part", "providers"), ("provider", "openai"), ("do", "test"), (ApiKey, Key), (BaseUrl, openAi.BaseUrl.ToString()));

        Assert.Equal("passed", test.GetProperty("result").GetString());
        Assert.Equal((HttpStatusCode.OK, true, false), (status, page.Contains("data-result=\"passed\"", StringComparison.Ordinal), page.Contains(Key, StringComparison.Ordinal)));
        Assert.Equal([$"Bearer {Key}", $"Bearer {Key}"], openAi.Requests.Select(request => request.Headers["Authorization"]));
        Assert.Equal("default", await SourceAsync(server, ApiKey));
    }

    [Fact]
    public async Task Changes_at_the_same_time_are_all_in_effect()
    {
        await using var server = await RunningServer.StartAsync();

        await Task.WhenAll(Enumerable.Range(1, 12).Select(number => PatchAsync(
            server, new Dictionary<string, int> { [$"Providers:{(number % 2 == 0 ? "xai" : "fal")}:MaxConcurrency"] = number, ["Studio:Count"] = number })));

        var settings = (await server.CallAsync("GET", "/api/settings")).GetProperty("settings").EnumerateArray().Where(one => one.GetProperty("source").GetString() == "stored");
        Assert.Equal(["Providers:xai:MaxConcurrency", "Providers:fal:MaxConcurrency", "Studio:Count"], settings.Select(one => one.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_new_form_of_the_studio_has_the_defaults_unless_a_link_says_how_an_image_was_made()
    {
        await using var server = await RunningServer.StartAsync();
        await SubmitAsync(server, "/settings", ("part", "defaults"), ("Studio:Count", "7"), ("Studio:AspectRatio", "16:9"), ("Studio:Model", ""), ("Studio:Quality", ""));

        Assert.Matches("name=\"n\"[^>]*value=\"7\"", await PageAsync(server, "/"));
        Assert.Matches("value=\"16:9\" checked", await PageAsync(server, "/"));
        Assert.Matches("value=\"1:1\" checked", await PageAsync(server, "/?provider=painter&n=2"));
        Assert.Matches("name=\"n\"[^>]*value=\"2\"", await PageAsync(server, "/?provider=painter&n=2"));
    }

    [Fact]
    public async Task Without_scripts_a_form_is_saved_and_its_errors_are_at_their_fields()
    {
        await using var server = await RunningServer.StartAsync();

        var (saved, _) = await SubmitAsync(server, "/settings", ("part", "storage"), ("cache_gigabytes", "1.5"), ("Gallery:TrashDays", ""), ("Jobs:KeepEventsDays", ""));
        Assert.Equal(HttpStatusCode.SeeOther, saved);
        Assert.Equal("1500000000", (await SettingAsync(server, "Gallery:CacheBytes")).GetProperty("value").GetString());
        var (rejected, page) = await SubmitAsync(server, "/settings", ("part", "storage"), ("cache_gigabytes", "lots"), ("Gallery:TrashDays", "0"));

        Assert.Equal(HttpStatusCode.BadRequest, rejected);
        Assert.Contains("id=\"problem-Gallery:CacheBytes\"", page, StringComparison.Ordinal);
        Assert.Contains("Choose 1 to 3650.", page, StringComparison.Ordinal);
        Assert.Matches("value=\"0\"[^>]*aria-invalid=\"true\"", page);
    }

    [Fact]
    public async Task The_theme_of_a_browser_is_in_the_page_before_the_first_paint()
    {
        await using var server = await RunningServer.StartAsync();
        using var form = new FormUrlEncodedContent([new("theme", "light")]);
        using var chosen = await server.Client.PostAsync("/settings/theme", form, Cancel);
        var cookie = Assert.Single(chosen.Headers.GetValues("Set-Cookie")).Split(';')[0];

        using var page = await server.Client.OpenAsync("/", ("Cookie", cookie));
        Assert.Contains("<html lang=\"en\" data-theme=\"light\">", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", await PageAsync(server, "/"), StringComparison.Ordinal);
        using var other = await server.Client.OpenAsync("/", ("Cookie", "darkroom_theme=\"><script>"));
        Assert.Contains("<html lang=\"en\">", await other.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Derivatives_can_be_deleted_at_once()
    {
        await using var server = await RunningServer.StartAsync();
        await server.PaintOneAsync();
        Assert.NotEmpty(Derivatives(server));

        var (status, _) = await SubmitAsync(server, "/settings/derivatives/delete");

        Assert.Equal(HttpStatusCode.SeeOther, status);
        Assert.Empty(Derivatives(server));
        Assert.Contains("Smaller copies", await PageAsync(server), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Derivatives(RunningServer server) => Directory.EnumerateFiles(Path.Combine(server.Folder, "previews"), "*-*", SearchOption.AllDirectories);
}
