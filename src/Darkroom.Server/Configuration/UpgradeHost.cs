using Darkroom.Sqlite;

namespace Darkroom.Server.Configuration;

/// <summary>Answers requests on the addresses of the server while the library of an earlier version is upgraded.</summary>
internal static partial class UpgradeHost
{
    /// <summary>Waits until the data folder is open. During the upgrade of a large library, a small host reports its progress.</summary>
    /// <exception cref="StartupException">The data folder cannot be used.</exception>
    public static async Task WaitAsync(WebApplication server, StorageOpening opening, string? pathBase, CancellationToken cancellationToken)
    {
        await Task.WhenAny(opening.Storage, opening.UpgradeBegun).WaitAsync(cancellationToken);
        if (opening.Storage.IsCompleted)
        {
            await opening.Storage;
            return;
        }

        LogUpgrade(server.Logger, opening.Progress.Total);
        await using var host = Build(server.Configuration, opening, pathBase);
        await host.StartAsync(cancellationToken);
        await opening.Storage.WaitAsync(cancellationToken);
        await host.StopAsync(cancellationToken);
    }

    private static WebApplication Build(IConfiguration configuration, StorageOpening opening, string? pathBase)
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var host = builder.Build();
        host.Run(context => RespondAsync(context, opening.Progress, pathBase));
        return host;
    }

    private static async Task RespondAsync(HttpContext context, UpgradeProgress progress, string? pathBase)
    {
        var path = context.Request.Path.StartsWithSegments(pathBase ?? "", out var rest) ? rest : context.Request.Path;
        var response = context.Response;
        response.Headers.CacheControl = "no-store";
        if (path == "/health/live")
        {
            response.ContentType = "application/json; charset=utf-8";
            await response.WriteAsync("""{"status":"live"}""", context.RequestAborted);
            return;
        }

        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = "5";
        if (path == "/health/ready")
        {
            response.ContentType = "application/json; charset=utf-8";
            await response.WriteAsync(
                string.Create(CultureInfo.InvariantCulture, $$"""{"status":"upgrading","done":{{progress.Done}},"total":{{progress.Total}}}"""),
                context.RequestAborted);
            return;
        }

        response.ContentType = "text/plain; charset=utf-8";
        await response.WriteAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Darkroom is upgrading its library: {progress.Done:N0} of {progress.Total:N0} images. It starts when that is done.\n"),
            context.RequestAborted);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Upgrading the library of an earlier version or another time zone: {Total} images. Until that is done, requests are answered with 503. It can be interrupted and continues at the next start")]
    private static partial void LogUpgrade(ILogger log, long total);
}
