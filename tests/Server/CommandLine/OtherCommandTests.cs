using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Darkroom.Server.CommandLine;
using Darkroom.Server.Http;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Server.CommandLine;

/// <summary>The commands <c>models</c>, <c>export</c>, <c>doctor</c> and <c>completion</c>.</summary>
public sealed class OtherCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("darkroom-commands-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Models_lists_abilities_and_prices_and_what_is_not_configured()
    {
        await using var server = await RunningServer.StartAsync();

        var table = await CommandRun.RunAsync("models", "--server", server.Address.ToString());
        var json = await CommandRun.RunAsync("models", "painter", "--json", "--server", server.Address.ToString());
        var unknown = await CommandRun.RunAsync("models", "nothing", "--server", server.Address.ToString());

        Assert.Contains("painter (default)", table.Output, StringComparison.Ordinal);
        Assert.Contains("not configured: set ", table.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', table.Output);
        var painter = Assert.Single(json.Lines.Single().GetProperty("providers").EnumerateArray());
        Assert.True(painter.GetProperty("configured").GetBoolean());
        Assert.Equal(ExitCodes.Usage, unknown.Exit);
        Assert.Contains("painter", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_copies_the_images_of_a_query_once()
    {
        await using var server = await RunningServer.StartAsync();
        await server.PaintOneAsync();
        await server.PaintOneAsync();
        var target = Path.Combine(_folder, "images");

        var first = await CommandRun.RunAsync("export", "fox", "--to", target, "--server", server.Address.ToString());
        var second = await CommandRun.RunAsync("export", "--to", target, "--json", "--server", server.Address.ToString());
        var nothing = await CommandRun.RunAsync("export", "owl", "--to", target, "--json", "--server", server.Address.ToString());

        Assert.True(first.Exit == ExitCodes.Ok, first.Error);
        Assert.Contains("2 images", first.Output, StringComparison.Ordinal);
        Assert.Equal((0, 2), (second.Lines.Single().GetProperty("images").GetInt32(), second.Lines.Single().GetProperty("present").GetInt32()));
        Assert.Equal(0, nothing.Lines.Single().GetProperty("images").GetInt32());
        Assert.Equal(2, Directory.GetFiles(target).Length);
    }

    [Fact]
    public async Task Export_writes_a_zip_and_never_over_a_file()
    {
        await using var server = await RunningServer.StartAsync();
        await server.PaintOneAsync();
        var target = Path.Combine(_folder, "images.zip");

        var first = await CommandRun.RunAsync("export", "--to", target, "--server", server.Address.ToString());
        var second = await CommandRun.RunAsync("export", "--to", target, "--server", server.Address.ToString());

        Assert.True(first.Exit == ExitCodes.Ok, first.Error);
        await using var zip = await ZipFile.OpenReadAsync(target, Cancel);
        Assert.Contains(zip.Entries, entry => entry.Name.EndsWith(".png", StringComparison.Ordinal));
        Assert.Equal(ExitCodes.Storage, second.Exit);
        Assert.Contains("exists", second.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("images")]
    [InlineData("images.zip")]
    public async Task Export_of_nothing_says_so_and_writes_nothing(string name)
    {
        await using var server = await RunningServer.StartAsync();
        await server.PaintOneAsync();
        var target = Path.Combine(_folder, name);

        var run = await CommandRun.RunAsync("export", "owl", "--to", target, "--server", server.Address.ToString());

        Assert.Equal((ExitCodes.Ok, "No image matches: nothing was written."), (run.Exit, run.Output.TrimEnd()));
        Assert.False(Path.Exists(target));
    }

    [Theory]
    [InlineData("")]
    [InlineData("blobs")]
    [InlineData("images.zip")]
    public async Task Export_never_writes_into_the_data_folder(string name)
    {
        await using var server = await RunningServer.StartAsync();
        await server.PaintOneAsync();
        var before = Directory.GetFileSystemEntries(server.Folder, "*.*g", SearchOption.AllDirectories);

        var run = await CommandRun.RunAsync("export", "--to", Path.Combine(server.Folder, name), "--DARKROOM_DATA", server.Folder, "--server", server.Address.ToString());

        Assert.Equal(ExitCodes.Usage, run.Exit);
        Assert.Contains("is the data folder", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(server.Folder, "*.*g", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Doctor_tests_the_chosen_server_and_its_key()
    {
        const string key = "a-key-that-is-long-enough";
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", key));

        var (right, wrong, none) = (await DoctorAsync(server.Address, "--key", key), await DoctorAsync(server.Address, "--key", "wrong"), await DoctorAsync(server.Address));

        Assert.Equal((ExitCodes.Ok, ExitCodes.Failed, ExitCodes.Failed), (right.Exit, wrong.Exit, none.Exit));
        Assert.Contains($"OK      server: Darkroom {ProgramVersion.Text} at {server.Address} is ready.", right.Output, StringComparison.Ordinal);
        Assert.Contains("OK      access key: The server accepts the key.", right.Output, StringComparison.Ordinal);
        Assert.Contains("ERROR   access key: The key in Authorization is not the server's", wrong.Output, StringComparison.Ordinal);
        Assert.Contains("ERROR   access key: Send an API key", none.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, """{"status":"ready","version":"99.0.0"}""", "WARNING server: Darkroom 99.0.0 at ")]
    [InlineData(200, """{"status":"ready"}""", "OK      server: Darkroom at ")]
    [InlineData(503, """{"title":"Not ready."}""", "ERROR   server: The server at ")]
    [InlineData(404, "", "ERROR   server: What answers at ")]
    [InlineData(200, "hello", "ERROR   server: What answers at ")]
    public async Task Doctor_says_what_the_chosen_server_answers(int status, string answer, string finding)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("/health/ready", Scripts.Answer(status, answer));
        server.On("/api/providers", Scripts.Answer(200, """{"default":"painter","providers":[]}"""));

        Assert.Contains(finding, (await DoctorAsync(server.Address)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_names_a_server_that_cannot_be_reached_and_a_key_without_a_server()
    {
        var unreachable = await DoctorAsync(new Uri("http://127.0.0.1:1"));
        var alone = await CommandRun.RunAsync("doctor", "--key", "x", "--urls=http://127.0.0.1:0", "--DARKROOM_DATA", Path.Combine(_folder, "data"));

        Assert.Equal((ExitCodes.Failed, ExitCodes.Ok), (unreachable.Exit, alone.Exit));
        Assert.Contains("ERROR   server: The server at http://127.0.0.1:1/ cannot be reached", unreachable.Output, StringComparison.Ordinal);
        Assert.Contains("WARNING access key: The key was not tested, because no server runs.", alone.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/data")]
    public async Task Doctor_names_a_file_in_place_of_the_data_folder(string path)
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", Cancel);

        var run = await CommandRun.RunAsync("doctor", "--urls=http://127.0.0.1:0", "--DARKROOM_DATA", Path.Combine(_folder, path));

        Assert.Equal(ExitCodes.Failed, run.Exit);
        Assert.Contains($"ERROR   data folder: {file} is a file, not a folder.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_finds_no_errors_where_there_are_none_and_asks_providers_if_it_may()
    {
        var run = await CommandRun.RunAsync("doctor", "--json", "--online", "--urls=http://127.0.0.1:0", "--DARKROOM_DATA", Path.Combine(_folder, "data"));

        Assert.True(run.Exit == ExitCodes.Ok, run.Output);
        var checks = run.Lines.Single().GetProperty("findings").EnumerateArray().ToDictionary(
            found => found.GetProperty("check").GetString()!, found => found.GetProperty("status").GetString());
        Assert.Equal(
            ["address", "clock", "data folder", "database library", "disk space", "fonts", "image library", "provider painter", "settings"],
            checks.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("ok", checks["provider painter"]);
    }

    [Fact]
    public async Task Doctor_names_an_address_in_use_and_a_folder_that_cannot_be_written()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", Cancel);

        var run = await CommandRun.RunAsync(
            "doctor", $"--urls=http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}", "--DARKROOM_DATA", Path.Combine("/proc", "darkroom"));

        Assert.Equal(ExitCodes.Failed, run.Exit);
        Assert.Contains("ERROR   address: A server cannot listen", run.Output, StringComparison.Ordinal);
        Assert.Contains("ERROR   data folder: /proc cannot be written: the file system accepts nothing new there.", run.Output, StringComparison.Ordinal);
        Assert.Contains("set ASPNETCORE_URLS to another address", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:99999", "the port must be 0 to 65535")]
    [InlineData("127.0.0.1:5080", "not an address to listen on")]
    public async Task Doctor_names_an_address_that_the_server_would_reject(string address, string problem)
    {
        var run = await CommandRun.RunAsync("doctor", $"--urls={address}", "--DARKROOM_DATA", Path.Combine(_folder, "data"));

        Assert.Equal(ExitCodes.Failed, run.Exit);
        Assert.Contains($"ERROR   address: A server cannot listen on {address}: {problem}.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_asks_a_server_below_a_path()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("/darkroom/api/providers", Scripts.Answer(200, """{"default":"painter","providers":[{"id":"painter","name":"Painter","configured":true}]}"""));
        server.On("/darkroom/api/providers/painter/test", Scripts.Answer(200, """{"result":"ok","message":"It works."}"""));

        var run = await CommandRun.RunAsync(
            "doctor", "--online", "--server", new Uri(server.Address, "darkroom").ToString(), "--urls=http://127.0.0.1:0", "--DARKROOM_DATA", Path.Combine(_folder, "data"));

        Assert.Contains("provider painter: It works.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_names_a_setting_that_is_not_valid()
    {
        var run = await CommandRun.RunAsync("doctor", "--Jobs:MaxTries", "many", "--DARKROOM_DATA", _folder);

        Assert.Equal(ExitCodes.Failed, run.Exit);
        Assert.Contains("Jobs:MaxTries", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Completion_prints_a_script_that_asks_the_program(string shell) =>
        Assert.Contains("darkroom complete --position", (await CommandRun.RunAsync("completion", shell)).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("darkroom gen", "generate")]
    [InlineData("darkroom generate x --neg", "--negative-prompt")]
    [InlineData("darkroom generate x --images k", "kitty")]
    [InlineData("darkroom completion z", "zsh")]
    public async Task A_word_is_completed(string line, string word)
    {
        var run = await CommandRun.RunAsync("complete", "--position", line.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), "--", line);

        Assert.Contains(word, run.Output.Split('\n'));
    }

    private Task<CommandRun> DoctorAsync(Uri server, params string[] options) => CommandRun.RunAsync(
        ["doctor", "--server", server.ToString(), "--urls=http://127.0.0.1:0", "--DARKROOM_DATA", Path.Combine(_folder, "data"), .. options]);
}
