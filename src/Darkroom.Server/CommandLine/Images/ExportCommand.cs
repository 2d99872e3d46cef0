using System.CommandLine;
using Darkroom.Client;
using Darkroom.Imaging;
using Darkroom.Packaging;
using Darkroom.Server.CommandLine.Connection;
using Darkroom.Server.CommandLine.Terminal;

namespace Darkroom.Server.CommandLine.Images;

/// <summary>The command <c>export [QUERY] --to DIR|FILE.zip</c>: copies originals out of the gallery.</summary>
internal static class ExportCommand
{
    public static Command Create(CommandContext context)
    {
        var query = new Argument<string>("QUERY")
        {
            Description = "Which images, as in the gallery's search field, such as 'fox is:favorite'; all by default",
            DefaultValueFactory = _ => "",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var target = new Option<string>("--to") { HelpName = "DIR|FILE.zip", Description = "A folder, which is created, or a new zip file", Required = true };
        var connection = new ConnectionOptions();
        var command = new Command("export", "Copy originals out of the gallery, to a folder or a zip file") { query, target };
        connection.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var (text, path) = (arguments.GetValue(query) ?? "", Path.GetFullPath(arguments.GetRequiredValue(target)));
            await using var server = await connection.ConnectAsync(context, arguments, cancellationToken);
            var selected = new ImageQuery { Text = text.Length == 0 ? null : text };
            var result = (await server.Client.GetImagesAsync(selected with { PageSize = 1 }, cursor: null, cancellationToken)).Images.Count == 0
                ? new ExportResult(path, 0, 0, 0)
                : path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)
                ? await ToZipAsync(server.Client, text, path, cancellationToken)
                : await ToFolderAsync(server.Client, selected, path, context.Error, cancellationToken);
            if (arguments.GetValue(context.Json))
            {
                await context.WriteJsonAsync(result, CommandJson.Default.ExportResult);
            }
            else
            {
                await context.Output.WriteLineAsync(ToSentence(result));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<ExportResult> ToZipAsync(DarkroomClient client, string query, string path, CancellationToken cancellationToken)
    {
        if (Path.Exists(path))
        {
            throw new CommandException(ExitCodes.Storage, $"{path} exists. Nothing is overwritten: choose another name.");
        }

        DownloadedFile? zip = null;
        var folder = Path.GetDirectoryName(path)!;
        var saved = await SavedImages.Create(client, folder).SaveAsync(
            Path.GetFileNameWithoutExtension(path),
            Path.GetExtension(path),
            async file => zip = await client.DownloadZipAsync(new NewDownload { Select = new ImageSelection { View = query } }, file, cancellationToken));
        return new ExportResult(saved, null, 0, zip!.Length);
    }

    /// <summary>Copies image by image. Names contain the ids, so that a second run copies only what is new.</summary>
    private static async Task<ExportResult> ToFolderAsync(
        DarkroomClient client, ImageQuery query, string folder, TextWriter messages, CancellationToken cancellationToken)
    {
        var files = SavedImages.Create(client, folder);
        var (copied, present, bytes) = (0, 0, 0L);
        await foreach (var image in client.ListImagesAsync(query, cancellationToken))
        {
            var name = NameOf(image);
            var path = Path.Combine(folder, name + (ImageFormats.FindByMime(image.Mime)?.Extension() ?? ".bin"));
            if (File.Exists(path))
            {
                present++;
                continue;
            }

            await messages.WriteLineAsync(TerminalText.Clean(await files.SaveAsync(image.Id, image.Mime, name, cancellationToken)));
            (copied, bytes) = (copied + 1, bytes + image.Bytes);
        }

        return new ExportResult(folder, copied, present, bytes);
    }

    private static string NameOf(GalleryImage image) => FileNames.Safe(
        $"{image.CreatedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}_{FileNames.Slug(image.Prompt)}_{FileNames.Slug(image.Id)}", "image", FileNames.MaxBytes);

    private static string ToSentence(ExportResult result) => result is { Images: 0, Present: 0 }
        ? "No image matches: nothing was written."
        : result.Images is { } images
        ? $"{result.To}: {PageText.Images(images)}, {PageText.Bytes(result.Bytes)}{(result.Present > 0 ? $"; {PageText.Images(result.Present)} there already" : "")}."
        : $"{result.To}: {PageText.Bytes(result.Bytes)}.";
}

/// <summary>The output of <c>export --json</c>.</summary>
/// <param name="To">The folder or the zip, which is not written if no image matches.</param>
/// <param name="Images">The number of copied images, 0 if none matches; null for a zip with images.</param>
/// <param name="Present">The number of images that were in the folder already.</param>
internal sealed record ExportResult(string To, int? Images, int Present, long Bytes);
