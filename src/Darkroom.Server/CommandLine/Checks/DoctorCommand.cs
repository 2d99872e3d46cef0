using System.CommandLine;
using Darkroom.Client;
using Darkroom.Server.CommandLine.Connection;
using Darkroom.Server.CommandLine.Terminal;
using Darkroom.Server.Configuration;

namespace Darkroom.Server.CommandLine.Checks;

/// <summary>The command <c>doctor</c>: checks what Darkroom needs, and says what to do.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandContext context)
    {
        var online = new Option<bool>("--online") { Description = "Also ask the configured providers whether they can be used, which costs nothing" };
        var connection = new ConnectionOptions();
        var command = new Command("doctor", "Check settings, data folder, libraries, address, clock, and a server and its key, and say what to do") { online };
        connection.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var findings = await RunAsync(context, cancellationToken);
            findings.AddRange(await ServerAsync(connection, context, arguments, cancellationToken));
            if (arguments.GetValue(online))
            {
                findings.AddRange(await ProvidersAsync(connection, context, arguments, cancellationToken));
            }

            return await ReportAsync(context, arguments, findings);
        });
        return command;
    }

    private static async Task<List<Finding>> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        List<Finding> findings = [LibraryChecks.Images(), LibraryChecks.Database(), LibraryChecks.Fonts()];
        ServerSettings settings;
        try
        {
            settings = context.ReadSettings();
            findings.Insert(0, Finding.Ok("settings", "All settings are valid."));
        }
        catch (StartupException invalid)
        {
            // The other checks need them.
            findings.Insert(0, Finding.Error("settings", invalid.Message, "Correct them, then run this command again for the other checks."));
            return findings;
        }

        var folder = settings.DataFolder;
        findings.AddRange(FolderChecks.Run(folder));
        findings.Add(FolderChecks.Clock(folder, TimeProvider.System.GetUtcNow()));
        findings.AddRange(await AddressChecks.RunAsync(folder, ListenAddresses.From(context.ReadConfiguration().Configuration), cancellationToken));
        return findings;
    }

    /// <summary>Checks the chosen server and its key, or the key of the one that holds the data folder.</summary>
    private static async Task<IEnumerable<Finding>> ServerAsync(
        ConnectionOptions connection, CommandContext context, ParseResult arguments, CancellationToken cancellationToken)
    {
        if (connection.FindChosen(context, arguments) is var (chosen, key))
        {
            return await ServerChecks.RunAsync(chosen, key, cancellationToken);
        }

        try
        {
            return connection.Find(context, arguments) is var (running, itsKey) ? [await ServerChecks.KeyAsync(running, itsKey, cancellationToken)]
                : connection.HasKey(arguments) ? [Finding.Warning("access key", "The key was not tested, because no server runs.", "Name one with --server, or start it.")]
                : [];
        }
        catch (StartupException)
        {
            // The check of the settings has reported it.
            return [];
        }
    }

    private static async Task<IEnumerable<Finding>> ProvidersAsync(
        ConnectionOptions connection, CommandContext context, ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            await using var server = await connection.ConnectAsync(context, arguments, cancellationToken);
            return await ProviderChecks.RunAsync(server, cancellationToken);
        }
        catch (Exception fault) when (fault is CommandException or StartupException or DarkroomException)
        {
            return [Finding.Error("providers", fault.Message, "Correct this first; then the providers can be asked.")];
        }
    }

    private static async Task<int> ReportAsync(CommandContext context, ParseResult arguments, List<Finding> findings)
    {
        var (errors, warnings) = (findings.Count(found => found.Status == Finding.ErrorStatus), findings.Count(found => found.Status == Finding.WarningStatus));
        if (arguments.GetValue(context.Json))
        {
            await context.WriteJsonAsync(new DoctorResult(findings, errors, warnings), CommandJson.Default.DoctorResult);
        }
        else
        {
            foreach (var found in findings)
            {
                await context.Output.WriteLineAsync($"{found.Status.ToUpperInvariant(),-8}{TerminalText.Clean($"{found.Check}: {found.Message}")}");
                if (found.Advice is not null)
                {
                    await context.Output.WriteLineAsync($"        {TerminalText.Clean(found.Advice)}");
                }
            }

            await context.Output.WriteLineAsync($"{(errors == 0 ? "No errors" : errors == 1 ? "1 error" : $"{errors} errors")}, {(warnings == 1 ? "1 warning" : $"{warnings} warnings")}.");
        }

        return errors == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }
}
