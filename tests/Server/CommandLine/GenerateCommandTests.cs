using Darkroom.Gallery;
using Darkroom.Server.CommandLine;
using Darkroom.Sqlite;
using Darkroom.Storage;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Server.CommandLine;

/// <summary>The commands <c>generate</c> and <c>edit</c>, without a terminal.</summary>
public sealed class GenerateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("darkroom-generate-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder, "data");

    private string Out => Path.Combine(_folder, "out");

    private string[] Local => ["-o", Out, "--DARKROOM_DATA", Data, "--Providers:painter:Pace", "0", "--Jobs:DrainSeconds=0"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Without_a_server_the_command_makes_the_image_itself_and_it_is_in_the_gallery()
    {
        var run = await CommandRun.RunAsync(["generate", "A red fox, at dawn", "--size", "64x96", "--seed", "7", .. Local]);

        Assert.Equal((ExitCodes.Ok, Path.Combine(Out, "a-red-fox-at-dawn.png") + "\n"), (run.Exit, run.Output));
        using var storage = SqliteStorage.Open(Data, TimeProvider.System);
        var image = Assert.Single((await storage.Gallery.PageAsync(new GalleryQuery(), Cancel)).Images);
        Assert.Equal(("A red fox, at dawn", 7L, new PixelSize(64, 96)), (image.Request.Prompt, image.Seed, image.Size));
        await using var original = (await storage.Blobs.OpenAsync(image.BlobHash, Cancel))!;
        Assert.Equal(await original.ReadToEndAsync(Cancel), await File.ReadAllBytesAsync(run.Output.TrimEnd(), Cancel));
    }

    [Fact]
    public async Task No_file_is_overwritten_and_none_is_left_unfinished()
    {
        await using var server = await RunningServer.StartAsync();
        await GenerateAsync(server, "a fox", "--size", "64x64");
        var before = await File.ReadAllBytesAsync(Path.Combine(Out, "a-fox.png"), Cancel);

        await GenerateAsync(server, "A fox!", "--size", "64x64", "-n", "2", "--seed", "99");

        Assert.Equal(["a-fox-2.png", "a-fox-3.png", "a-fox.png"], Directory.GetFiles(Out).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(Out, "a-fox.png"), Cancel));
    }

    [Fact]
    public async Task With_json_each_line_is_an_object_and_the_last_one_has_the_result()
    {
        await using var server = await RunningServer.StartAsync();

        var run = await GenerateAsync(server, "it's a fox", "-n", "2", "--size", "64x64", "--json");

        Assert.Equal((ExitCodes.Ok, ""), (run.Exit, run.Error));
        Assert.Equal(("started", "complete"), (run.Lines[0].GetProperty("event").GetString(), run.Lines[^1].GetProperty("event").GetString()));
        var result = run.Lines[^1].GetProperty("result");
        Assert.Equal(("completed", 0), (result.GetProperty("status").GetString(), result.GetProperty("exit_code").GetInt32()));
        Assert.Equal(2, run.Lines.Count(line => line.GetProperty("event").GetString() == "image"));
        Assert.All(result.GetProperty("images").EnumerateArray(), image => Assert.True(File.Exists(image.GetProperty("file").GetString())));
    }

    [Fact]
    public async Task A_hyphen_reads_the_prompt_from_the_input()
    {
        await using var server = await RunningServer.StartAsync();

        var run = await CommandRun.RunAsync("a fox\nin the snow\n", ["generate", "-", "--size", "64x64", "-o", Out, "--server", server.Address.ToString()]);
        var empty = await CommandRun.RunAsync("\n", ["generate", "-", "-o", Out, "--server", server.Address.ToString()]);
        var endless = await CommandRun.RunAsync(new string('x', 200_000), ["generate", "-", "-o", Out, "--server", server.Address.ToString()]);

        Assert.Equal(Path.Combine(Out, "a-fox-in-the-snow.png"), run.Output.TrimEnd());
        Assert.Equal((ExitCodes.Usage, ExitCodes.Usage), (empty.Exit, endless.Exit));
        Assert.Contains("The input is empty", empty.Error, StringComparison.Ordinal);
        Assert.Contains("longer than", endless.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edit_sends_images_and_mask_to_the_provider()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.SmallPng(3)));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        var (first, mask) = (Path.Combine(_folder, "first.png"), Path.Combine(_folder, "mask.png"));
        await File.WriteAllBytesAsync(first, TestImages.NoisyPng(64, 64), Cancel);
        await File.WriteAllBytesAsync(mask, Imaging.SampleImages.WithAlpha("pngsave_buffer", 64, 64), Cancel);

        var run = await CommandRun.RunAsync(
            "edit", first, first, "make it night", "--mask", mask, "--provider", "openai", "-o", Out, "--server", server.Address.ToString());

        Assert.True(run.Exit == ExitCodes.Ok, run.Error);
        Assert.Equal(2, service.Requests[0].Text.Split("\"input_image\"").Length - 1);
        Assert.Contains("input_image_mask", service.Requests[0].Text, StringComparison.Ordinal);
        Assert.Equal(TestImages.SmallPng(3), await File.ReadAllBytesAsync(Path.Combine(Out, "make-it-night.png"), Cancel));
    }

    [Theory]
    [InlineData(400, "moderation_blocked", ExitCodes.Moderation)]
    [InlineData(401, "invalid_api_key", ExitCodes.Access)]
    [InlineData(429, "insufficient_quota", ExitCodes.Limit)]
    [InlineData(503, "server_error", ExitCodes.Unavailable)]
    public async Task The_exit_code_is_the_kind_of_the_provider_s_failure(int status, string code, int exit)
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, Scripts.Answer(status, ResponsesScript.ErrorBody(code, "The service \e[2Jrefused.")));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service, ("Jobs:MaxTries", "1")));

        var run = await GenerateAsync(server, "a fox", "--provider", "openai");

        Assert.Equal((exit, ""), (run.Exit, run.Output));
        Assert.Contains("No image was saved; 1 failed.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Error);
    }

    [Fact]
    public async Task A_request_that_the_server_rejects_names_the_field()
    {
        await using var server = await RunningServer.StartAsync();

        var plain = await GenerateAsync(server, "a fox", "-n", "99");
        var json = await GenerateAsync(server, "a fox", "-n", "99", "--json");

        Assert.Equal((ExitCodes.Usage, ""), (plain.Exit, plain.Output));
        Assert.StartsWith("-n: ", plain.Error, StringComparison.Ordinal);
        Assert.Equal("invalid_request", json.Lines.Single().GetProperty("error").GetProperty("code").GetString());
        Assert.Empty(Directory.GetFiles(Out));
    }

    [Fact]
    public async Task A_wrong_key_is_a_failure_of_access_and_the_right_one_works()
    {
        const string key = "a-key-that-is-long-enough";
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", key));

        var (none, wrong) = (await GenerateAsync(server, "a fox"), await GenerateAsync(server, "a fox", "--key", "wrong"));
        var right = await GenerateAsync(server, "a fox", "--size", "64x64", "--key", key);

        Assert.Equal((ExitCodes.Access, ExitCodes.Access, ExitCodes.Ok), (none.Exit, wrong.Exit, right.Exit));
        Assert.Contains("--key", none.Error, StringComparison.Ordinal);
        Assert.Contains("is not the server's DARKROOM_ACCESS_KEY", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_cancels_the_run_on_the_server_and_keeps_what_is_finished()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.SmallPng(1)), new ResponsesScript().Begin().Hang());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service, ("Providers:openai:MaxConcurrency", "1")));
        using var stop = new CancellationTokenSource();
        await using var output = new StoppingWriter(stop);
        await using var error = new StringWriter();

        var exit = await Commands.RunAsync(
            ["generate", "a fox", "-n", "2", "--provider", "openai", "-o", Out, "--server", server.Address.ToString()],
            new CommandConsole(TextReader.Null, output, error),
            stop.Token);

        Assert.Equal(ExitCodes.Cancelled, exit);
        Assert.Contains("Cancelling. What is finished is kept", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Cancelled. 1 image saved.", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("a-fox.png", Path.GetFileName(Assert.Single(Directory.GetFiles(Out))));
        var queue = await (await server.Client.GetAsync("/api/queue", Cancel)).ReadJsonAsync();
        Assert.Equal(0, queue.GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_failure_of_storage()
    {
        await using var server = await RunningServer.StartAsync();
        await File.WriteAllTextAsync(Out, "a file", Cancel);

        var run = await GenerateAsync(server, "a fox");

        Assert.Equal(ExitCodes.Storage, run.Exit);
        Assert.Contains(Out, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Required argument 'PROMPT' missing", "generate")]
    [InlineData("-n is a whole number, not 'many'", "generate", "x", "-n", "many")]
    [InlineData("--seed is a whole number, not '1e400'", "generate", "x", "--seed", "1e400")]
    [InlineData("'--sise'", "generate", "x", "--sise", "64x64")]
    [InlineData("--images is one of auto, kitty, iterm, sixel, blocks, none, not '7'", "generate", "x", "--images", "7")]
    [InlineData("is not the address of a server", "generate", "x", "--server", "localhost")]
    [InlineData("is not the address of a server", "models", "--server", "ftp://127.0.0.1")]
    [InlineData("--DARKROOM_DATA: the value is missing", "generate", "x", "--DARKROOM_DATA")]
    [InlineData("IMAGE... PROMPT", "edit", "x")]
    public async Task Wrong_arguments_are_named_with_exit_code_2(string message, params string[] arguments)
    {
        var run = await CommandRun.RunAsync(arguments);

        Assert.Equal((ExitCodes.Usage, ""), (run.Exit, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_cannot_be_read_is_a_failure_of_files()
    {
        var missing = await CommandRun.RunAsync("edit", "nowhere.png", "x");
        var folder = await CommandRun.RunAsync("edit", _folder, "x");

        Assert.Equal((ExitCodes.Storage, ExitCodes.Storage), (missing.Exit, folder.Exit));
        Assert.Contains("There is no file nowhere.png", missing.Error, StringComparison.Ordinal);
        Assert.Contains($"{_folder} cannot be read", folder.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_created_is_a_failure_of_files()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", Cancel);

        var run = await CommandRun.RunAsync("generate", "a fox", "-o", Out, "--DARKROOM_DATA", Path.Combine(file, "data"));

        Assert.Equal(ExitCodes.Storage, run.Exit);
        Assert.Contains("cannot be created", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_of_a_provider_is_a_failure_of_access()
    {
        await using var server = await RunningServer.StartAsync();

        var run = await GenerateAsync(server, "a fox", "--provider", "openai");

        Assert.Equal(ExitCodes.Access, run.Exit);
        Assert.Contains("OPENAI_API_KEY", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_image_for_a_provider_that_takes_none_is_refused_for_that_reason_before_it_is_sent()
    {
        await using var server = await RunningServer.StartAsync();
        var image = Path.Combine(_folder, "large.png");
        await File.WriteAllBytesAsync(image, new byte[3_000_000], Cancel);

        var run = await CommandRun.RunAsync("edit", image, "make it night", "-o", Out, "--server", server.Address.ToString());

        Assert.Equal(ExitCodes.Usage, run.Exit);
        Assert.Contains("generates from text only", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("too large", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_are_never_saved_in_a_data_folder()
    {
        await using var server = await RunningServer.StartAsync();

        var run = await CommandRun.RunAsync("generate", "a fox", "-o", Path.Combine(server.Folder, "blobs", "mine"), "--server", server.Address.ToString());

        Assert.Equal(ExitCodes.Usage, run.Exit);
        Assert.Contains("is the data folder", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(server.Folder, "blobs", "mine")));
    }

    [Fact]
    public async Task A_request_that_the_server_rejects_names_the_option_and_not_the_field()
    {
        await using var server = await RunningServer.StartAsync();

        var run = await GenerateAsync(server, "a fox", "--format", "gif", "--compression", "50");

        Assert.Equal(ExitCodes.Usage, run.Exit);
        Assert.Contains("--format: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("output_", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(800, "Try again in 1 second.")]
    [InlineData(90_000, "Try again in 90 seconds.")]
    [InlineData(600_000, "Try again in 10 minutes.")]
    [InlineData(58_248_000, "Try again in 17 hours.")]
    [InlineData(1_000_000_000, "Try again in 12 days.")]
    public async Task A_wait_that_the_server_asks_for_is_written_in_a_fitting_unit(long milliseconds, string advice)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("/api/generations", Scripts.Answer(
            429, $$"""{"code":"quota","detail":"The limit is used up.","retry_after_ms":{{milliseconds}}}""", "application/problem+json"));

        var run = await CommandRun.RunAsync("generate", "a fox", "-o", Out, "--server", server.Address.ToString());

        Assert.Equal((ExitCodes.Limit, $"The limit is used up. {advice}"), (run.Exit, run.Error.TrimEnd()));
    }

    [Fact]
    public async Task What_is_written_about_one_of_several_images_is_about_that_image()
    {
        await using var server = await RunningServer.StartAsync();

        var run = await GenerateAsync(server, "a fox", "-n", "2", "--size", "64x64");

        Assert.Contains("Image 1 of 2: Generating…", run.Error, StringComparison.Ordinal);
        Assert.Contains("Image 2 of 2: Generating…", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("of 2 images", run.Error, StringComparison.Ordinal);
    }

    private Task<CommandRun> GenerateAsync(RunningServer server, string prompt, params string[] options) =>
        CommandRun.RunAsync(["generate", prompt, "-o", Out, "--server", server.Address.ToString(), .. options]);
}
