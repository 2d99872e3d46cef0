using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace Darkroom.Server.Http;

/// <summary>The reference page of the API, served from this server alone.</summary>
internal static class ApiReference
{
    public const string Path = "/docs";

    public static void MapApiReference(this IEndpointRouteBuilder routes) => routes.MapScalarApiReference(Path, (options, context) =>
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

        // The page begins with one inline script, and its script writes style elements; both would need another policy on no other page.
        SecurityHeaders.SetPolicy(
            context,
            $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; "
            + "font-src 'self' data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'");
        options.WithTitle("Darkroom API").WithOpenApiRoutePattern("/openapi/{documentName}.json").WithNonce(nonce)
            .DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideClientButton();
    }).ExcludeFromDescription();
}
