namespace Darkroom.Server;

/// <summary>The server cannot start. The message is for the operator: what is wrong and what to do.</summary>
internal sealed class StartupException(string message, int exitCode = StartupException.Unusable) : Exception(message)
{
    /// <summary>Something the program needs is missing or cannot be used.</summary>
    public const int Unusable = 1;

    /// <summary>The configuration is wrong (EX_CONFIG of sysexits.h).</summary>
    public const int BadConfiguration = 78;

    public int ExitCode => exitCode;
}
