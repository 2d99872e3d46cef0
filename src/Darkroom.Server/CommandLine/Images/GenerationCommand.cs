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
        var saved = SavedImages.Create(server.Client, options.FolderOf(arguments));
        IRunDisplay display = arguments.GetValue(context.Json) ? new JsonDisplay(context)
            : terminal is not null ? new TerminalDisplay(context, terminal)
            : new PlainDisplay(context);
        using var owned = display as IDisposable;
        return await new GenerationRun(server.Client, saved, display).RunAsync(request, cancellationToken);
    }
}
