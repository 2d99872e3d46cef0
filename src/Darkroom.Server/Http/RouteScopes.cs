using Darkroom.Keys;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Http;

/// <summary>The scope that an API key needs for a route; null if no API key is enough.</summary>
/// <param name="Reads">For GET and HEAD.</param>
/// <param name="Changes">For the other methods.</param>
internal sealed record RouteScope(KeyScope? Reads, KeyScope? Changes);

/// <summary>Marks a route that is for the operator only.</summary>
internal sealed record OperatorRoute;

/// <summary>
/// Decides what a caller needs for a route, before its handler reads anything. If a route states no scope, an API key needs <c>read</c> to look and
/// <c>admin</c> to change, so that a new route is closed rather than open.
/// </summary>
internal static class RouteScopes
{
    private static readonly RouteScope Default = new(KeyScope.Read, KeyScope.Admin);

    /// <summary>Sets the scope for all methods of routes.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder routes, KeyScope scope)
        where TBuilder : IEndpointConventionBuilder =>
        routes.WithMetadata(new RouteScope(scope, scope));

    /// <summary>Sets the scope for the methods that change something; <c>read</c> is enough for the others.</summary>
    public static TBuilder ChangesNeed<TBuilder>(this TBuilder routes, KeyScope scope)
        where TBuilder : IEndpointConventionBuilder =>
        routes.WithMetadata(new RouteScope(KeyScope.Read, scope));

    /// <summary>Keeps routes from every API key.</summary>
    public static TBuilder NeedsNoApiKey<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        routes.WithMetadata(new RouteScope(null, null));

    /// <summary>Keeps routes for the operator.</summary>
    public static TBuilder ForOperator<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        routes.WithMetadata(new OperatorRoute());

    /// <summary>Returns why a request may not use its route, which is for the operator, as a page for a browser; null if it may.</summary>
    public static IResult? Refuse(HttpContext context, Operator decision)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OperatorRoute>() is null || decision.Refusal is not { } refusal)
        {
            return null;
        }

        context.RequestServices.GetRequiredService<SecurityLog>().Refused(context, "settings are for the operator only");
        return ErrorPage.IsWanted(context.Request) || ErrorPage.IsBrowser(context.Request)
            ? ErrorPage.Create(StatusCodes.Status403Forbidden, refusal, "/settings")
            : Problems.From(StatusCodes.Status403Forbidden, FailureCode.Permission, ProblemTexts.SettingsForbidden, refusal);
    }

    /// <summary>Returns why a key may not use the request's route; null if it may. An address without a route may be asked for with any key.</summary>
    public static ProblemHttpResult? Refuse(HttpContext context, ApiKey key)
    {
        if (context.GetEndpoint() is not { } route)
        {
            return null;
        }

        return Refuse(context, key, NeededFor(route.Metadata.GetMetadata<RouteScope>(), context.Request.Method));
    }

    /// <summary>Returns whether a route refuses some callers that have a key: API keys of a lower scope, or everybody except the operator.</summary>
    public static bool CanRefuse(IEnumerable<object> metadata, string method) =>
        metadata.OfType<OperatorRoute>().Any() || NeededFor(metadata.OfType<RouteScope>().LastOrDefault(), method) is not KeyScope.Read;

    private static KeyScope? NeededFor(RouteScope? scope, string method)
    {
        var rule = scope ?? Default;
        return HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? rule.Reads : rule.Changes;
    }

    /// <summary>Returns why a key is not enough; null if it is.</summary>
    /// <param name="needed">The scope; null if no API key is enough.</param>
    public static ProblemHttpResult? Refuse(HttpContext context, ApiKey key, KeyScope? needed)
    {
        if (key.Scope >= needed)
        {
            return null;
        }

        context.RequestServices.GetRequiredService<SecurityLog>().Refused(context, "scope of the API key");
        return Problems.From(
            StatusCodes.Status403Forbidden,
            FailureCode.Permission,
            ProblemTexts.ScopeMissing,
            needed is { } scope
                ? PageText.Format(ProblemTexts.ScopeMissingDetail, Wire.Name(key.Scope), Wire.Name(scope))
                : ProblemTexts.NoApiKeyDetail);
    }
}
