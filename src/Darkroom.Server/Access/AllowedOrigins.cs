using Darkroom.Server.Configuration;

namespace Darkroom.Server.Access;

/// <summary>The pages of other sites whose scripts may use the OpenAI-compatible API: <c>V1:AllowedOrigins</c>, none by default.</summary>
/// <param name="origins">Schemes and hosts, such as <c>https://chat.example.org</c>.</param>
internal sealed class AllowedOrigins(ImmutableArray<string> origins)
{
    private const string Headers = "x-request-id, x-darkroom-generation, x-should-retry, retry-after, retry-after-ms";

    /// <summary>Reads the setting: origins, separated by commas.</summary>
    public static AllowedOrigins Read(IConfiguration configuration, SettingsReader reader)
    {
        const string Name = "V1:AllowedOrigins";
        reader.OnlyKnown("V1", ["AllowedOrigins"]);
        var all = (configuration[Name] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var origin in all.Where(origin => !IsOrigin(origin)))
        {
            reader.Problem(Name, origin, "not an origin such as https://chat.example.org: a scheme and a host, without a path");
        }

        return new AllowedOrigins([.. all.Where(IsOrigin).Select(origin => new Uri(origin).GetLeftPart(UriPartial.Authority))]);
    }

    /// <summary>Returns whether a request is for the API from one of these pages, and allows its script to read the answer then.</summary>
    public bool Admit(HttpContext context)
    {
        if (!OpenAiError.IsFor(context.Request) || context.Request.Headers.Origin is not [{ } origin] || !origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            return false;
        }

        // When the response begins, because the handler of errors clears the headers.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlExposeHeaders = Headers;
            headers.Append("Vary", "Origin");
            return Task.CompletedTask;
        });
        return true;
    }

    /// <summary>Answers a CORS preflight request.</summary>
    public static Task AnswerPreflight(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = "GET, POST, DELETE";
        headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = "600";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && uri.PathAndQuery is "/" && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0;
}
