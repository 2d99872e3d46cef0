namespace Darkroom.Tests.Server.Mcp;

/// <summary>One server with the painter for all tests of a class.</summary>
public sealed class McpServerFixture : IAsyncLifetime
{
    internal RunningServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
