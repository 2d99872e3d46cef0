using System.Net;
using System.Text;
using System.Text.Json;
using Darkroom.Gallery;
using Microsoft.Extensions.DependencyInjection;

namespace Darkroom.Tests.Server.Gallery;

/// <summary>What the tests of organising over HTTP share.</summary>
internal static class LibraryServer
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Lets the painter make images.</summary>
    /// <returns>The ids, the newest first.</returns>
    public static async Task<string[]> PaintAsync(this RunningServer server, int count, string prompt = "a lighthouse")
    {
        using var response = await server.Client.PostJsonAsync(
            "/api/generate-images", new { prompt, n = count, size = "64x64", provider = "painter", seed = 7 });
        Assert.Equal("completed", (await response.ReadAllEventsAsync())[^1].Text("status"));
        var page = await server.Services.GetRequiredService<IGallery>().PageAsync(new GalleryQuery { Limit = count }, Cancel);
        return [.. page.Images.Select(image => image.Id)];
    }

    public static Task<HttpResponseMessage> SendAsync(this RunningServer server, string method, string path, object? body = null) =>
        server.Client.SendAsync(
            new HttpRequestMessage(new HttpMethod(method), path)
            {
                Content = body is null ? null : new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
            },
            Cancel);

    /// <summary>Sends a request and returns the JSON of a response with the expected status.</summary>
    public static async Task<JsonElement> CallAsync(this RunningServer server, string method, string path, object? body = null, int status = 200)
    {
        using var response = await server.SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True((HttpStatusCode)status == response.StatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Returns the ids on the first page.</summary>
    public static async Task<string[]> ShownAsync(this RunningServer server, string query = "") =>
        [.. (await server.CallAsync("GET", $"/api/images?q={Uri.EscapeDataString(query)}")).GetProperty("images").EnumerateArray().Select(image => image.GetProperty("id").GetString()!)];

    /// <summary>Waits until a change of many images has ended.</summary>
    public static async Task<JsonElement> EndOfAsync(this RunningServer server, string id)
    {
        while (true)
        {
            var job = await server.CallAsync("GET", $"/api/images/bulk/{id}");
            if (job.GetProperty("state").GetString() is not ("running" or "undoing"))
            {
                return job;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
        }
    }
}
