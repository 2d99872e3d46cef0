using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Http;

/// <summary>
/// What a browser needs to install the site as an application. Text that is shared with it becomes the prompt of the studio, and images become those to
/// work from.
/// </summary>
internal sealed record WebManifest(
    string Id,
    string StartUrl,
    string Scope,
    ImmutableArray<WebManifest.Icon> Icons,
    WebManifest.Share ShareTarget)
{
    public const string Path = "/manifest.webmanifest";

    /// <summary>The path that the share sheet of a system sends to, and the names of the fields.</summary>
    public const string ShareTargetPath = "/share-target";
    public const string SharedText = "prompt";
    public const string SharedImages = "images";

    public string Name { get; } = "Darkroom";

    public string ShortName { get; } = "Darkroom";

    public string Display { get; } = "standalone";

    /// <summary>Shown until the first page has loaded.</summary>
    public string BackgroundColor { get; } = Theme.DarkGround;

    public string ThemeColor { get; } = Theme.DarkGround;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods(Path, HttpSetup.Reads, Serve).ExcludeFromDescription();

    private static JsonHttpResult<WebManifest> Serve(HttpContext context, Assets assets)
    {
        var site = context.Request.PathBase.ToUriComponent();
        var start = site + "/";
        var manifest = new WebManifest(
            start,
            start,
            start,
            [
                new(site + assets["icon.svg"], "any", "image/svg+xml", "any"),
                new(site + assets["icon-192.png"], "192x192", "image/png", "any"),
                new(site + assets["icon-512.png"], "512x512", "image/png", "any"),
                new(site + assets["icon-maskable.png"], "512x512", "image/png", "maskable"),
            ],
            new(site + ShareTargetPath, "POST", "multipart/form-data", new(SharedText, [new(SharedImages, ["image/*"])])));
        return TypedResults.Json(manifest, WebManifestJson.Default.WebManifest, "application/manifest+json");
    }

    /// <param name="Purpose"><c>maskable</c> if the system may cut the icon to its own shape.</param>
    internal sealed record Icon(string Src, string Sizes, string Type, string Purpose);

    internal sealed record Share(string Action, string Method, string Enctype, SharedFields Params);

    /// <param name="Text">The field for the shared text.</param>
    internal sealed record SharedFields(string Text, ImmutableArray<SharedFiles> Files);

    /// <param name="Name">The field for the files.</param>
    internal sealed record SharedFiles(string Name, ImmutableArray<string> Accept);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WebManifest))]
internal sealed partial class WebManifestJson : JsonSerializerContext;
