using System.CommandLine;
using System.CommandLine.Help;
using Darkroom.Server.CommandLine.Checks;
using Darkroom.Server.CommandLine.Images;

namespace Darkroom.Server.CommandLine;

/// <summary>All commands. Each is created in its own file.</summary>
internal static class CommandTree
{
    private const string Description =
        "Darkroom, a studio and gallery for AI images. Without a command it serves.\n\n"
        + "Settings are environment variables, lines in .env.local, or arguments such as --DARKROOM_DATA DIR: docs/guide/configuration.md.";

    public static Command Create(CommandContext context)
    {
        var root = new Command("darkroom", Description)
        {
            context.Json,
            new HelpOption(),
            new VersionOption(),
            ServeCommand.Create(),
            GenerateCommand.Create(context),
            EditCommand.Create(context),
            ModelsCommand.Create(context),
            ExportCommand.Create(context),
            ImportCommand.Create(context),
            CheckCommand.Create(context),
            BackupCommand.Create(context),
            KeysCommand.Create(context),
            McpCommand.Create(context),
            DoctorCommand.Create(context),
            CompletionCommand.Create(context),
        };
        root.Add(CompletionCommand.CreateComplete(context, root));
        return root;
    }
}
