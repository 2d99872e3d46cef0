using System.Diagnostics;
using System.Text;
using Darkroom.Gallery;
using Darkroom.Imports;
using Darkroom.Server.CommandLine;
using Darkroom.Sqlite;
using Darkroom.Storage;

namespace Darkroom.Tests.Server.CommandLine;

/// <summary>The command <c>import FOLDER</c>.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("darkroom-import-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder, "data");

    private string Source => Path.Combine(_folder, "source");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Images_of_all_folders_are_in_the_gallery_with_derivatives_parameters_and_tags()
    {
        Write("2024-05-06/owl.png", PngWith("an owl\nSteps: 20, Seed: 5, Size: 8x8, Model: base"));
        Write("plain.png", TestImages.SmallPng(2));
        Write("notes.md", "not an image"u8.ToArray());

        var (exit, text) = await RunAsync("--tag", "holiday", "--tag=summer");

        Assert.Equal(0, exit);
        Assert.Contains("2 imported.", text, StringComparison.Ordinal);
        using var storage = SqliteStorage.Open(Data, TimeProvider.System);
        var owl = Assert.Single((await storage.Gallery.PageAsync(new GalleryQuery { View = GalleryViewParser.Parse("owl holiday summer").View }, Cancel)).Images);
        Assert.Equal((ImportSource.Automatic1111, "an owl", 5L, "base"), (owl.Source, owl.Request.Prompt, owl.Seed, owl.Model));
        Assert.Equal((new PixelSize(16, 16), "image/png"), (owl.Size, owl.Mime));
        Assert.Equal(new DateOnly(2024, 5, 6), DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(owl.CreatedAt, TimeZoneInfo.Local).DateTime));
        Assert.NotEmpty(owl.ThumbHash);
        foreach (var width in Derivative.Widths)
        {
            await using var derivative = await storage.Previews.OpenAsync(PreviewKey.OfDerivative(owl.BlobHash, width, Darkroom.Imaging.ImageFormat.Jpeg), Cancel);
            Assert.NotNull(derivative);
        }

        await using var original = (await storage.Blobs.OpenAsync(owl.BlobHash, Cancel))!;
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(Source, "2024-05-06/owl.png"), Cancel), await original.ReadToEndAsync(Cancel));
    }

    [Fact]
    public async Task A_second_run_imports_what_is_new_and_reads_nothing_else()
    {
        Write("a.png", TestImages.SmallPng(1));
        await RunAsync();
        Write("b.png", TestImages.SmallPng(2));

        Assert.Contains("1 imported, 1 imported earlier.", (await RunAsync()).Text, StringComparison.Ordinal);
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task A_copy_is_imported_once()
    {
        Write("a.png", TestImages.SmallPng(1));
        await RunAsync();
        Write("copy.png", TestImages.SmallPng(1));

        Assert.Contains("0 imported, 1 in the gallery already, 1 imported earlier.", (await RunAsync()).Text, StringComparison.Ordinal);
        Assert.Contains("0 imported, 2 imported earlier.", (await RunAsync()).Text, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task A_broken_file_stops_nothing_and_is_reported()
    {
        Write("a.png", TestImages.SmallPng(1));
        Write("b.png", TestImages.SmallPng(2)[..^40]);
        Write("c.png", "no image"u8.ToArray());
        Write("d.png", []);
        Write("e.png", TestImages.SmallPng(3));

        var (exit, text) = await RunAsync();

        Assert.Equal(1, exit);
        Assert.Contains("b.png: The PNG image is damaged", text, StringComparison.Ordinal);
        Assert.Contains("c.png: This is not a", text, StringComparison.Ordinal);
        Assert.Contains("d.png: The image is empty", text, StringComparison.Ordinal);
        Assert.Contains("2 imported, 3 not imported.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_that_are_not_understood_are_reported_and_the_image_is_imported()
    {
        Write("a.png", PngContainerWith("prompt", "[1, 2]"));

        var (exit, text) = await RunAsync();

        Assert.Equal(0, exit);
        Assert.Contains("a.png: The text 'prompt' is not understood; it is kept.", text, StringComparison.Ordinal);
        Assert.Contains("1 imported, 1 of them with parameters that are not understood.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_beside_the_image_has_its_parameters()
    {
        Write("a.png", TestImages.SmallPng(1));
        Write("a.txt", Encoding.UTF8.GetBytes("an owl\nSteps: 20, Seed: 5, Size: 8x8"));
        await RunAsync();

        using var storage = SqliteStorage.Open(Data, TimeProvider.System);
        Assert.Equal("an owl", (await storage.Gallery.PageAsync(new GalleryQuery(), Cancel)).Images.Single().Request.Prompt);
    }

    [Fact]
    public async Task Links_are_not_followed()
    {
        Write("../outside/secret.png", TestImages.SmallPng(1));
        Write("a.png", TestImages.SmallPng(2));
        File.CreateSymbolicLink(Path.Combine(Source, "link.png"), Path.Combine(_folder, "outside/secret.png"));
        Directory.CreateSymbolicLink(Path.Combine(Source, "folder"), Path.Combine(_folder, "outside"));
        Directory.CreateSymbolicLink(Path.Combine(Source, "loop"), Source);
        File.CreateSymbolicLink(Path.Combine(Source, "a.txt"), "/etc/hostname");

        Assert.Contains("1 imported.", (await RunAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_was_killed_is_continued_without_loss_and_without_duplicates()
    {
        const int count = 400;
        for (var i = 0; i < count; i++)
        {
            Write($"{i:000}.png", TestImages.SmallPng(i + 1));
        }

        SqliteStorage.Open(Data, TimeProvider.System).Dispose();
        var program = Path.Combine(AppContext.BaseDirectory, "Darkroom.Server.dll");
        using (var process = Process.Start(new ProcessStartInfo("dotnet", [program, "import", Source, "--DARKROOM_DATA", Data]) { RedirectStandardOutput = true })!)
        {
            using var watcher = new FileSystemWatcher(Path.Combine(Data, "blobs")) { IncludeSubdirectories = true };
            var (seen, many) = (0, new TaskCompletionSource());
            watcher.Renamed += (_, _) =>
            {
                if (Interlocked.Increment(ref seen) > 40)
                {
                    many.TrySetResult();
                }
            };
            watcher.EnableRaisingEvents = true;
            await Task.WhenAny(many.Task, process.WaitForExitAsync(Cancel));
            process.Kill();
            await process.WaitForExitAsync(Cancel);
            Assert.NotEqual(0, process.ExitCode);
        }

        var kept = await CountAsync();
        Assert.InRange(kept, 1, count - 1);
        await RunAsync();
        Assert.Equal(count, await CountAsync());
        Assert.Contains($"0 imported, {count} imported earlier", (await RunAsync()).Text, StringComparison.Ordinal);
        Assert.Empty(DatabaseCheck.Run(Data));
    }

    [Fact]
    public async Task What_is_imported_before_a_stop_is_kept()
    {
        for (var i = 0; i < 300; i++)
        {
            Write($"{i:000}.png", TestImages.SmallPng(i + 1));
        }

        Write("0.png", "no image"u8.ToArray());
        using var stop = new CancellationTokenSource();
        await using var output = new StoppingWriter(stop);
        var exit = await Commands.RunAsync(["import", Source, "--DARKROOM_DATA", Data], new CommandConsole(TextReader.Null, output, output), stop.Token);
        var kept = await CountAsync();
        var (_, text) = await RunAsync();

        Assert.Equal(ExitCodes.Cancelled, exit);
        Assert.Contains("Stopped; repeat the command to continue.", output.ToString(), StringComparison.Ordinal);
        Assert.InRange(kept, 1, 299);
        Assert.Contains($"{300 - kept} imported, {kept} imported earlier", text, StringComparison.Ordinal);
        Assert.Equal(300, await CountAsync());
    }

    [Fact]
    public async Task A_running_server_is_named_with_what_to_do_instead()
    {
        Write("a.png", TestImages.SmallPng(1));
        await using var server = await RunningServer.StartAsync();

        var refused = await CommandRun.RunAsync("import", Source, "--DARKROOM_DATA", server.Folder);

        Assert.Equal(ExitCodes.Storage, refused.Exit);
        Assert.Contains("another Darkroom is using it", refused.Error, StringComparison.Ordinal);
        Assert.Contains("/gallery/import", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_a_failure_of_files()
    {
        var refused = await CommandRun.RunAsync("import", Path.Combine(_folder, "nowhere"), "--DARKROOM_DATA", Data);

        Assert.Equal(ExitCodes.Storage, refused.Exit);
        Assert.Contains("There is no folder", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Required argument 'FOLDER' missing for command: 'import'.")]
    [InlineData("is the data folder", "data/blobs")]
    [InlineData("A tag has 1 to 100 characters", "source", "--tag", "a\u0007b")]
    public async Task Wrong_arguments_are_named(string message, params string[] arguments)
    {
        Directory.CreateDirectory(Path.Combine(Data, "blobs"));
        Directory.CreateDirectory(Source);
        string[] rest = arguments.Length == 0 ? [] : [Path.Combine(_folder, arguments[0]), .. arguments[1..]];

        var refused = await CommandRun.RunAsync(["import", .. rest, "--DARKROOM_DATA", Data]);

        Assert.Equal((ExitCodes.Usage, ""), (refused.Exit, refused.Output));
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_finds_no_problems_after_an_import()
    {
        Write("a.png", TestImages.SmallPng(1));
        await RunAsync();

        Assert.Equal(0, (await CommandRun.RunAsync("check", "--DARKROOM_DATA", Data)).Exit);
    }

    private void Write(string name, byte[] content)
    {
        var path = Path.Combine(Source, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    private static byte[] PngWith(string parameters) => PngContainerWith("parameters", parameters);

    private static byte[] PngContainerWith(string key, string text) =>
        Imaging.HandMade.WithChunk(TestImages.SmallPng(), "tEXt", [.. Encoding.ASCII.GetBytes(key), 0, .. Encoding.UTF8.GetBytes(text)]);

    private async Task<int> CountAsync()
    {
        using var storage = SqliteStorage.Open(Data, TimeProvider.System);
        return (int)(await storage.Gallery.CountAsync(Cancel)).Images;
    }

    private async Task<(int Exit, string Text)> RunAsync(params string[] options)
    {
        var run = await CommandRun.RunAsync(["import", Source, .. options, "--DARKROOM_DATA", Data]);
        return (run.Exit, run.Output);
    }
}
