using Darkroom.Keys;
using Darkroom.Server.Mcp.Tools;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Darkroom.Server.Mcp;

/// <summary>The Model Context Protocol: tools with which a language model makes and finds images.</summary>
internal static class McpEndpoints
{
    public const string Path = "/mcp";

    private const string Instructions =
        """
        Darkroom makes images with several providers and keeps every image in the user's gallery. generate_image makes images from text, edit_image from images. Both may return before the images are ready; get_generation waits on. Send a request_id, so that a repeated call does not make and cost the images again. search_gallery finds earlier images. list_models shows models, sizes and prices.
        """;

    /// <summary>Images travel as base64 inside of JSON, and are copied several times while they are read.</summary>
    private static readonly SizeLimit BodyLimit = new(
        32 * 1024 * 1024, "For larger images, send an https address, or put them into the gallery first and send their ids.");

    /// <summary>Adds the tools, for every transport, and the transport over HTTP. It is stateless: a call needs nothing of an earlier one.</summary>
    public static void AddMcpTools(this IServiceCollection services, McpOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<ImageLinks>();
        services.AddSingleton<ImageBlocks>();
        services.AddSingleton<GenerationReport>();
        services.AddSingleton<GenerationWait>();
        services.AddSingleton<CostQuestion>();
        services.AddSingleton<ToolRuns>();
        services.AddSingleton<GenerateImage>();
        services.AddSingleton<EditImage>();
        services.AddSingleton<GetGeneration>();
        services.AddSingleton<CancelGeneration>();
        services.AddSingleton<SearchGallery>();
        services.AddSingleton<GetImage>();
        services.AddSingleton<ModelList>();
        services.AddMcpServer().WithHttpTransport(http => http.SessionMode = HttpServerSessionMode.Stateless);

        // The first request creates the tools. Registered as tools of the package, they would be created with the route, before the data folder is open.
        services.AddOptions<McpServerOptions>().Configure<IServiceProvider>(Configure);
    }

    public static void MapMcpTools(this WebApplication app) => app.MapMcp(Path).WithMetadata(BodyLimit).Needs(KeyScope.Generate).ExcludeFromDescription();

    private static void Configure(McpServerOptions server, IServiceProvider services)
    {
        var links = services.GetRequiredService<ImageLinks>();
        server.ServerInfo = new Implementation { Name = "darkroom", Title = "Darkroom", Version = ProgramVersion.Text };
        server.ServerInstructions = Instructions;
        server.ToolCollection =
        [
            services.GetRequiredService<GenerateImage>(),
            services.GetRequiredService<EditImage>(),
            services.GetRequiredService<GetGeneration>(),
            services.GetRequiredService<CancelGeneration>(),
            services.GetRequiredService<SearchGallery>(),
            services.GetRequiredService<GetImage>(),
            services.GetRequiredService<ModelList>(),
        ];

        // Only what is not found in the collection gets here. The package would answer with a protocol error, which does not reach the model, and log a fault.
        server.Handlers.CallToolHandler = (call, _) => ValueTask.FromResult(new CallToolResult
        {
            IsError = true,
            Content =
            [
                new TextContentBlock
                {
                    Text = $"There is no tool '{PageText.Short(call.Params.Name, 40)}'. Call one of {string.Join(", ", server.ToolCollection.Select(tool => tool.ProtocolTool.Name))}.",
                },
            ],
        });
        server.Handlers.ListResourceTemplatesHandler = (_, _) => ValueTask.FromResult(new ListResourceTemplatesResult { ResourceTemplates = [ImageLinks.Template] });
        server.Handlers.ReadResourceHandler = async (read, cancellationToken) => await links.ReadAsync(read.Params.Uri, cancellationToken);
    }
}
