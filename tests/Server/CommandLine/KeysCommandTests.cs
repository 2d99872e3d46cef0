using System.Net;
using System.Text.Json;
using Darkroom.Server.CommandLine;

namespace Darkroom.Tests.Server.CommandLine;

/// <summary>The command <c>keys list|add|revoke</c>.</summary>
public sealed class KeysCommandTests
{
    [Fact]
    public async Task A_key_is_created_listed_and_revoked_beside_a_running_server()
    {
        await using var server = await RunningServer.StartAsync();
        var made = await RunAsync(server.Folder, "keys", "add", "Open WebUI", "--scope", "read", "--images-per-day", "50", "--usd-per-month", "1.5", "--model", "painter");
        var secret = made.Output.Trim();
        Assert.Equal(ExitCodes.Ok, made.Exit);
        Assert.Matches("^dk_[A-Za-z0-9_-]{43}$", secret);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, secret));

        var listed = await RunAsync(server.Folder, "keys", "list", "--json");
        var key = JsonDocument.Parse(listed.Output).RootElement.GetProperty("keys")[0];
        Assert.Equal(("Open WebUI", "read", true), (key.GetProperty("name").GetString(), key.GetProperty("scope").GetString(), key.GetProperty("active").GetBoolean()));
        Assert.Equal((50, 1.5m), (key.GetProperty("limits").GetProperty("images_per_day").GetInt32(), key.GetProperty("limits").GetProperty("usd_per_month").GetDecimal()));
        Assert.DoesNotContain(secret, listed.Output, StringComparison.Ordinal);
        Assert.Contains($"dk_…{secret[^4..]}", (await RunAsync(server.Folder, "keys", "list")).Output, StringComparison.Ordinal);

        var revoked = await RunAsync(server.Folder, "keys", "revoke", key.GetProperty("id").GetString()!);
        Assert.Equal(ExitCodes.Ok, revoked.Exit);
        Assert.Contains("revoked", (await RunAsync(server.Folder, "keys", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_a_server_that_has_stopped_works_when_it_starts_again()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        try
        {
            await (await RunningServer.StartOverAsync(folder)).DisposeAsync();
            var made = await RunAsync(folder, "keys", "add", "a", "--json");

            await using var server = await RunningServer.StartOverAsync(folder);
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, JsonDocument.Parse(made.Output).RootElement.GetProperty("key").GetString()!));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task What_is_wrong_is_said_with_what_would_be_right()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        try
        {
            var none = await RunAsync(folder, "keys", "list");
            Assert.Equal(ExitCodes.Storage, none.Exit);
            Assert.Contains("Start Darkroom with this data folder once", none.Error, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(folder));

            await (await RunningServer.StartOverAsync(folder)).DisposeAsync();
            var negative = await RunAsync(folder, "keys", "add", "a", "--images-per-day", "-5");
            var past = await RunAsync(folder, "keys", "add", "a", "--expires-in-days", "0");
            var unknown = await RunAsync(folder, "keys", "revoke", new string('0', 32));

            Assert.Equal((ExitCodes.Usage, ExitCodes.Usage, ExitCodes.Failed), (negative.Exit, past.Exit, unknown.Exit));
            Assert.Contains("--images-per-day: Enter a number from 0", negative.Error, StringComparison.Ordinal);
            Assert.Contains("--expires-in-days: Enter a time in the future", past.Error, StringComparison.Ordinal);
            Assert.Contains("keys list shows the ids", unknown.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_provider_that_does_not_exist_is_refused_and_any_model_of_one_that_does_is_accepted()
    {
        await using var server = await RunningServer.StartAsync();

        var typo = await RunAsync(server.Folder, "keys", "add", "a", "--model", "paintr");
        var model = await RunAsync(server.Folder, "keys", "add", "a", "--model", "fal/fal-ai/made-yesterday", "--model", "openai");

        Assert.Equal((ExitCodes.Usage, ExitCodes.Ok), (typo.Exit, model.Exit));
        Assert.StartsWith("--model: There is no provider “paintr”. Choose from painter,", typo.Error, StringComparison.Ordinal);
        Assert.Equal(1, JsonDocument.Parse((await RunAsync(server.Folder, "keys", "list", "--json")).Output).RootElement.GetProperty("keys").GetArrayLength());
    }

    [Theory]
    [InlineData("--scope is one of read, generate, admin, not 'god'.", "--scope", "god")]
    [InlineData("--scope is one of read, generate, admin, not '1'.", "--scope", "1")]
    [InlineData("--expires-in-days is a whole number, not 'abc'.", "--expires-in-days", "abc")]
    [InlineData("--images-per-day is a whole number, not '1.5'.", "--images-per-day", "1.5")]
    [InlineData("--usd-per-day is a number, not 'abc'.", "--usd-per-day", "abc")]
    [InlineData("--usd-per-month is a number, not '1,5'.", "--usd-per-month", "1,5")]
    public async Task A_wrong_option_is_named_with_what_would_be_right(string message, params string[] options)
    {
        var run = await CommandRun.RunAsync(["keys", "add", "a", .. options]);

        Assert.Equal(ExitCodes.Usage, run.Exit);
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_has_no_names_of_types()
    {
        var help = (await CommandRun.RunAsync("keys", "add", "--help")).Output;

        Assert.Contains("--scope <read|generate|admin>", help, StringComparison.Ordinal);
        Assert.DoesNotContain("Generate", help, StringComparison.Ordinal);
    }

    private static Task<CommandRun> RunAsync(string folder, params string[] args) => CommandRun.RunAsync([.. args, "--DARKROOM_DATA", folder]);

    private static async Task<HttpStatusCode> StatusAsync(RunningServer server, string secret)
    {
        using var response = await server.Client.OpenAsync("/api/images", ("Authorization", $"Bearer {secret}"));
        return response.StatusCode;
    }
}
