namespace Darkroom.Server.CommandLine;

/// <summary>Thrown if a command fails. The message says what is wrong and what would be right.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="code">The name of the failure in the API; null if it is none of the API's.</param>
internal sealed class CommandException(int exitCode, string message, string? code = null) : Exception(message)
{
    public int ExitCode => exitCode;

    public string? Code => code;
}
