using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Darkroom.Tests.Server.Http;

/// <summary>The routes of a server, for tests about all of them.</summary>
internal static class EveryEndpoint
{
    /// <summary>Returns each method and pattern, such as <c>GET</c> and <c>/images/{id}</c>.</summary>
    public static List<(string Method, string Pattern)> Of(RunningServer server) =>
        [.. Routes(server).SelectMany(route => Methods(route).Select(method => (method, PathOf(route, part => $"{{{part.Name}}}")))).Distinct()];

    /// <summary>Returns each method and a path in which every parameter has the same value, and whether it has a parameter.</summary>
    public static List<(string Method, string Path, bool HasParameter)> With(RunningServer server, string value) =>
        [.. Routes(server).SelectMany(route => Methods(route).Select(method => (method, PathOf(route, _ => value), route.RoutePattern.Parameters.Count > 0))).Distinct()];

    /// <summary>Returns each method and pattern with a path in which every parameter has the same value.</summary>
    public static List<(string Method, string Pattern, string Path)> OfWith(RunningServer server, string value) =>
        [.. Routes(server).SelectMany(route => Methods(route).Select(method => (method, PathOf(route, part => $"{{{part.Name}}}"), PathOf(route, _ => value)))).Distinct()];

    private static List<RouteEndpoint> Routes(RunningServer server) =>
        [.. server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    private static IReadOnlyList<string> Methods(RouteEndpoint route) => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"];

    private static string PathOf(RouteEndpoint route, Func<RoutePatternParameterPart, string> value) =>
        "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart parameter => value(parameter),
            _ => "",
        }))));
}
