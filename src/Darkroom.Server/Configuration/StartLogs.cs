namespace Darkroom.Server.Configuration;

/// <summary>
/// Prevents the framework from logging a failed start with its stack trace, because the program reports it in one sentence. After the start, the log
/// is complete.
/// </summary>
internal static partial class StartLogs
{
    private static readonly string[] Reporters =
        ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Server.Kestrel"];

    /// <returns>An action to call with the application's lifetime when it exists.</returns>
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
