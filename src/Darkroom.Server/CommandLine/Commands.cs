using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Server.Configuration;
using Darkroom.Sqlite;

namespace Darkroom.Server.CommandLine;

/// <summary>The commands that the program runs instead of serving: <c>check</c>, <c>backup DIR</c> and <c>import FOLDER</c>.</summary>
internal static class Commands
{
    private const string Help =
        """
        Darkroom serves on http://127.0.0.1:5080; --urls or ASPNETCORE_URLS sets another address.

          check         reads the whole data folder and reports what is wrong
          backup DIR    copies the data folder, also while Darkroom runs
          import FOLDER [--tag T]
                        adds the images of a folder to the gallery, while Darkroom does not run

        Settings are environment variables or lines in .env.local: docs/guide/configuration.md.
        """;

    /// <returns>The exit code; null if the arguments are not a command and the server should run.</returns>
    /// <exception cref="StartupException">The command failed; the message says why.</exception>
    public static async Task<int?> RunAsync(string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        if (args is ["--help" or "-h" or "help", ..])
        {
            await output.WriteLineAsync(Help);
            return 0;
        }

        if (args is not [var command, ..] || command.StartsWith('-') || command.StartsWith('/') || command.Contains('=', StringComparison.Ordinal))
        {
            return null;
        }

        var rest = args[1..];
        try
        {
            return command switch
            {
                "check" => await CheckAsync(DataFolder(rest), output, cancellationToken),
                "backup" when rest is [var target, .. var options] && !target.StartsWith('-') =>
                    await BackupAsync(DataFolder(options), target, output),
                "backup" => throw new StartupException("The folder for the copy is missing: backup DIR"),
                "import" when rest is [var folder, .. var options] && !folder.StartsWith('-') =>
                    await ImportCommand.RunAsync(folder, options, Settings, output, cancellationToken),
                "import" => throw new StartupException("The folder with the images is missing: import FOLDER"),
                _ => throw new StartupException(
                    $"There is no command '{command}'. Use check or backup DIR or import FOLDER; without a command Darkroom serves."),
            };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException)
        {
            throw new StartupException(fault.Message);
        }
    }

    private static async Task<int> CheckAsync(string folder, TextWriter output, CancellationToken cancellationToken)
    {
        var problems = DatabaseCheck.Run(folder).ToList();
        if (problems.Count == 0)
        {
            if (Vips.Start() is VipsStatus.Unusable(var message))
            {
                throw new StartupException(message);
            }

            var (gallery, blobs, previews) = SqliteStorage.OpenForReading(folder, TimeProvider.System);
            await foreach (var problem in new OriginalCheck(gallery, blobs, previews, new ImageLimits()).RunAsync(cancellationToken))
            {
                problems.Add(problem);
            }

            var (images, bytes) = DatabaseCheck.Count(folder);
            await output.WriteLineAsync($"{folder}: {PageText.Images(images)}, {PageText.Bytes(bytes)} of originals.");
        }

        foreach (var problem in problems)
        {
            await output.WriteLineAsync(problem);
        }

        await output.WriteLineAsync(problems.Count == 0 ? "No problems found." : $"{problems.Count} problems.");
        return problems.Count == 0 ? 0 : 1;
    }

    private static async Task<int> BackupAsync(string folder, string target, TextWriter output)
    {
        var files = DataBackup.Run(folder, target);
        await output.WriteLineAsync($"{folder} was copied to {Path.GetFullPath(target)}: the database and {files} files.");
        return 0;
    }

    private static string DataFolder(string[] options) => Path.GetFullPath(Settings(options).DataFolder);

    private static ServerSettings Settings(string[] options)
    {
        var configuration = new ConfigurationManager();
        configuration.AddEnvironmentVariables().AddCommandLine(options);
        var files = EnvironmentFiles.AddTo(configuration, Directory.GetCurrentDirectory());
        return ServerSettings.Read(configuration, files);
    }
}
