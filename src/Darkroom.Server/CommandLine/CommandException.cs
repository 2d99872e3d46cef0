namespace Darkroom.Server.CommandLine;

/// <summary>Thrown if a command fails. The message says what is wrong and what would be right.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
internal sealed class CommandException(int exitCode, string message) : Exception(message)
{
    public int ExitCode => exitCode;
}
