using System.Net;
using System.Text;
using System.Text.Json;

namespace Darkroom.Tests.Server.Campaigns;

/// <summary>Calls the campaign API.</summary>
internal static class CampaignApi
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Sends a body, checks the status and returns the response.</summary>
    public static async Task<JsonElement> CallAsync(this HttpClient client, HttpMethod method, string path, HttpStatusCode expected, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = body as HttpContent
                ?? new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        using var response = await client.SendAsync(request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode == expected, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    public static Task<JsonElement> GetAsync(this RunningServer server, string path, HttpStatusCode expected = HttpStatusCode.OK) =>
        server.Client.CallAsync(HttpMethod.Get, path, expected);

    /// <summary>Creates a campaign with one format, one concept, one headline and one call to action by default.</summary>
    /// <returns>Its path.</returns>
    public static async Task<string> CampaignAsync(this HttpClient client, object? brief = null)
    {
        var made = await client.CallAsync(HttpMethod.Post, "/api/campaigns", HttpStatusCode.Created, brief ?? Small());
        return $"/api/campaigns/{made.GetProperty("id").GetString()}";
    }

    public static Dictionary<string, object> Small(string? provider = null)
    {
        var brief = new Dictionary<string, object>
        {
            ["formats"] = new[] { "instagram-square" },
            ["concepts"] = 1,
            ["copy"] = new[] { new { language = "en", headlines = new[] { "Begin slowly" }, calls_to_action = new[] { "Order now" } } },
        };
        if (provider is not null)
        {
            brief["provider"] = provider;
        }

        return brief;
    }

    /// <summary>Generates and waits until all generations have ended.</summary>
    public static async Task<JsonElement> GenerateAsync(this HttpClient client, string campaign)
    {
        var started = await client.CallAsync(HttpMethod.Post, $"{campaign}/generate", HttpStatusCode.Accepted);
        await client.FollowAllAsync(started);
        return started;
    }

    public static async Task FollowAllAsync(this HttpClient client, JsonElement started)
    {
        foreach (var one in started.GetProperty("generations").EnumerateArray())
        {
            using var events = await client.OpenAsync(one.GetProperty("events_url").GetString()!);
            await events.ReadAllEventsAsync();
        }
    }

    public static MultipartFormDataContent File(byte[] bytes, string name, string field = "file") => new() { { new ByteArrayContent(bytes), field, name } };
}
