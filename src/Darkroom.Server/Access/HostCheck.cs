using Darkroom.Server.Configuration;

namespace Darkroom.Server.Access;

/// <summary>
/// Without an access key, rejects host names other than those of this machine. Otherwise any web page could let its own host name point at
/// 127.0.0.1 and read everything (DNS rebinding).
/// </summary>
internal static class HostCheck
{
    /// <summary>The header with the host before a trusted proxy's header replaced it. A script on a rebound page can send that header too.</summary>
    private const string OriginalHost = "X-Original-Host";

    public static Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var access = context.RequestServices.GetRequiredService<AccessKey>();
        if (access.Required || IsThisMachine(context.Request))
        {
            return next(context);
        }

        context.RequestServices.GetRequiredService<SecurityLog>().Refused(context, "host name of another machine");
        return Problems.From(
            StatusCodes.Status403Forbidden,
            FailureCode.Permission,
            ProblemTexts.HostForbidden,
            ProblemTexts.HostForbiddenDetail)
            .ExecuteAsync(context);
    }

    private static bool IsThisMachine(HttpRequest request) =>
        ListenAddresses.IsLoopbackHost(request.Host.Host)
        && request.Headers[OriginalHost].All(host => ListenAddresses.IsLoopbackHost(new HostString(host ?? "").Host));
}
