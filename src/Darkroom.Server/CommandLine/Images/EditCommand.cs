using System.CommandLine;
using Darkroom.Client;
using Darkroom.Server.CommandLine.Connection;

namespace Darkroom.Server.CommandLine.Images;

/// <summary>The command <c>edit IMAGE... "prompt"</c>: makes images from others and saves them.</summary>
internal static class EditCommand
{
    /// <summary>The length of the id of an image.</summary>
    private const int IdLength = 32;

    public static Command Create(CommandContext context)
    {
        // Two arguments would not do: the first one would take everything.
        var parts = new Argument<string[]>("IMAGE... PROMPT")
        {
            Description = "Files to work from, or ids of images in the gallery, the most important first; then what to make of them, or - to read it from the input",
            Arity = new ArgumentArity(2, 17),
        };
        var mask = new Option<string?>("--mask") { HelpName = "FILE", Description = "A PNG of the size of the first image, transparent where it may change" };
        var fidelity = new Option<string?>("--input-fidelity") { HelpName = "NAME", Description = "How closely the result follows the images: low or high" };
        var (options, connection) = (new GenerationOptions(), new ConnectionOptions());
        var command = new Command("edit", "Make images from other images and save them") { parts, mask, fidelity };
        options.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var all = arguments.GetRequiredValue(parts);
            var images = new List<ImageInput>();
            foreach (var image in all[..^1])
            {
                images.Add(await ReadAsync(image, cancellationToken));
            }

            var request = options.Read(arguments, await context.ReadPromptAsync(all[^1], cancellationToken)) with
            {
                Images = images,
                Mask = arguments.GetValue(mask) is { } file ? await ReadFileAsync(file, cancellationToken) : null,
                InputFidelity = arguments.GetValue(fidelity),
            };
            return await new GenerationCommand(context, arguments, options, connection).RunAsync(request, cancellationToken);
        });
        return command;
    }

    private static async Task<ImageInput> ReadAsync(string image, CancellationToken cancellationToken) =>
        image.Length == IdLength && image.All(char.IsAsciiHexDigitLower) && !File.Exists(image)
            ? ImageInput.FromGallery(image)
            : await ReadFileAsync(image, cancellationToken);

    private static async Task<ImageInput> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            return bytes.Length > 0 ? ImageInput.FromBytes(bytes) : throw new CommandException(ExitCodes.Usage, $"The file {path} is empty.");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                ExitCodes.Storage, refused is FileNotFoundException or DirectoryNotFoundException ? $"There is no file {path}." : $"{path} cannot be read: {refused.Message}");
        }
    }
}
