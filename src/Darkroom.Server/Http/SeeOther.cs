namespace Darkroom.Server.Http;

/// <summary>Redirects with 303 after a form, so that a reload does not send the form again.</summary>
internal sealed class SeeOther(string location) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = SiteLinks.BaseOf(httpContext.Request) + location;
        return Task.CompletedTask;
    }
}
