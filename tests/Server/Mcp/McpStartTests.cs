using Darkroom.Server.Mcp;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace Darkroom.Tests.Server.Mcp;

/// <summary>What the tools add to the start of the server.</summary>
public sealed class McpStartTests
{
    [Fact]
    public async Task The_route_is_mapped_without_the_tools_because_the_data_folder_may_still_be_closed()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
            EnvironmentName = Environments.Production,
        });
        builder.Services.AddMcpTools(new McpOptions());
        await using var app = builder.Build();

        app.MapMcpTools();

        // Nothing that the tools use is registered here.
        Assert.Throws<InvalidOperationException>(() => app.Services.GetRequiredService<IOptions<McpServerOptions>>().Value);
    }
}
