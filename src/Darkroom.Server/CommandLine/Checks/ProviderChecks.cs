using System.Net.Http.Json;
using System.Text.Json;
using Darkroom.Server.CommandLine.Connection;

namespace Darkroom.Server.CommandLine.Checks;

/// <summary>Asks the configured providers whether they can be used, through the server, which has their keys.</summary>
internal static class ProviderChecks
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(ServerConnection server, CancellationToken cancellationToken)
    {
        var list = await server.Client.ListProvidersAsync(cancellationToken);
        var configured = list.Providers.Where(provider => provider.Configured);
        return await Task.WhenAll(configured.Select(provider => TestAsync(server.Http, provider.Id, cancellationToken)));
    }

    private static async Task<Finding> TestAsync(HttpClient http, string provider, CancellationToken cancellationToken)
    {
        var check = $"provider {provider}";
        try
        {
            using var response = await http.PostAsync(new Uri($"api/providers/{Uri.EscapeDataString(provider)}/test", UriKind.Relative), null, cancellationToken);
            response.EnsureSuccessStatusCode();
            var test = await response.Content.ReadFromJsonAsync(CommandJson.Default.ProviderTestAnswer, cancellationToken) ?? throw new JsonException("The answer is null.");
            return test.Result == "failed"
                ? Finding.Error(check, test.Message, test.Advice ?? "Correct its settings.")
                : Finding.Ok(check, test.Message);
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException)
        {
            return Finding.Error(check, $"The server could not test it: {fault.Message}", "Look into the log of the server.");
        }
    }
}
