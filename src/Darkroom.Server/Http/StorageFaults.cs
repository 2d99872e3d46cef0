using Darkroom.Sqlite;
using Microsoft.AspNetCore.Diagnostics;

namespace Darkroom.Server.Http;

/// <summary>A disk that is full, a database that is locked, damaged or gone: told as such, with what to do, instead of a bare 500.</summary>
internal sealed partial class StorageFaults(ILogger<StorageFaults> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // A connection that breaks is an IOException too, but then nobody is there to be told.
        if (httpContext.RequestAborted.IsCancellationRequested || StorageFault.ToText(exception) is not { } words)
        {
            return false;
        }

        if (StorageFault.IsTooLong(exception))
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
