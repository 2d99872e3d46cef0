using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace Darkroom.Tests.Server;

/// <summary>An event that a client received.</summary>
/// <param name="Id">Null for an event without one.</param>
internal sealed record Received(long? Id, string Type, JsonElement Data)
{
    public int? ImageIndex => Data.TryGetProperty("image_index", out var index) ? index.GetInt32() : null;

    public string Text(string name) => Data.GetProperty(name).GetString()!;

    public int Number(string name) => Data.GetProperty(name).GetInt32();
}

/// <summary>Reads event streams with the framework's parser, without heartbeats.</summary>
internal static class EventReader
{
    public static async IAsyncEnumerable<Received> ReadEventsAsync(this HttpResponseMessage response)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var parser = SseParser.Create(stream, (_, data) => Encoding.UTF8.GetString(data));
        await foreach (var item in parser.EnumerateAsync(TestContext.Current.CancellationToken))
        {
            if (item.EventType == "heartbeat")
            {
                continue;
            }

            yield return new Received(
                item.EventId is { Length: > 0 } id ? long.Parse(id, System.Globalization.CultureInfo.InvariantCulture) : null,
                item.EventType,
                JsonDocument.Parse(item.Data).RootElement);
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    public static async Task<List<Received>> ReadAllEventsAsync(this HttpResponseMessage response, Action<Received>? onEvent = null)
    {
        var all = new List<Received>();
        await foreach (var one in response.ReadEventsAsync())
        {
            all.Add(one);
            onEvent?.Invoke(one);
        }

        return all;
    }

    /// <summary>Posts JSON and returns the response when its headers have arrived.</summary>
    public static async Task<HttpResponseMessage> PostJsonAsync(
        this HttpClient client, string path, object body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public static Task<HttpResponseMessage> OpenAsync(this HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public static async Task<JsonElement> ReadJsonAsync(this HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
}
