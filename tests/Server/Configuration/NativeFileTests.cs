namespace Darkroom.Tests.Server.Configuration;

/// <summary>A native library that is missing or damaged ends the start with a sentence that names its file.</summary>
public sealed class NativeFileTests : IDisposable
{
    private readonly string _program = Directory.CreateTempSubdirectory("darkroom-program-").FullName;
    private readonly string _data = Directory.CreateTempSubdirectory("darkroom-data-").FullName;

    public NativeFileTests()
    {
        var from = AppContext.BaseDirectory;
        Directory.CreateDirectory(Path.Combine(_program, "fonts"));
        string[] files =
        [
            .. Directory.EnumerateFiles(from, "*.dll"), .. Directory.EnumerateFiles(from, "*.so*"), .. Directory.EnumerateFiles(from, "Darkroom.Server.*"),
            .. Directory.EnumerateFiles(Path.Combine(from, "fonts")),
        ];
        foreach (var file in files.Distinct())
        {
            File.Copy(file, Path.Combine(_program, Path.GetRelativePath(from, file)));
        }
    }

    public void Dispose()
    {
        Directory.Delete(_program, recursive: true);
        Directory.Delete(_data, recursive: true);
    }

    [Theory]
    [InlineData("libvips.so.42")]
    [InlineData("libe_sqlite3.so")]
    [InlineData("fonts/fonts.conf")]
    public async Task A_missing_file_is_named(string file)
    {
        File.Delete(Path.Combine(_program, file));

        Assert.Contains(file, await FailureAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("libvips.so.42", 0)]
    [InlineData("libvips.so.42", 40)]
    [InlineData("libvips.so.42", 2_000_000)]
    [InlineData("libvips.so.42", 18_000_000)]
    [InlineData("libe_sqlite3.so", 0)]
    [InlineData("libe_sqlite3.so", 500_000)]
    public async Task A_truncated_file_is_named(string file, long length)
    {
        using (var library = new FileStream(Path.Combine(_program, file), FileMode.Open))
        {
            library.SetLength(length);
        }

        var line = await FailureAsync();
        Assert.Contains(file, line, StringComparison.Ordinal);
        Assert.Contains("damaged", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("libvips.so.42")]
    [InlineData("libe_sqlite3.so")]
    public async Task A_file_that_is_no_library_is_named(string file)
    {
        await File.WriteAllTextAsync(Path.Combine(_program, file), "<html>404</html>", TestContext.Current.CancellationToken);

        Assert.Contains($"{file} is damaged", await FailureAsync(), StringComparison.Ordinal);
    }

    private async Task<string> FailureAsync()
    {
        await using var server = ListeningProcess.Begin(
            ["dotnet", Path.Combine(_program, "Darkroom.Server.dll")], _data, [("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("DARKROOM_DATA", _data)]);
        Assert.NotEqual(0, await server.Exited);
        return server.Output;
    }
}
