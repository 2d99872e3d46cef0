using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection.Extensions;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Darkroom.Server.Http;

/// <summary>Sets up what every request uses: problems, JSON, compression, security headers.</summary>
internal static class HttpSetup
{
    /// <summary>The maximum size of a body without images, in bytes.</summary>
    public const long MaxBody = 1024 * 1024;

    /// <summary>The methods of a route that serves a file.</summary>
    public static readonly string[] Reads = ["GET", "HEAD"];

    /// <param name="isOpen">Returns whether a path needs no access key.</param>
    public static void AddHttp(
        this IServiceCollection services, string? pathBase, ImmutableArray<IPNetwork> trustedProxies, Func<PathString, bool> isOpen)
    {
        services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => Configure(json.SerializerOptions));
        // Afterwards, so that it holds for every resolver.
        services.AddOptions<JsonOptions>().PostConfigure<SiteLinks>((json, links) =>
            json.SerializerOptions.TypeInfoResolver = (json.SerializerOptions.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver())
                .WithAddedModifier(links.Address).WithAddedModifier(KnownFields.LeaveOutIgnored));
        services.AddExceptionHandler<BadRequests>();
        services.AddExceptionHandler<StorageFaults>();
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddResponseCompression(compression =>
        {
            // Pages contain no secret next to a text that an attacker controls, so compressing them over TLS reveals nothing.
            compression.EnableForHttps = true;
            compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes.Where(type => type != "text/event-stream"), "application/problem+json"];
        });
        services.AddRazorComponents();
        services.AddConnectionLimits();
        services.AddHttpContextAccessor();
        services.AddOpenApi(options => OpenApiText.Describe(options, isOpen));
        services.AddSingleton<IStartupFilter>(new SitePath(pathBase, trustedProxies));
        services.AddSingleton<SiteLinks>();
        services.TryAddSingleton<Assets>();
        services.AddSingleton<EventImages>();
        services.AddSingleton<ModelNames>();
        services.AddSingleton<RemoteImages>();
        services.AddSingleton<ConvertedImages>();
        services.AddSingleton<SignedImages>();
    }

    public static void UseHttp(this WebApplication app)
    {
        app.Use(SecurityHeaders.AddAsync);
        app.Use(OpenAiError.IdentifyAsync);
        // Before what answers with a text.
        app.Use(Language.SetAsync);
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => ErrorPage.FillInAsync(context.HttpContext));
        app.UseResponseCompression();
        app.Use(HostileRequests.RejectAsync);
    }

    private static void Configure(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        json.Converters.Add(new PixelSizeJson());
    }
}
