using Darkroom.Storage;
using Microsoft.AspNetCore.Diagnostics;

namespace Darkroom.Server.Http;

/// <summary>A disk that is full, a database that is locked, damaged or gone: told as such, with what to do, instead of a bare 500.</summary>
internal sealed partial class StorageFaults(ILogger<StorageFaults> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested || exception is not StorageException { Message: var words } fault)
        {
            return false;
        }

        if (fault.Kind == StorageFailure.Timeout)
        {
            LogTooLong(SecurityLog.Escape(httpContext.Request.Method), SecurityLog.RouteOf(httpContext));
            await Problems.From(StatusCodes.Status503ServiceUnavailable, FailureCode.Timeout, "Stopped: it took too long.", words).ExecuteAsync(httpContext);
            return true;
        }

        LogFault(exception, SecurityLog.Escape(httpContext.Request.Method), SecurityLog.RouteOf(httpContext));
        await Problems.Unavailable(words).ExecuteAsync(httpContext);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed because of the storage")]
    private partial void LogFault(Exception fault, string method, string route);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Route} read the database for too long and was stopped")]
    private partial void LogTooLong(string method, string route);
}
