namespace Darkroom.Server.CommandLine;

/// <summary>The exit codes of the commands, by kind of failure.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The command failed, or found problems.</summary>
    public const int Failed = 1;

    /// <summary>The arguments or the request are not valid.</summary>
    public const int Usage = 2;

    /// <summary>The access key or the key of a provider is missing, wrong or not allowed to do this.</summary>
    public const int Access = 3;

    /// <summary>A quota, a rate limit or the budget is used up.</summary>
    public const int Limit = 4;

    /// <summary>A safety system rejected the prompt or the image.</summary>
    public const int Moderation = 5;

    /// <summary>The server or the provider cannot be reached, or took too long.</summary>
    public const int Unavailable = 6;

    /// <summary>Files cannot be read or written.</summary>
    public const int Storage = 7;

    /// <summary>Stopped by Ctrl+C or SIGTERM.</summary>
    public const int Cancelled = 130;
}
