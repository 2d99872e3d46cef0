using System.CommandLine;
using Darkroom.Sqlite;

namespace Darkroom.Server.CommandLine;

/// <summary>The command <c>backup DIR</c>: copies the data folder, also while Darkroom runs.</summary>
internal static class BackupCommand
{
    public static Command Create(CommandContext context)
    {
        var target = new Argument<string>("DIR") { Description = "The folder for the copy: a new or an empty one" };
        var command = new Command("backup", "Copy the data folder, also while Darkroom runs") { target };
        command.SetAction((arguments, _) => RunAsync(context, arguments, arguments.GetRequiredValue(target)));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult arguments, string target)
    {
        var (folder, copy) = (context.DataFolder(), Path.GetFullPath(target));
        if (DataFolder.Around(copy) is { } data)
        {
            throw new CommandException(ExitCodes.Usage, $"{copy} is the data folder {data} or in it. A backup belongs outside of data folders, best on another disk.");
        }

        var files = DataBackup.Run(folder, copy);
        if (arguments.GetValue(context.Json))
        {
            await context.WriteJsonAsync(new BackupResult(folder, copy, files), CommandJson.Default.BackupResult);
        }
        else
        {
            await context.Output.WriteLineAsync($"{folder} was copied to {copy}: the database and {files} files.");
        }

        return ExitCodes.Ok;
    }
}
