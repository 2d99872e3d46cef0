using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Imports;
using Darkroom.Server.Configuration;
using Darkroom.Sqlite;
using Darkroom.Storage;

namespace Darkroom.Server.CommandLine;

/// <summary>The command <c>import FOLDER [--tag T]</c>: adds the images of a folder to the gallery.</summary>
internal static class ImportCommand
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(2);

    /// <param name="options">Tags, and settings.</param>
    /// <param name="read">Reads the settings.</param>
    /// <returns>The exit code: 1 if a file was not imported, or the import was stopped.</returns>
    /// <exception cref="StartupException">The folder, a tag or the data folder cannot be used; the message says why.</exception>
    public static async Task<int> RunAsync(
        string folder, string[] options, Func<string[], ServerSettings> read, TextWriter output, CancellationToken cancellationToken)
    {
        var (tags, rest) = TakeTags(options);
        var settings = read(rest);
        var root = Path.GetFullPath(folder);
        if (!Directory.Exists(root))
        {
            throw new StartupException($"There is no folder {root}.");
        }

        var data = Path.GetFullPath(settings.DataFolder);
        if (ImportFolders.IsIn(root, data))
        {
            throw new StartupException($"{root} is the data folder of Darkroom or in it. Its images are in the gallery already.");
        }

        if (Vips.Start() is VipsStatus.Unusable(var message))
        {
            throw new StartupException(message);
        }

        using var storage = Open(data, settings);
        var originals = new OriginalImages(storage.Blobs, storage.Previews, new ImagePipeline(new ImagingOptions()), settings.ImageLimits);
        var importer = new ImageImporter(
            storage.Imports, originals, settings.ImageLimits, settings.Gallery.Zone ?? TimeProvider.System.LocalTimeZone, TimeProvider.System);
        return await RunAsync(new FolderImport(importer, storage.Imports).RunAsync(root, data, tags, cancellationToken), root, output);
    }

    private static async Task<int> RunAsync(IAsyncEnumerable<ImportResult> results, string root, TextWriter output)
    {
        var counts = new ImportCounts();
        var (reported, stopped) = (TimeProvider.System.GetTimestamp(), false);
        try
        {
            await foreach (var result in results)
            {
                counts.Add(result);
                if (result.Remark is { } remark)
                {
                    await output.WriteLineAsync($"{result.Name}: {remark}");
                }

                if (TimeProvider.System.GetElapsedTime(reported) >= ProgressEvery)
                {
                    reported = TimeProvider.System.GetTimestamp();
                    await output.WriteLineAsync($"{counts}…");
                }
            }
        }
        catch (OperationCanceledException)
        {
            stopped = true;
        }
        catch (StorageException fault)
        {
            throw new StartupException($"{counts}. {fault.Message} What was imported is kept; repeat the command to continue.");
        }

        await output.WriteLineAsync($"{root}: {counts}.{(stopped ? " Stopped; repeat the command to continue." : "")}");
        return stopped || counts.Rejected > 0 ? 1 : 0;
    }

    private static SqliteStorage Open(string data, ServerSettings settings)
    {
        try
        {
            return SqliteStorage.Open(data, TimeProvider.System, settings.Gallery.Zone);
        }
        catch (IOException refused)
        {
            throw new StartupException($"{refused.Message} While Darkroom runs, use its page /gallery/import.");
        }
    }

    private static (ImmutableArray<string> Tags, string[] Settings) TakeTags(string[] options)
    {
        var (names, rest) = (new List<string>(), new List<string>());
        for (var i = 0; i < options.Length; i++)
        {
            if (options[i] == "--tag" && i + 1 < options.Length)
            {
                names.Add(options[++i]);
            }
            else if (options[i].StartsWith("--tag=", StringComparison.Ordinal))
            {
                names.Add(options[i]["--tag=".Length..]);
            }
            else
            {
                rest.Add(options[i]);
            }
        }

        var tags = ImportTags.Read(names, out var problem);
        return problem is null ? (tags, [.. rest]) : throw new StartupException(problem);
    }
}
