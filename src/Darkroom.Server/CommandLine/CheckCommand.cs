using System.CommandLine;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Sqlite;

namespace Darkroom.Server.CommandLine;

/// <summary>The command <c>check</c>: reads the whole data folder and reports what is wrong.</summary>
internal static class CheckCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("check", "Read the whole data folder and report what is wrong");
        command.SetAction((arguments, cancellationToken) => RunAsync(context, arguments, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult arguments, CancellationToken cancellationToken)
    {
        var folder = context.DataFolder();
        var problems = DatabaseCheck.Run(folder).ToList();
        (long Images, long Bytes)? total = null;
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

            total = DatabaseCheck.Count(folder);
        }

        if (arguments.GetValue(context.Json))
        {
            await context.WriteJsonAsync(new CheckResult(folder, total?.Images, total?.Bytes, problems), CommandJson.Default.CheckResult);
        }
        else
        {
            await WriteAsync(context.Output, folder, total, problems);
        }

        return problems.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static async Task WriteAsync(TextWriter output, string folder, (long Images, long Bytes)? total, List<string> problems)
    {
        if (total is var (images, bytes))
        {
            await output.WriteLineAsync($"{folder}: {PageText.Images(images)}, {PageText.Bytes(bytes)} of originals.");
        }

        foreach (var problem in problems)
        {
            await output.WriteLineAsync(problem);
        }

        await output.WriteLineAsync(problems.Count == 0 ? "No problems found." : $"{problems.Count} problems.");
    }
}
