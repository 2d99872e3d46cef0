using System.Text.Json;
using System.Text.Json.Serialization;
using Darkroom.Jobs;
using Microsoft.AspNetCore.ResponseCompression;

namespace Darkroom.Server.Http;

/// <summary>What holds for every request: problems, JSON, compression, security headers.</summary>
internal static class HttpSetup
{
    /// <summary>The largest body a request may have, in bytes, where it carries no pictures.</summary>
    public const long MaxBody = 1024 * 1024;

    /// <summary>The methods of a route that serves a file: HEAD answers like GET, without the body.</summary>
    public static readonly string[] Reads = ["GET", "HEAD"];

    public static void AddHttp(this IServiceCollection services)
    {
        services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => Configure(json.SerializerOptions));
        services.AddExceptionHandler<BadRequests>();
        services.AddExceptionHandler<StorageFaults>();
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddResponseCompression(compression =>
        {
            // Pages hold no secret next to what a stranger chose, so compressing them over TLS gives nothing away.
            compression.EnableForHttps = true;
            compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes.Where(type => type != "text/event-stream"), "application/problem+json"];
        });
        services.AddRazorComponents();
        services.AddConnectionLimits();
        services.AddHttpContextAccessor();
        services.AddOpenApi(OpenApiText.Describe);
        services.AddSingleton<Assets>();
        services.AddSingleton<EventPictures>();
    }

    public static void UseHttp(this WebApplication app)
    {
        app.Use(SecurityHeaders.AddAsync);
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => NoSuchPage.HandleAsync(context.HttpContext));
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
