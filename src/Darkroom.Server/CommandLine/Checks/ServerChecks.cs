using System.Net.Http.Json;
using System.Text.Json;
using Darkroom.Client;
using Darkroom.Server.CommandLine.Connection;

namespace Darkroom.Server.CommandLine.Checks;

/// <summary>Checks a server that runs: whether it responds, its version, and whether it accepts the key.</summary>
internal static class ServerChecks
{
    private const string Check = "server";

    /// <summary>Checks a server that was chosen by its address.</summary>
    public static async Task<IReadOnlyList<Finding>> RunAsync(Uri address, string? key, CancellationToken cancellationToken)
    {
        await using var server = ServerConnection.Open(address, key);
        var health = await ReadyAsync(server, cancellationToken);
        return health.Status == Finding.ErrorStatus ? [health] : [health, await AcceptsAsync(server, key, cancellationToken)];
    }

    /// <summary>Checks the key of the server that holds the data folder.</summary>
    public static async Task<Finding> KeyAsync(Uri address, string? key, CancellationToken cancellationToken)
    {
        await using var server = ServerConnection.Open(address, key);
        return await AcceptsAsync(server, key, cancellationToken);
    }

    private static async Task<Finding> ReadyAsync(ServerConnection server, CancellationToken cancellationToken)
    {
        var address = server.Client.BaseAddress;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ServerConnection.ProbeTimeout);
        try
        {
            using var response = await server.Http.GetAsync(new Uri("health/ready", UriKind.Relative), timeout.Token);
            if (response.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable)
            {
                return Finding.Error(Check, $"The server at {address} is not ready.", "Its log has the reason. If it is starting or stopping, wait for it.");
            }

            response.EnsureSuccessStatusCode();
            var health = await response.Content.ReadFromJsonAsync(CommandJson.Default.HealthAnswer, timeout.Token) ?? throw new JsonException("The answer is null.");
            return health.Version is { } version && version != ProgramVersion.Text
                ? Finding.Warning(Check, $"Darkroom {version} at {address} is ready, but this program is version {ProgramVersion.Text}.", "Use the same version of both.")
                : Finding.Ok(Check, $"Darkroom{(health.Version is { } same ? $" {same}" : "")} at {address} is ready.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Finding.Error(Check, $"The server at {address} does not respond.", "Check the address, and whether the server runs.");
        }
        catch (HttpRequestException fault) when (fault.StatusCode is null)
        {
            return Finding.Error(Check, $"The server at {address} cannot be reached: {fault.Message}", "Check the address, and whether the server runs.");
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or NotSupportedException)
        {
            return Finding.Error(Check, $"What answers at {address} is not Darkroom: {fault.Message}", "Check the address, with the path if Darkroom runs below one.");
        }
    }

    private static async Task<Finding> AcceptsAsync(ServerConnection server, string? key, CancellationToken cancellationToken)
    {
        const string check = "access key";
        try
        {
            await server.Client.ListProvidersAsync(cancellationToken);
            return Finding.Ok(check, key is null ? "The server needs no key." : "The server accepts the key.");
        }
        catch (DarkroomException fault)
        {
            return Finding.Error(check, fault.Message, $"Pass the server's access key, or an API key, with --key or {ConnectionOptions.KeyVariable}.");
        }
    }
}

/// <summary>The answer of <c>GET /health/ready</c>.</summary>
/// <param name="Version">Null if the server is too old to report it.</param>
internal sealed record HealthAnswer(string Status, string? Version = null);
