using Darkroom.Painter;
using Darkroom.Providers.OpenAi;
using Darkroom.Server;
using Darkroom.Server.Configuration;
using Microsoft.Extensions.Configuration;

namespace Darkroom.Tests.Server.Configuration;

/// <summary>The operator's settings, and the messages if they are wrong.</summary>
public sealed class ConfigurationTests
{
    [Fact]
    public void Without_any_setting_the_defaults_hold()
    {
        var settings = Read();
        Assert.Equal((Path.GetFullPath("data"), null, 2.0), (settings.DataFolder, settings.AccessKey, Painter(settings).Pace));
        Assert.Null(OpenAi(settings).ApiKey);
    }

    [Fact]
    public void All_errors_are_reported_at_once_with_key_value_and_reason()
    {
        var refused = Assert.Throws<StartupException>(() => Read(
            ("Jobs:MaxTries", "99"),
            ("Jobs:OnInterrupted", "panic"),
            ("Jobs:Lease", "5"),
            ("Providers:painter:Pace", "fast"),
            ("Providers:openai:BaseUrl", "api.openai.com"),
            ("Providers:openai:MaxConcurrency", "0"),
            ("Providers:opnai:ApiKey", "sk-secret-value"),
            ("Generation:DefaultProvider", "dalle")));
        Assert.Contains("8 problems", refused.Message, StringComparison.Ordinal);
        foreach (var line in new[]
        {
            "Jobs:MaxTries = \"99\": choose 1 to 10",
            "Jobs:OnInterrupted = \"panic\": not one of auto, retry, report",
            "Jobs:Lease: there is no such setting; known here: OnInterrupted",
            "Providers:painter:Pace = \"fast\": not a number",
            "Providers:openai:BaseUrl = \"api.openai.com\": not an address that begins with http:// or https://",
            "Providers:openai:MaxConcurrency = \"0\": choose 1 to 64",
            "Providers:opnai: there is no such setting; known here: painter, openai",
            "Generation:DefaultProvider = \"dalle\": there is no such provider",
        })
        {
            Assert.Contains(line, refused.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("secret-value", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_time_zone_of_the_gallery_is_a_known_one()
    {
        Assert.Null(Read().Gallery.Zone);
        Assert.Equal("Europe/Prague", Read(("Gallery:TimeZone", "Europe/Prague")).Gallery.Zone!.Id);
        var refused = Assert.Throws<StartupException>(() => Read(("Gallery:TimeZone", "Mars/Olympus"), ("Gallery:Zone", "UTC")));
        Assert.Contains("Gallery:TimeZone = \"Mars/Olympus\": there is no such time zone", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Gallery:Zone: there is no such setting", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fallback_chain_is_a_list_of_known_providers_each_once()
    {
        Assert.Equal(["openai", "painter"], Read(("Generation:Fallback", " openai, painter ,")).Generation.FallbackChain);
        Assert.Empty(Read().Generation.FallbackChain);
        var refused = Assert.Throws<StartupException>(() => Read(("Generation:Fallback", "openai,dalle,openai")));
        Assert.Contains("Generation:Fallback = \"openai,dalle,openai\": there is no provider 'dalle'; choose from painter, openai", refused.Message, StringComparison.Ordinal);
        Assert.Contains("openai is in it more than once", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1/32")]
    [InlineData(" 10.0.0.0/8,::1 ; fd00::/8", "10.0.0.0/8 ::1/128 fd00::/8")]
    public void Trusted_proxies_are_addresses_and_networks(string text, string networks) =>
        Assert.Equal(networks, string.Join(' ', Read(("Access:TrustedProxies", text)).TrustedProxies));

    [Fact]
    public void Trusted_proxies_may_be_an_array() => Assert.Equal(
        "127.0.0.1/32 10.0.0.0/8", string.Join(' ', Read(("Access:TrustedProxies:0", "127.0.0.1"), ("Access:TrustedProxies:1", "10.0.0.0/8")).TrustedProxies));

    [Theory]
    [InlineData("Access:TrustedProxies", "nginx", "not an IP address or a network")]
    [InlineData("Access:TrustedProxies", "127.0.0.1 10.1", "not an IP address or a network")]
    [InlineData("Access:TrustedProxies", "10.0.0.0/33", "not an IP address or a network")]
    [InlineData("Access:PublicUrl", "darkroom.example", "not an address such as https://darkroom.example")]
    [InlineData("Access:PublicUrl", "file:///srv", "not an address such as https://darkroom.example")]
    [InlineData("Access:PublicUrl", "https://user:pass@darkroom.example", "not an address such as https://darkroom.example")]
    [InlineData("Access:PublicUrl", "https://darkroom.example/?a=b", "not an address such as https://darkroom.example")]
    [InlineData("Access:PublicUrl", "https://darkroom.example", "set DARKROOM_ACCESS_KEY too")]
    [InlineData("Access:PublicURI", "https://darkroom.example", "there is no such setting")]
    public void A_wrong_access_setting_is_refused_at_start(string key, string value, string reason)
    {
        var refused = Assert.Throws<StartupException>(() => Read((key, value)));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Env_files_are_read_and_a_real_variable_wins_over_env_local_over_env()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        File.WriteAllText(Path.Combine(folder, ".env"), "OPENAI_API_KEY=from-env\nJobs__MaxTries=4\nProviders__painter__Pace=1\n");
        File.WriteAllText(Path.Combine(folder, ".env.local"), "# mine\nOPENAI_API_KEY=\"from local\"\nProviders__painter__Pace=2\n");
        var configuration = new ConfigurationManager();
        configuration.AddEnvironmentVariables();
        EnvironmentFiles.AddTo(configuration, folder);
        var settings = ServerSettings.Read(configuration);
        Assert.Equal(("from local", 4, 2.0), (OpenAi(settings).ApiKey, settings.Jobs.MaxTries, Painter(settings).Pace));

        Environment.SetEnvironmentVariable("Providers__painter__Pace", "7");
        try
        {
            var real = new ConfigurationManager();
            real.AddEnvironmentVariables();
            EnvironmentFiles.AddTo(real, folder);
            Assert.Equal(7, Painter(ServerSettings.Read(real)).Pace);
        }
        finally
        {
            Environment.SetEnvironmentVariable("Providers__painter__Pace", null);
        }
    }

    [Fact]
    public void A_setting_written_out_wins_over_its_well_known_name()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OPENAI_API_KEY"] = "well-known",
            ["OPENAI_BASE_URL"] = "http://localhost:1234/v1",
            ["Providers:openai:ApiKey"] = "written-out",
        });
        EnvironmentFiles.AddTo(configuration, folder);
        var settings = ServerSettings.Read(configuration);
        Assert.Equal(("written-out", "http://localhost:1234/v1"), (OpenAi(settings).ApiKey, OpenAi(settings).BaseUrl!.ToString()));
    }

    [Fact]
    public void A_damaged_env_file_is_named_and_not_quoted()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        File.WriteAllText(Path.Combine(folder, ".env.local"), "OPENAI_API_KEY=\"sk-secret\nnever closed");
        var configuration = new ConfigurationManager();
        var files = EnvironmentFiles.AddTo(configuration, folder);
        var refused = Assert.Throws<StartupException>(() => ServerSettings.Read(configuration, files));
        Assert.Contains(".env.local", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DARKROOM_ACCESS_KEY", "")]
    [InlineData("DARKROOM_ACCESS_KEY", "   ")]
    [InlineData("Access:TrustedProxies", "")]
    [InlineData("Access:TrustedProxies:0", " ")]
    [InlineData("Access:PublicUrl", "")]
    [InlineData("Costs:DailyCapUsd", "")]
    public void A_setting_that_restricts_something_is_not_lifted_by_an_empty_value(string key, string value)
    {
        var refused = Assert.Throws<StartupException>(() => Read((key, value)));
        Assert.Contains($"{key} = ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("the setting is named but empty", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_access_key_that_is_empty_in_the_environment_refuses_the_start_although_a_file_has_one()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, ".env.local"), "DARKROOM_ACCESS_KEY=correct-horse-battery-staple\n", TestContext.Current.CancellationToken);
        await using var server = ServerProcess.Begin(folder, ("DARKROOM_ACCESS_KEY", ""));
        Assert.Equal(1, await server.Exited);
        Assert.Contains("DARKROOM_ACCESS_KEY = \"\": the setting is named but empty", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_access_key_below_16_characters_is_refused_and_the_suggested_one_is_accepted()
    {
        var refused = Assert.Throws<StartupException>(() => Read(("DARKROOM_ACCESS_KEY", "fifteen-letters")));
        Assert.DoesNotContain("fifteen-letters", refused.Message, StringComparison.Ordinal);
        var suggested = refused.Message.Split("new random key: ")[1].Split('\n')[0];
        Assert.Equal(32, suggested.Length);
        Assert.Equal(suggested, Read(("DARKROOM_ACCESS_KEY", suggested)).AccessKey);
        Assert.Equal("sixteen-letters!", Read(("DARKROOM_ACCESS_KEY", "sixteen-letters!")).AccessKey);
        Assert.DoesNotContain(suggested, Assert.Throws<StartupException>(() => Read(("DARKROOM_ACCESS_KEY", "short"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_access_key_with_white_space_around_it_is_refused_because_no_client_could_send_it()
    {
        var refused = Assert.Throws<StartupException>(() => Read(("DARKROOM_ACCESS_KEY", "correct-horse-battery-staple\n")));
        Assert.Contains("it begins or ends with white space", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_with_a_password_is_not_repeated()
    {
        var refused = Assert.Throws<StartupException>(() => Read(("Providers:openai:BaseUrl", "htp://user:s3cret@gateway")));
        Assert.Contains("Providers:openai:BaseUrl = (secret): not an address", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_folder_is_refused_with_a_clear_message()
    {
        await using var first = await RunningServer.StartAsync();
        var refused = await Assert.ThrowsAsync<StartupException>(() => RunningServer.StartOverAsync(first.Folder));
        Assert.Contains("another Darkroom is using it", refused.Message, StringComparison.Ordinal);
        Assert.Contains("DARKROOM_DATA", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_with_a_clear_message()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "darkroom.db"), new string('x', 8192), TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<StartupException>(() => RunningServer.StartOverAsync(folder));
        Assert.Contains("Restore it from a backup", refused.Message, StringComparison.Ordinal);
    }

    private static PainterOptions Painter(ServerSettings settings) => (PainterOptions)settings.Providers["painter"];

    private static OpenAiOptions OpenAi(ServerSettings settings) => (OpenAiOptions)settings.Providers["openai"];

    private static ServerSettings Read(params (string Key, string Value)[] settings) => ServerSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build());
}
