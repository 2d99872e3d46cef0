using Darkroom.Server.Access;
using Darkroom.Server.Audit;
using Darkroom.Server.Campaigns;
using Darkroom.Server.Campaigns.Pages;
using Darkroom.Server.Commands;
using Darkroom.Server.Configuration;
using Darkroom.Server.Costs;
using Darkroom.Server.Gallery;
using Darkroom.Server.Imports;
using Darkroom.Server.Mcp;
using Darkroom.Server.OpenAiApi;
using Darkroom.Server.Settings;
using Darkroom.Server.Sharing;
using Darkroom.Server.Studio;
using Darkroom.Server.Webhooks;

namespace Darkroom.Server;

internal static class DarkroomServer
{
    /// <summary>Builds the server, ready to run.</summary>
    /// <param name="adjust">Lets a test replace configuration before it is read.</param>
    /// <param name="clock">Replaces the system clock in tests.</param>
    /// <exception cref="StartupException">The server cannot run; the message lists everything that is wrong and what to do.</exception>
    public static async Task<WebApplication> BuildAsync(
        string[] args, Action<WebApplicationBuilder>? adjust = null, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        ConnectionLimits.ThrowIfTooLow(ConnectionLimits.Descriptors());

        // Settings are read once: watching their files would take an inotify instance, of which a user has 128.
        var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
        var files = EnvironmentFiles.AddTo(builder.Configuration, builder.Environment.ContentRootPath);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("ModelContextProtocol", LogLevel.Warning);

        // One line for each connection over the limit would fill the disk; ConnectionGate logs it once a minute.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.Connections", LogLevel.Error);
        var hidden = builder.Logging.HideStartFailures();
        adjust?.Invoke(builder);
        var reader = new SettingsReader(builder.Configuration, files);
        reader.EachSwitchHasValue(args);
        var settings = ServerSettings.Read(builder.Configuration, reader);
        var time = clock ?? TimeProvider.System;

        builder.WebHost.ListenWhereAllowed(builder.Configuration, settings, reader);
        reader.ThrowIfAny();
        builder.Services.AddSingleton(time);
        builder.Services.AddStorage(settings, time);
        builder.Services.AddLiveSettings(settings, builder.Configuration, files);
        builder.Services.AddImaging(settings);
        builder.Services.AddProviders(settings);
        builder.Services.AddCosts();
        builder.Services.AddGeneration(settings);
        builder.Services.AddImports(settings);
        builder.Services.AddCampaigns();
        builder.Services.AddWebhooks(settings);
        builder.Services.AddSweeps();
        builder.Services.AddAccess(settings);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services.AddOpenAiApi();
        builder.Services.AddMcpTools(settings.Mcp);
        var exportsTelemetry = TelemetryExport.IsWanted(builder.Configuration);
        if (exportsTelemetry)
        {
            builder.Services.AddTelemetryExport(builder.Configuration);
        }

        builder.Services.AddHttp(settings.Http.PathBase, settings.TrustedProxies, KeyCheck.IsOpen);

        var app = builder.Build();
        hidden(app.Lifetime);
        // Before everything that uses the client's address, the scheme or the host.
        app.UseForwardedHeaders();
        if (exportsTelemetry)
        {
            app.Use(RequestTelemetry.DescribeAsync);
        }

        app.UseHttp();
        app.UseAccess();
        app.Use(BadRequests.RejectMissingFormAsync);

        Assets.Map(app);
        WebManifest.Map(app);
        app.MapLogin();
        app.MapApiKeys();
        app.MapAudit();
        app.MapStudio();
        app.MapGallery();
        app.MapImports();
        app.MapSharing();
        app.MapCampaigns();
        app.MapCampaignPages();
        app.MapCosts();
        app.MapSettings();
        app.MapWebhooks();
        app.MapCommands();
        app.MapOpenAiApi();
        app.MapMcpTools();
        app.MapHealth();
        app.MapOpenApi();
        app.MapApiReference();
        await app.FinishOpeningAsync(files, settings, cancellationToken);
        return app;
    }
}
