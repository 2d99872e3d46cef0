using Darkroom.Client;

namespace Darkroom.Server.CommandLine.Connection;

/// <summary>Turns failures of the client and of images into exit codes and sentences.</summary>
internal static class ClientFailures
{
    /// <summary>Returns the exit code of one of <see cref="ErrorCodes"/>.</summary>
    public static int ExitCodeOf(string code) => code switch
    {
        ErrorCodes.InvalidRequest => ExitCodes.Usage,
        ErrorCodes.Authentication or ErrorCodes.Permission => ExitCodes.Access,
        ErrorCodes.Quota or ErrorCodes.RateLimited => ExitCodes.Limit,
        ErrorCodes.ModerationBlocked => ExitCodes.Moderation,
        ErrorCodes.Unavailable or ErrorCodes.Timeout or ErrorCodes.ModelLoading or ErrorCodes.ConnectionFailed => ExitCodes.Unavailable,
        ErrorCodes.Cancelled => ExitCodes.Cancelled,
        _ => ExitCodes.Failed,
    };

    public static CommandException From(DarkroomException fault)
    {
        var sentences = fault.Errors.SelectMany(field => field.Value.Select(message => ArgumentNames.Describe(field.Key, message))).ToList();
        var text = sentences.Count > 0 ? string.Join('\n', sentences) : fault.Message;
        var advice = fault.Code == ErrorCodes.Authentication && fault.Status is System.Net.HttpStatusCode.Unauthorized
            ? $" Pass the server's access key with --key or {ConnectionOptions.KeyVariable}."
            : fault.RetryAfter is { } wait ? $" Try again in {ToText(wait)}." : "";
        return new CommandException(fault.MissingSetting is null ? ExitCodeOf(fault.Code) : ExitCodes.Access, text + advice, fault.Code);
    }

    /// <summary>Returns a time in the unit in which it has few digits, rounded up.</summary>
    private static string ToText(TimeSpan wait)
    {
        var (number, unit) = wait switch
        {
            { TotalMinutes: < 2 } => (wait.TotalSeconds, "second"),
            { TotalHours: < 2 } => (wait.TotalMinutes, "minute"),
            { TotalDays: < 2 } => (wait.TotalHours, "hour"),
            _ => (wait.TotalDays, "day"),
        };
        var whole = Math.Max(1, Math.Ceiling(number));
        return string.Create(CultureInfo.InvariantCulture, $"{whole:N0} {unit}{(whole == 1 ? "" : "s")}");
    }
}
