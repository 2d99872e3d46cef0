using System.Net;
using System.Net.Sockets;
using Darkroom.Server;
using Darkroom.Server.Configuration;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Studio;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Darkroom.Tests.Server.Configuration;

/// <summary>What prevents a start is reported in a sentence, with exit code 1.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_port_in_use_ends_the_start_with_one_sentence()
    {
        using var other = Listen(out var address);
        Assert.Contains($"{address}: address already in use", await RefusedAsync(("ASPNETCORE_URLS", address)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_of_localhost_in_use_ends_the_start_with_one_sentence()
    {
        using var other = Listen(out var address);
        using var otherSix = Socket.OSSupportsIPv6 ? Listen(IPAddress.IPv6Loopback, new Uri(address).Port) : null;
        var line = await RefusedAsync(("ASPNETCORE_URLS", address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)));
        Assert.Contains("Another program already listens there", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_another_machine_ends_the_start_with_one_sentence()
    {
        // TEST-NET-1: no machine has this address.
        var line = await RefusedAsync(("ASPNETCORE_URLS", "http://192.0.2.1:5080"), ("DARKROOM_ACCESS_KEY", "correct-horse-battery-staple"));
        Assert.Contains("cannot listen where it should", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_certificate_ends_the_start_with_one_sentence() =>
        Assert.Contains(
            "certificate",
            await RefusedAsync(
                ("ASPNETCORE_URLS", "https://127.0.0.1:0"),

                // A home without a developer certificate, and without the keys whose first creation is logged.
                ("HOME", _folder),
                ("Logging__LogLevel__Microsoft.AspNetCore.DataProtection", "None")),
            StringComparison.Ordinal);

    [Fact]
    public async Task A_data_folder_that_is_a_file_ends_the_start_with_one_sentence()
    {
        var file = Path.Combine(_folder, "data");
        await File.WriteAllTextAsync(file, "not a folder", Cancel);
        Assert.Contains($"The data folder {file} cannot be created", await RefusedAsync(("DARKROOM_DATA", file)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_in_use_ends_the_start_with_one_sentence()
    {
        await using var first = await RunningServer.StartOverAsync(_folder);
        Assert.Contains("another Darkroom is using it", await RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_settings_file_that_cannot_be_parsed_ends_the_start_with_one_sentence()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "appsettings.json"), "{ not json", Cancel);
        Assert.Contains("appsettings.json", await RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_during_the_start_ends_it_with_one_sentence_and_without_a_stack_trace_in_the_log()
    {
        using var stop = new CancellationTokenSource();
        var log = new LogLines();
        await using var app = await BuildAsync(log);
        await stop.CancelAsync();
        var fault = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.StartAsync(stop.Token));
        Assert.Equal("Darkroom was stopped before it had started.", StartFailures.Describe(fault, stopping: true));
        Assert.DoesNotContain("   at ", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_listen_has_begun_no_work()
    {
        await using var provider = await ScriptedServer.StartAsync();
        provider.On("/v1/responses", Scripts.Hang());
        (string, string)[] settings = OpenAiServer.Settings(provider, ("Jobs:OnInterrupted", "retry"));
        await using (var server = await RunningServer.StartOverAsync(_folder, settings))
        {
            await server.BeginAsync();
            await provider.RequestsAsync(1);
        }

        using var other = Listen(out var address);
        await Assert.ThrowsAsync<IOException>(() => RunningServer.StartOverAsync(_folder, [.. settings, ("urls", address)]));
        Assert.Single(provider.Requests);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("127.0.0.1:5080")]
    [InlineData("ftp://127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:port")]
    [InlineData("http://127.0.0.1:70000")]
    [InlineData("http://127.0.0.1:5080/darkroom")]
    [InlineData("http://localhost:0")]
    public async Task An_address_that_cannot_be_used_is_reported_with_the_other_wrong_settings(string address)
    {
        var refused = await Assert.ThrowsAsync<StartupException>(() => BuildAsync(new LogLines(), ("urls", address), ("Jobs:MaxTries", "0")));
        Assert.Contains("2 problems", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"urls = \"{address}\": ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Jobs:MaxTries = \"0\": choose 1 to 10", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("DARKROOM_ACCESS_KEY", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unexpected_failure_is_described_in_one_line_with_its_type()
    {
        var fault = new TypeInitializationException("Some.Type", new InvalidOperationException("First line\nsecond line"));
        Assert.Equal("Darkroom cannot start (InvalidOperationException): First line second line.", StartFailures.Describe(fault, stopping: false));
    }

    [Fact]
    public async Task A_switch_without_its_value_is_refused()
    {
        var refused = await Assert.ThrowsAsync<StartupException>(() => DarkroomServer.BuildAsync(
            ["--urls", "http://127.0.0.1:0", "--DARKROOM_ACCESS_KEY"], cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("--DARKROOM_ACCESS_KEY: the value is missing", refused.Message, StringComparison.Ordinal);
    }

    private static TcpListener Listen(out string address)
    {
        var listener = Listen(IPAddress.Loopback, 0);
        address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        return listener;
    }

    private static TcpListener Listen(IPAddress address, int port)
    {
        var listener = new TcpListener(address, port);
        listener.Start();
        return listener;
    }

    private Task<WebApplication> BuildAsync(LogLines log, params (string Key, string Value)[] settings) => DarkroomServer.BuildAsync([], builder =>
    {
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["urls"] = "http://127.0.0.1:0", ["DARKROOM_DATA"] = _folder });
        builder.Configuration.AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
    });

    /// <summary>Starts the real process and returns the only line that it may write.</summary>
    private async Task<string> RefusedAsync(params (string Key, string Value)[] settings)
    {
        await using var server = ServerProcess.Begin(_folder, settings);
        Assert.Equal(1, await server.Exited);
        return Assert.Single(server.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
