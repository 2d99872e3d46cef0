using System.CommandLine;
using Darkroom.Client;
using Darkroom.Server.CommandLine.Connection;
using Darkroom.Server.CommandLine.Terminal;
using NewGeneration = Darkroom.Client.NewGeneration;

namespace Darkroom.Server.CommandLine.Images;

/// <summary>What <c>generate</c> and <c>edit</c> do: start a generation, show how it develops, and save its images.</summary>
internal sealed class GenerationCommand(CommandContext context, ParseResult arguments, GenerationOptions options, ConnectionOptions connection)
{
    public async Task<int> RunAsync(NewGeneration request, CancellationToken cancellationToken)
    {
        // The terminal is asked first: it must not see keys that are pressed later.
        var protocol = options.ImagesOf(arguments);
        var terminal = context.IsTerminal && !arguments.GetValue(context.Json) ? TerminalProbe.Run(protocol) : null;
        await using var server = await connection.ConnectAsync(context, arguments, cancellationToken);
        if (request.Images is { Count: > 0 })
        {
            await CheckTakesImagesAsync(server.Client, request, cancellationToken);
        }

        var saved = SavedImages.Create(server.Client, options.FolderOf(arguments));
        IRunDisplay display = arguments.GetValue(context.Json) ? new JsonDisplay(context)
            : terminal is not null ? new TerminalDisplay(context, terminal)
            : new PlainDisplay(context);
        using var owned = display as IDisposable;
        return await new GenerationRun(server.Client, saved, display).RunAsync(request, cancellationToken);
    }

    /// <summary>
    /// Asks before the upload whether the provider can work from images. A server whose providers cannot refuses a large body before it reads what
    /// the request is, and could only answer that it is too large.
    /// </summary>
    /// <exception cref="CommandException">The provider generates from text only.</exception>
    private static async Task CheckTakesImagesAsync(DarkroomClient client, NewGeneration request, CancellationToken cancellationToken)
    {
        var list = await client.ListProvidersAsync(cancellationToken);
        if (list.Providers.FirstOrDefault(provider => provider.Id == (request.Provider ?? list.Default)) is not { Configured: true, Capabilities: not null } provider)
        {
            // The server says what is wrong with the provider.
            return;
        }

        // What the lists do not contain is for the server to decide.
        var takesImages = request.Model is null
            ? provider.Capabilities.Edits is not null
            : (await client.ListModelsAsync(provider.Id, cancellationToken)).FirstOrDefault(model => model.Name == request.Model) is not { MaxInputImages: 0 };
        if (!takesImages)
        {
            var others = string.Join(", ", list.Providers.Where(other => other is { Configured: true, Capabilities.Edits: not null }).Select(other => other.Id));
            throw new CommandException(
                ExitCodes.Usage,
                $"{provider.Name}{(request.Model is { } model ? $" with the model {model}" : "")} generates from text only. "
                    + (others.Length > 0 ? $"These providers work from images: {others}." : "No configured provider works from images: 'darkroom models' lists those that can."),
                ErrorCodes.InvalidRequest);
        }
    }
}
