using Darkroom.Server.Configuration;
using Darkroom.Server.Http;

namespace Darkroom.Server.Access;

/// <summary>
/// Without an access key, answers only to names of this machine. Otherwise any web page could point a name of its own at 127.0.0.1
/// and read everything (DNS rebinding).
/// </summary>
internal static class HostCheck
{
    /// <summary>The host before a trusted proxy's header replaced it. A script on a rebound page can send that header too.</summary>
    private const string OriginalHost = "X-Original-Host";

    public static Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var access = context.RequestServices.GetRequiredService<AccessKey>();
        if (access.Required || IsThisMachine(context.Request))
        {
            return next(context);
        }

        context.RequestServices.GetRequiredService<SecurityLog>().Refused(context, "host name that is not this machine's");
        return Problems.From(
            StatusCodes.Status403Forbidden,
            FailureCode.Permission,
            "Not under this name.",
            "Without an access key Darkroom answers only to localhost, 127.0.0.1 and [::1]. Set DARKROOM_ACCESS_KEY to use another name.")
            .ExecuteAsync(context);
    }

    private static bool IsThisMachine(HttpRequest request) =>
        ListenAddresses.IsLoopbackHost(request.Host.Host)
        && request.Headers[OriginalHost].All(host => ListenAddresses.IsLoopbackHost(new HostString(host ?? "").Host));
}
