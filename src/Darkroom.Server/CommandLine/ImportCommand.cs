using System.CommandLine;
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

    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string>("FOLDER") { Description = "The folder with the images; the folders in it are read too" };
        var tags = new Option<string[]>("--tag") { Description = "A tag for the new images; may be repeated" };
        var command = new Command("import", "Add the images of a folder to the gallery, while Darkroom does not run") { folder, tags };
        command.SetAction((arguments, cancellationToken) =>
            RunAsync(context, arguments, arguments.GetRequiredValue(folder), arguments.GetValue(tags) ?? [], cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context, ParseResult arguments, string folder, string[] names, CancellationToken cancellationToken)
    {
        var tags = ImportTags.Read(names, out var problem);
        if (problem is not null)
        {
            throw new CommandException(ExitCodes.Usage, problem);
        }

        var settings = context.ReadSettings();
        var (root, data) = (Path.GetFullPath(folder), settings.DataFolder);
        Check(root, data);
        using var storage = Open(data, settings);
        var originals = new OriginalImages(storage.Blobs, storage.Previews, new ImagePipeline(new ImagingOptions()), settings.ImageLimits);
        var importer = new ImageImporter(
            storage.Imports, originals, settings.ImageLimits, settings.Gallery.Zone ?? TimeProvider.System.LocalTimeZone, TimeProvider.System);
        var import = new FolderImport(importer, storage.Imports).RunAsync(root, data, tags, cancellationToken);
        var result = await FollowAsync(import, root, context.Messages(arguments));
        if (arguments.GetValue(context.Json))
        {
            await context.WriteJsonAsync(result, CommandJson.Default.ImportSummary);
        }

        return result.Stopped ? ExitCodes.Cancelled : result.Rejected > 0 ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static void Check(string root, string data)
    {
        if (!Directory.Exists(root))
        {
            throw new CommandException(ExitCodes.Storage, $"There is no folder {root}.");
        }

        if (ImportFolders.IsIn(root, data))
        {
            throw new CommandException(ExitCodes.Usage, $"{root} is the data folder of Darkroom or in it. Its images are in the gallery already.");
        }

        if (Vips.Start() is VipsStatus.Unusable(var message))
        {
            throw new StartupException(message);
        }
    }

    private static async Task<ImportSummary> FollowAsync(IAsyncEnumerable<ImportResult> results, string root, TextWriter messages)
    {
        var (counts, remarks) = (new ImportCounts(), new List<string>());
        var (reported, stopped) = (TimeProvider.System.GetTimestamp(), false);
        try
        {
            await foreach (var result in results)
            {
                counts.Add(result);
                if (result.Remark is { } remark)
                {
                    remarks.Add($"{result.Name}: {remark}");
                    await messages.WriteLineAsync(remarks[^1]);
                }

                if (TimeProvider.System.GetElapsedTime(reported) >= ProgressEvery)
                {
                    reported = TimeProvider.System.GetTimestamp();
                    await messages.WriteLineAsync($"{counts}…");
                }
            }
        }
        catch (OperationCanceledException)
        {
            stopped = true;
        }
        catch (StorageException fault)
        {
            throw new CommandException(
                ExitCodes.Storage, $"{counts}. {fault.Message} What was imported is kept; repeat the command to continue.");
        }

        await messages.WriteLineAsync($"{root}: {counts}.{(stopped ? " Stopped; repeat the command to continue." : "")}");
        return new ImportSummary(root, counts.Imported, counts.Rejected, counts.ToString(), remarks, stopped);
    }

    private static SqliteStorage Open(string data, ServerSettings settings)
    {
        try
        {
            return SqliteStorage.Open(data, TimeProvider.System, settings.Gallery.Zone);
        }
        catch (IOException refused)
        {
            throw new CommandException(ExitCodes.Storage, $"{refused.Message} While Darkroom runs, use its page /gallery/import.");
        }
    }
}
