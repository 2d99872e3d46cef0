using System.IO.Compression;
using Microsoft.AspNetCore.Http.HttpResults;
using Scalar.AspNetCore;

namespace Darkroom.Server.Http;

/// <summary>The reference page of the API, served from this server alone.</summary>
internal static class ApiReference
{
    public const string Path = "/docs";

    public const string DocumentPath = "/openapi/v1.json";

    private const string Script = Path + "/scalar.js";

    /// <summary>Where the package of Scalar has its script, compressed.</summary>
    private const string Resource = "ScalarStaticAssets.scalar.js";

    /// <summary>The address of the script. It contains the version, so that browsers may cache it permanently.</summary>
    public static string ScriptPath { get; } = $"{Script}?v={typeof(ScalarOptions).Assembly.ManifestModule.ModuleVersionId:N}";

    public static void MapApiReference(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, Show).ExcludeFromDescription();
        routes.MapGet(Script, ServeScript).ExcludeFromDescription();
    }

    private static RazorComponentResult<ApiReferencePage> Show(HttpContext context)
    {
        // Scalar writes style elements, which would need another policy on no other page.
        SecurityHeaders.SetPolicy(
            context,
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self' data:; "
            + "form-action 'none'; frame-ancestors 'none'; base-uri 'none'");
        return new();
    }

    private static FileStreamHttpResult ServeScript(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = "Accept-Encoding";
        var packed = typeof(ScalarOptions).Assembly.GetManifestResourceStream(Resource)!;
        if (context.Request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value == "gzip" && encoding.Quality != 0))
        {
            headers.ContentEncoding = "gzip";
            return TypedResults.Stream(packed, "text/javascript");
        }

        return TypedResults.Stream(new GZipStream(packed, CompressionMode.Decompress), "text/javascript");
    }
}
