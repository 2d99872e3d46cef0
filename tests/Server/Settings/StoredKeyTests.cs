using System.Text;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.CommandLine;
using Darkroom.Tests.Server.Gallery;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Server.Settings;

/// <summary>A stored key cannot be read by anyone, and a missing key ring does not stop the server.</summary>
public sealed class StoredKeyTests : SettingsTest
{
    private const string ApiKey = "Providers:openai:ApiKey";

    [Theory]
    [InlineData(Key, "WXYZ")]
    [InlineData("sk-45678901", "")]
    [InlineData("sk-456789012", "9012")]
    public async Task Only_the_last_four_of_at_least_twelve_characters_and_the_date_are_shown(string key, string hint)
    {
        await using var server = await RunningServer.StartAsync(new ManualTime());

        await PatchAsync(server, new Dictionary<string, string> { [ApiKey] = key });

        var shown = await SettingAsync(server, ApiKey);
        Assert.Equal(("stored", hint, false), (shown.GetProperty("source").GetString(), shown.GetProperty("hint").GetString(), shown.TryGetProperty("value", out _)));
        Assert.Contains(hint.Length > 0 ? $"…{hint}, set on 1 Jan 2026." : "Set on 1 Jan 2026.", await PageAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stored_key_is_in_no_response_log_line_or_file()
    {
        await using var openAi = await ScriptedServer.StartAsync();
        openAi.On("/v1/models", Scripts.Answer(401, $$$"""{"error":{"message":"Incorrect API key provided: {{{Key}}}."}}"""));
        openAi.On(OpenAiServer.Path, Scripts.Answer(401, $$$"""{"error":{"message":"Incorrect API key provided: {{{Key}}}."}}"""));
        await using var server = await RunningServer.StartAsync();
        var settings = new Dictionary<string, string> { [ApiKey] = Key, ["Providers:openai:BaseUrl"] = openAi.BaseUrl.ToString() };
        var seen = new StringBuilder();
        seen.Append(await server.CallAsync("POST", "/api/settings/providers/openai/test", new { settings }));
        seen.Append(await PatchAsync(server, settings));
        seen.Append((await SubmitAsync(server, "/settings", ("part", "providers"), ("provider", "openai"), ("do", "save"), (ApiKey, Key), ("Providers:openai:MaxConcurrency", "x"))).Text);
        seen.Append((await SubmitAsync(server, "/settings", ("part", "providers"), ("provider", "openai"), ("do", "save"), (ApiKey, Key))).Text);
        seen.Append(await server.CallAsync("PUT", "/api/settings/providers/openai/key", new { key = Key }));
        seen.Append(await server.CallAsync("PATCH", "/api/settings", new { settings = new Dictionary<string, string> { [ApiKey] = Key + "\n" + Key } }, 400));
        seen.AppendJoin('\n', (await server.FollowAsync(await server.BeginAsync())).Select(one => one.Data));
        foreach (var path in new[] { "/settings", "/", "/api/settings", "/api/providers", "/api/costs", "/gallery" })
        {
            seen.Append(await PageAsync(server, path));
        }

        Assert.Contains(openAi.Requests, request => request.Headers["Authorization"] == $"Bearer {Key}");
        Assert.DoesNotContain(Key, seen.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Key[..^4], seen.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, server.Log.Text, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(server.Folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            Assert.DoesNotContain(Key, await reader.ReadToEndAsync(Cancel), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("another secret of the operator")]
    [InlineData("")]
    public async Task A_key_that_cannot_be_read_counts_as_not_set_and_the_page_says_so(string other)
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-");
        await using (var server = await RunningServer.StartOverAsync(folder.FullName, ("DARKROOM_SECRET", "a secret of the operator")))
        {
            await PatchAsync(server, new Dictionary<string, string> { [ApiKey] = Key, ["Gallery:TrashDays"] = "5" });
        }

        if (other.Length == 0)
        {
            Directory.Delete(Path.Combine(folder.FullName, "keys"), recursive: true);
        }

        await using (var server = await RunningServer.StartOverAsync(folder.FullName, ("DARKROOM_SECRET", other.Length > 0 ? other : "a secret of the operator")))
        {
            Assert.True((await SettingAsync(server, ApiKey)).GetProperty("unreadable").GetBoolean());
            Assert.Equal("5", (await SettingAsync(server, "Gallery:TrashDays")).GetProperty("value").GetString());
            var page = await PageAsync(server);
            Assert.Contains($"The stored key can no longer be read (the key ring in {Path.Combine(folder.FullName, "keys")} is missing or was made with another DARKROOM_SECRET). Enter the key again.", page, StringComparison.Ordinal);
            Assert.Contains(ApiKey, server.Log.Text, StringComparison.Ordinal);

            // It may become readable again, and must not be sent elsewhere then.
            Assert.Contains(ApiKey, (await ErrorsAsync(server, new Dictionary<string, string> { ["Providers:openai:BaseUrl"] = "https://evil.example" })).Keys);
            await PatchAsync(server, new Dictionary<string, string> { [ApiKey] = Key });
            Assert.False((await SettingAsync(server, ApiKey)).TryGetProperty("unreadable", out _));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_key_that_cannot_be_protected_is_not_stored()
    {
        await using var server = await RunningServer.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "keys"), "not a folder", Cancel);

        var problem = await server.CallAsync("PUT", "/api/settings/providers/openai/key", new { key = Key }, 503);

        Assert.Contains("The key ring in the data folder cannot be written", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("default", await SourceAsync(server, ApiKey));
    }

    [Fact]
    public async Task A_backup_contains_the_key_ring()
    {
        await using var openAi = await ScriptedServer.StartAsync();
        openAi.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.SmallPng()));
        await using var server = await RunningServer.StartAsync();
        await PatchAsync(server, new Dictionary<string, string> { [ApiKey] = Key, ["Providers:openai:BaseUrl"] = openAi.BaseUrl.ToString() });
        using var place = new TempFolder();
        var target = Path.Combine(place.Path, "copy");

        Assert.Equal(0, (await CommandRun.RunAsync("backup", target, "--DARKROOM_DATA", server.Folder)).Exit);

        await using var restored = await RunningServer.StartOverAsync(target);
        Assert.Equal("completed", (await restored.FollowAsync(await restored.BeginAsync()))[^1].Text("status"));
        Assert.Equal($"Bearer {Key}", openAi.Requests[^1].Headers["Authorization"]);
    }

    [Fact]
    public async Task A_stored_value_that_is_no_longer_valid_is_ignored_with_a_warning()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-");
        using (var storage = Darkroom.Sqlite.SqliteStorage.Open(folder.FullName, TimeProvider.System))
        {
            await storage.Settings.WriteAsync(
                [new("Studio:Count", [.. "99"u8], null), new("Gallery:TrashDays", [.. "5"u8], null), new("Gallery:Gone", [.. "5"u8], null)], [], Cancel);
        }

        await using (var server = await RunningServer.StartOverAsync(folder.FullName))
        {
            Assert.Matches("name=\"n\"[^>]*value=\"4\"", await PageAsync(server, "/"));
            Assert.Equal("5", (await SettingAsync(server, "Gallery:TrashDays")).GetProperty("value").GetString());
            Assert.Contains("The stored setting Studio:Count is ignored: choose 1 to 16", server.Log.Text, StringComparison.Ordinal);
        }

        folder.Delete(recursive: true);
    }
}
