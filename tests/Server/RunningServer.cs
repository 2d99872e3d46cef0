using Darkroom.Server;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Darkroom.Tests.Server;

/// <summary>
/// The complete server in this process, on Kestrel and a free port of 127.0.0.1, with a temporary data folder.
/// The painter paints as fast as it can.
/// </summary>
internal sealed class RunningServer : IAsyncDisposable
{
    /// <summary>
    /// The setting that chooses the form of the scripts: <see cref="Assets.Bundle"/> or <see cref="Assets.Modules"/>. The environment variable
    /// DARKROOM_TEST_SCRIPTS chooses for all tests; by default, they use what a server uses.
    /// </summary>
    public const string Scripts = "scripts";

    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly bool _ownsFolder;

    private RunningServer(WebApplication app, string folder, bool ownsFolder)
    {
        (_app, _folder, _ownsFolder) = (app, folder, ownsFolder);
        Address = new Uri(app.Urls.First());
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = Address,
            Timeout = TimeSpan.FromMinutes(2),
        };
    }

    public Uri Address { get; }

    /// <summary>A client that follows no redirects and stores no cookies.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public string Folder => _folder;

    /// <summary>The server's log, one line for each entry.</summary>
    public LogLines Log => _app.Services.GetRequiredService<LogLines>();

    public static Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync(Directory.CreateTempSubdirectory("darkroom-test-").FullName, ownsFolder: true, settings);

    /// <summary>Starts the server with a clock of the test.</summary>
    public static Task<RunningServer> StartAsync(TimeProvider time, params (string Key, string Value)[] settings) =>
        StartAsync(Directory.CreateTempSubdirectory("darkroom-test-").FullName, ownsFolder: true, settings, time);

    /// <summary>Starts the server with a folder that is not deleted with it.</summary>
    public static Task<RunningServer> StartOverAsync(string folder, params (string Key, string Value)[] settings) =>
        StartAsync(folder, ownsFolder: false, settings);

    /// <summary>Stops the server as SIGTERM does. Disposing stops it too.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        if (_ownsFolder)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static async Task<RunningServer> StartAsync(
        string folder, bool ownsFolder, (string Key, string Value)[] settings, TimeProvider? time = null)
    {
        var app = await DarkroomServer.BuildAsync([], builder =>
        {
            var log = new LogLines();
            builder.Logging.ClearProviders().AddProvider(log);
            builder.Services.AddSingleton(log);
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["urls"] = "http://127.0.0.1:0",
                ["DARKROOM_DATA"] = folder,
                ["Providers:painter:Pace"] = "0",
                ["Jobs:DrainSeconds"] = "0",

                // Tests that own the clock move it faster than leases can be renewed on a real disk.
                ["Jobs:LeaseSeconds"] = "600",
            });
            builder.Configuration.AddInMemoryCollection(settings.Reverse().DistinctBy(pair => pair.Key).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
            if ((builder.Configuration[Scripts] ?? Environment.GetEnvironmentVariable("DARKROOM_TEST_SCRIPTS")) is { Length: > 0 } form)
            {
                builder.Services.AddSingleton(new Assets(form));
            }
        }, time);
        try
        {
            await app.StartAsync();
            return new RunningServer(app, folder, ownsFolder);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
