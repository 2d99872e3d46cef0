using System.CommandLine;
using System.CommandLine.Help;

namespace Darkroom.Server.CommandLine;

/// <summary>All commands. Each is created in its own file.</summary>
internal static class CommandTree
{
    private const string Description =
        "Darkroom, a studio and gallery for AI images. Without a command it serves.\n\n"
        + "Settings are environment variables, lines in .env.local, or arguments such as --DARKROOM_DATA DIR: docs/guide/configuration.md.";

    public static Command Create(CommandContext context) => new("darkroom", Description)
    {
        context.Json,
        new HelpOption(),
        new VersionOption(),
        ServeCommand.Create(),
        ImportCommand.Create(context),
        CheckCommand.Create(context),
        BackupCommand.Create(context),
        KeysCommand.Create(context),
    };
}
