using Microsoft.Net.Http.Headers;

namespace Darkroom.Server.Http;

/// <summary>
/// Sends a zip that is made while it is sent. After the first byte nothing can be reported any more: a connection that breaks shows that the zip is
/// incomplete.
/// </summary>
/// <param name="name">The file name.</param>
/// <param name="length">Null if it is not known.</param>
/// <param name="write">Writes the zip, until the token fires because the client left or the host stops.</param>
internal sealed class ZipResponse(string name, long? length, Func<Stream, CancellationToken, Task> write) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/zip";
        response.ContentLength = length;
        response.Headers.CacheControl = "no-store";
        response.Headers.AcceptRanges = "none";
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = name, FileNameStar = name }.ToString();
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        using var stop = EventStream.EndOf(httpContext);
        try
        {
            await write(response.Body, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            httpContext.Abort();
        }
    }
}
