using Darkroom.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Darkroom.Tests.Server;

/// <summary>The whole server on real HTTP at a free port, with a data folder of its own and the painter in no hurry.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;

    private RunningServer(WebApplication app, DirectoryInfo folder)
    {
        (_app, _folder) = (app, folder);
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="settings">Such as <c>("Providers:painter:Pace", "1")</c>; they win over what is set here.</param>
    public static async Task<RunningServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-");
        (string Key, string Value)[] usual =
        [
            ("DARKROOM_DATA", Path.Combine(folder.FullName, "data")),
            ("Providers:painter:Pace", "0"),

            // Empty means not set: whatever the machine's environment holds does not count.
            ("DARKROOM_ACCESS_KEY", ""),
            ("Providers:openai:ApiKey", ""),
            ("Providers:openai:BaseUrl", ""),
        ];
        var app = DarkroomServer.Build(["--urls", "http://127.0.0.1:0", "--contentRoot", folder.FullName], builder =>
        {
            builder.Logging.ClearProviders();
            builder.Configuration.AddInMemoryCollection(
                usual.Concat(settings).GroupBy(one => one.Key).Select(same => KeyValuePair.Create(same.Key, (string?)same.Last().Value)));
        });
        await app.StartAsync();
        return new RunningServer(app, folder);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
