namespace Darkroom.Server.Access;

/// <summary>Rejects writes that a browser sends for a page of another site. Other clients send neither header and are not affected.</summary>
internal static class OriginCheck
{
    public static Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var allowed = context.RequestServices.GetRequiredService<AllowedOrigins>();
        if (allowed.Admit(context))
        {
            return HttpMethods.IsOptions(context.Request.Method) ? AllowedOrigins.AnswerPreflight(context) : next(context);
        }

        if (IsRead(context.Request.Method) || IsOwn(context.Request, context.RequestServices.GetRequiredService<PublicAddress>()))
        {
            return next(context);
        }

        context.RequestServices.GetRequiredService<SecurityLog>().Refused(context, "page of another site");
        return Problems.From(
            StatusCodes.Status403Forbidden,
            FailureCode.Permission,
            ProblemTexts.OriginForbidden,
            ProblemTexts.OriginForbiddenDetail)
            .ExecuteAsync(context);
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static bool IsOwn(HttpRequest request, PublicAddress address) => request.Headers.Origin is { Count: > 0 } origins
        ? address.IsOwn(origins.ToString(), request)
        : request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";
}
