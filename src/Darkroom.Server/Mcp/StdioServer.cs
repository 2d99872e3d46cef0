using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace Darkroom.Server.Mcp;

/// <summary>Serves the tools over the streams of a process, to the program that started it.</summary>
internal static class StdioServer
{
    /// <summary>Makes the host of this process suitable: it listens on no address, and the output belongs to the protocol.</summary>
    public static void Prepare(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton<IServer, NoServer>();
    }

    /// <summary>Serves until the client closes its end.</summary>
    public static async Task RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var options = services.GetRequiredService<IOptions<McpServerOptions>>().Value;
        var logs = services.GetRequiredService<ILoggerFactory>();
        await using var streams = Open(logs);
        await using var server = McpServer.Create(streams, options, logs, services);
        await server.RunAsync(cancellationToken);
    }

    /// <summary>Opens the streams of this process. What else writes to the output goes to the error stream from then on.</summary>
    public static StdioServerTransport Open(ILoggerFactory logs)
    {
        var streams = new StdioServerTransport("darkroom", logs);
        Console.SetOut(Console.Error);
        return streams;
    }

    /// <summary>A server that accepts no connections.</summary>
    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
            // It holds nothing.
        }
    }
}
