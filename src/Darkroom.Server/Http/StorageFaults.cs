using Darkroom.Storage;
using Microsoft.AspNetCore.Diagnostics;

namespace Darkroom.Server.Http;

/// <summary>Turns storage failures (a full disk; a locked, damaged or missing database) into problems that say what to do.</summary>
internal sealed partial class StorageFaults(ILogger<StorageFaults> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested || exception is not StorageException { Message: var text } fault)
        {
            return false;
        }

        if (fault.Kind == StorageFailure.Timeout)
        {
            LogTooLong(SecurityLog.Escape(httpContext.Request.Method), SecurityLog.RouteOf(httpContext));
            await Problems.From(StatusCodes.Status503ServiceUnavailable, FailureCode.Timeout, ProblemTexts.TookTooLong, text).ExecuteAsync(httpContext);
            return true;
        }

        LogFault(exception, SecurityLog.Escape(httpContext.Request.Method), SecurityLog.RouteOf(httpContext));
        await Problems.Unavailable(text).ExecuteAsync(httpContext);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed: the storage is not available")]
    private partial void LogFault(Exception fault, string method, string route);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Route} read the database for too long and was stopped")]
    private partial void LogTooLong(string method, string route);
}
