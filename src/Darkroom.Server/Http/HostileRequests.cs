using System.Text;
using Microsoft.Net.Http.Headers;

namespace Darkroom.Server.Http;

/// <summary>
/// Rejects requests that no route accepts before the framework reads them: it throws on unknown charsets and on redirects to addresses that
/// are not ASCII.
/// </summary>
internal static class HostileRequests
{
    public static Task RejectAsync(HttpContext context, RequestDelegate next)
    {
        // Every id, key and file name in an address of this site is ASCII.
        if (context.Request.Path.Value?.AsSpan().ContainsAnyExceptInRange(' ', '~') == true)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (!IsKnownCharset(context.Request.ContentType))
        {
            return Problems.From(
                StatusCodes.Status415UnsupportedMediaType, FailureCode.InvalidRequest, "Unknown charset.", "The Content-Type names a charset that Darkroom does not know. Send UTF-8.")
                .ExecuteAsync(context);
        }

        return next(context);
    }

    private static bool IsKnownCharset(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.Charset.HasValue)
        {
            return true;
        }

        try
        {
            Encoding.GetEncoding(HeaderUtilities.RemoveQuotes(type.Charset).ToString());
            return true;
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
