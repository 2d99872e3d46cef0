using System.CommandLine;
using Darkroom.Server.CommandLine.Connection;

namespace Darkroom.Server.CommandLine.Images;

/// <summary>The command <c>generate "prompt"</c>: makes images and saves them.</summary>
internal static class GenerateCommand
{
    public static Command Create(CommandContext context)
    {
        var prompt = new Argument<string>("PROMPT") { Description = "What the images show; - reads it from the input" };
        var (options, connection) = (new GenerationOptions(), new ConnectionOptions());
        var command = new Command("generate", "Make images and save them") { prompt };
        options.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var request = options.Read(arguments, await context.ReadPromptAsync(arguments.GetRequiredValue(prompt), cancellationToken));
            return await new GenerationCommand(context, arguments, options, connection).RunAsync(request, cancellationToken);
        });
        return command;
    }
}
