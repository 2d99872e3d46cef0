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
        var sentences = fault.Errors.SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}")).ToList();
        var text = sentences.Count > 0 ? string.Join('\n', sentences) : fault.Message;
        var advice = fault.Code == ErrorCodes.Authentication && fault.Status is System.Net.HttpStatusCode.Unauthorized
            ? $" Pass the server's access key with --key or {ConnectionOptions.KeyVariable}."
            : fault.RetryAfter is { } wait ? string.Create(CultureInfo.InvariantCulture, $" Try again in {Math.Ceiling(wait.TotalSeconds):N0} s.") : "";
        return new CommandException(ExitCodeOf(fault.Code), text + advice, fault.Code);
    }
}
