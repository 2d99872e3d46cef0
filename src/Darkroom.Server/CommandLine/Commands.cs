using System.CommandLine;
using System.CommandLine.Invocation;
using Darkroom.Client;
using Darkroom.Server.CommandLine.Connection;
using Darkroom.Storage;
using Microsoft.Data.Sqlite;

namespace Darkroom.Server.CommandLine;

/// <summary>Runs a command line.</summary>
internal static class Commands
{
    /// <returns>One of <see cref="ExitCodes"/>. What went wrong was written to the error stream, or as JSON to the output.</returns>
    public static async Task<int> RunAsync(string[] args, CommandConsole console, CancellationToken cancellationToken)
    {
        var json = args.TakeWhile(argument => argument != "--").Contains("--json");
        try
        {
            var (arguments, settings) = SettingArguments.Split(args is ["help", .. var rest] ? [.. rest, "--help"] : args);
            var context = new CommandContext(console, settings);
            var result = CommandTree.Create(context).Parse(arguments);
            if (result.Action is ParseErrorAction)
            {
                return await FailAsync(new CommandException(ExitCodes.Usage, UsageErrors(result)), json, console);
            }

            var invocation = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = console.Output,
                Error = console.Error,
                ProcessTerminationTimeout = null,
            };
            return await result.InvokeAsync(invocation, cancellationToken);
        }
        catch (Exception fault) when (Describe(fault, cancellationToken.IsCancellationRequested) is { } failure)
        {
            return await FailAsync(failure, json, console);
        }
    }

    private static CommandException? Describe(Exception fault, bool stopping) => fault switch
    {
        CommandException known => known,
        DarkroomException refused => ClientFailures.From(refused),
        StartupException refused => new CommandException(refused.OfStorage ? ExitCodes.Storage : ExitCodes.Failed, refused.Message),
        StorageException or IOException or UnauthorizedAccessException or SqliteException => new CommandException(ExitCodes.Storage, fault.Message),
        OperationCanceledException when stopping => new CommandException(ExitCodes.Cancelled, "Stopped."),
        _ => null,
    };

    private static string UsageErrors(ParseResult result)
    {
        var errors = result.Errors.Select(error => error.Message).Distinct().ToList();
        if (result.CommandResult.Parent is null && result.UnmatchedTokens.Count > 0 && errors.Count > 1)
        {
            // The first error is that there is no command; the unknown name says more.
            errors.RemoveAt(0);
        }

        var path = string.Join(' ', Ancestors(result.CommandResult.Command).Reverse());
        return $"{string.Join('\n', errors)}\nTry '{path} --help'.";
    }

    private static IEnumerable<string> Ancestors(Symbol command)
    {
        for (Symbol? at = command; at is not null; at = at.Parents.FirstOrDefault())
        {
            yield return at.Name;
        }
    }

    private static async Task<int> FailAsync(CommandException failure, bool json, CommandConsole console)
    {
        if (json)
        {
            var result = new FailureResult(new CommandFailure(failure.ExitCode, failure.Code, failure.Message));
            await console.Output.WriteLineAsync(CommandJson.Line(result, CommandJson.Default.FailureResult));
        }
        else
        {
            await console.Error.WriteLineAsync(failure.Message);
        }

        return failure.ExitCode;
    }
}
