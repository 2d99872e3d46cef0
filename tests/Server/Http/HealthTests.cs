using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Darkroom.Tests.Server.Http;

/// <summary>The health checks. How they report a broken disk and an upgrade is in DiskTests and UpgradeTests.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task A_server_that_is_stopping_is_live_and_not_ready()
    {
        await using var server = await RunningServer.StartAsync();
        (HttpStatusCode Live, HttpStatusCode Ready, string Reason) seen = default;
        var lifetime = server.Services.GetRequiredService<IHostApplicationLifetime>();

        // The host waits for it before it closes the addresses.
        using var stopping = lifetime.ApplicationStopping.Register(() => seen = AskAsync().GetAwaiter().GetResult());
        Assert.Equal(HttpStatusCode.OK, (await AskAsync()).Ready);
        await server.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (seen.Live, seen.Ready));
        Assert.Contains("stopping", seen.Reason, StringComparison.Ordinal);

        async Task<(HttpStatusCode Live, HttpStatusCode Ready, string Reason)> AskAsync()
        {
            using var live = await server.Client.GetAsync("/health/live", CancellationToken.None);
            using var ready = await server.Client.GetAsync("/health/ready", CancellationToken.None);
            return (live.StatusCode, ready.StatusCode, await ready.Content.ReadAsStringAsync(CancellationToken.None));
        }
    }
}
