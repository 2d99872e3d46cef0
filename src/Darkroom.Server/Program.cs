using Darkroom.Server;
using Darkroom.Server.Access;
using Darkroom.Server.Campaigns;
using Darkroom.Server.Configuration;
using Darkroom.Server.Costs;
using Darkroom.Server.Gallery;
using Darkroom.Server.Generation;
using Darkroom.Server.Http;
using Darkroom.Server.Maintenance;
using Darkroom.Server.Settings;

try
{
    if (await Commands.RunAsync(args, Console.Out, CancellationToken.None) is { } exitCode)
    {
        return exitCode;
    }

    await using var app = DarkroomServer.Build(args);
    await app.RunAsync();
    return 0;
}
catch (StartupException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return refused.ExitCode;
}

namespace Darkroom.Server
{
    internal static class DarkroomServer
    {
        /// <summary>The whole server, ready to run.</summary>
        /// <param name="adjust">Lets a test replace configuration before it is read.</param>
        /// <param name="clock">Another clock than the system's, for tests.</param>
        /// <exception cref="StartupException">It cannot run; the message says everything that is wrong and what to do.</exception>
        public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adjust = null, TimeProvider? clock = null)
        {
            var builder = WebApplication.CreateBuilder(args);
            builder.Configuration.AddEnvironmentFiles(builder.Environment.ContentRootPath);
            builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
            adjust?.Invoke(builder);
            var settings = ServerSettings.Read(builder.Configuration);
            var time = clock ?? TimeProvider.System;

            builder.WebHost.ListenWhereAllowed(builder.Configuration, settings);
            builder.Services.AddSingleton(time);
            builder.Services.AddStorage(settings, time);
            builder.Services.AddImaging(settings);
            builder.Services.AddProviders(settings);
            builder.Services.AddCosts(settings);
            builder.Services.AddGeneration(settings);
            builder.Services.AddCampaigns();
            builder.Services.AddAccess(settings);
            builder.Services.AddHttp(settings.Http.PathBase, settings.TrustedProxies);

            var app = builder.Build();
            app.UseHttp();
            app.UseAccess();

            app.MapAssets();
            app.MapLogin();
            app.MapStudio();
            app.MapGenerations();
            app.MapGallery();
            app.MapImages();
            app.MapCampaigns();
            app.MapCampaignFiles();
            app.MapCampaignPages();
            app.MapCosts();
            app.MapSettings();
            app.MapHealth();
            app.MapOpenApi();
            return app;
        }
    }
}
