using Darkroom.Server.Configuration;
using Darkroom.Server.Http;

namespace Darkroom.Server.Access;

/// <summary>
/// Without an access key, answers only to names of this machine. Otherwise any web page could point a name of its own at 127.0.0.1
/// and read everything (DNS rebinding).
/// </summary>
internal static class HostCheck
{
    public static Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var access = context.RequestServices.GetRequiredService<AccessKey>();
        return access.Required || ListenAddresses.IsLoopbackHost(context.Request.Host.Host)
            ? next(context)
            : Problems.Of(
                StatusCodes.Status403Forbidden,
                FailureCode.Permission,
                "Not under this name.",
                "Without an access key Darkroom answers only to localhost, 127.0.0.1 and [::1]. Set DARKROOM_ACCESS_KEY to use another name.")
                .ExecuteAsync(context);
    }
}
