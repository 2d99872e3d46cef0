namespace Darkroom.Server.Configuration;

/// <summary>
/// Keeps the framework from logging a failed start with its stack trace: the program reports it in one sentence. Once the server has
/// started, its log is complete again.
/// </summary>
internal static partial class StartLogs
{
    private static readonly string[] Reporters =
        ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Server.Kestrel"];

    /// <returns>Call it with the application's lifetime once there is one.</returns>
    public static Action<IHostApplicationLifetime> HideStartFailures(this ILoggingBuilder logging)
    {
        var started = false;
        foreach (var reporter in Reporters)
        {
            logging.AddFilter(reporter, level => Volatile.Read(ref started) ? level >= LogLevel.Warning : level == LogLevel.Warning);
        }

        return lifetime => lifetime.ApplicationStarted.Register(() => Volatile.Write(ref started, true));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    public static partial void LogStartWarning(this ILogger log, string warning);
}
