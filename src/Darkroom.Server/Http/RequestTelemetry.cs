using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Darkroom.Server.Http;

/// <summary>
/// Describes requests in traces by their route: the paths of share links, downloads and signed images contain secrets. Only used while traces are
/// exported.
/// </summary>
internal static class RequestTelemetry
{
    /// <summary>The name of the framework's source of activities.</summary>
    public const string SourceName = "Microsoft.AspNetCore";

    public static async Task DescribeAsync(HttpContext context, RequestDelegate next)
    {
        var activity = context.Features.Get<IHttpActivityFeature>()?.Activity;
        if (activity is not null && (context.Request.Path.StartsWithSegments("/health") || context.Request.Path.StartsWithSegments("/assets")))
        {
            // Probes and scripts would be most of all traces.
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            activity.IsAllDataRequested = false;
        }

        // Handlers of errors remove the endpoint.
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "unknown";
        try
        {
            await next(context);
        }
        finally
        {
            Describe(activity, context, route);
            if (context.Response is { ContentLength: { } length, StatusCode: StatusCodes.Status200OK or StatusCodes.Status206PartialContent } && !HttpMethods.IsHead(context.Request.Method))
            {
                Telemetry.Sent.Add(length, KeyValuePair.Create("darkroom.kind", (object?)"file"));
            }
        }
    }

    private static void Describe(Activity? activity, HttpContext context, string route)
    {
        if (activity is not { IsAllDataRequested: true })
        {
            return;
        }

        activity.DisplayName = $"{context.Request.Method} {route}";
        activity.SetTag("http.request.method", context.Request.Method);
        activity.SetTag("http.route", route);
        activity.SetTag("http.response.status_code", context.Response.StatusCode);
        activity.SetTag("url.path", null);
        activity.SetTag("url.query", null);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }
}
