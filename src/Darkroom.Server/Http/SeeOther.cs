namespace Darkroom.Server.Http;

/// <summary>303: the form was taken, look there. A reload then does not send it again.</summary>
/// <param name="location">A path of this site.</param>
internal sealed class SeeOther(string location) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = SiteLinks.BaseOf(httpContext.Request) + location;
        return Task.CompletedTask;
    }
}
