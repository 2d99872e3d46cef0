using System.Net;
using System.Text.Json;
using Darkroom.Generations;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Gallery;
using Microsoft.Extensions.DependencyInjection;
using StandardWebhooks;

namespace Darkroom.Tests.Server.Webhooks;

/// <summary>What the tests of webhooks over HTTP share: a receiver on this machine, whose network the operator allowed.</summary>
public abstract class WebhookTest
{
    protected const string Path = "/hooks";

    protected static readonly (string, string) AllowLoopback = ("Webhooks:AllowedNetworks", "127.0.0.1");

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Adds an endpoint.</summary>
    /// <returns>Its id and its secret.</returns>
    private protected static async Task<(string Id, string Secret)> AddAsync(RunningServer server, string url, params string[] events)
    {
        var added = await server.CallAsync("POST", "/api/webhooks", new { url, events }, 201);
        return (added.GetProperty("id").GetString()!, added.GetProperty("secret").GetString()!);
    }

    private protected static Task<(string Id, string Secret)> AddAsync(RunningServer server, ScriptedServer receiver, params string[] events) =>
        AddAsync(server, UrlOf(receiver), events);

    protected static string UrlOf(ScriptedServer receiver) => new Uri(receiver.Address, Path).ToString();

    /// <summary>Sends a test and returns the delivery with its attempt.</summary>
    private protected static Task<JsonElement> TestAsync(RunningServer server, string id) => server.CallAsync("POST", $"/api/webhooks/{id}/test");

    private protected static async Task<JsonElement> EndpointAsync(RunningServer server, string id) => await server.CallAsync("GET", $"/api/webhooks/{id}");

    private protected static async Task<List<JsonElement>> LogAsync(RunningServer server, string id) =>
        [.. (await server.CallAsync("GET", $"/api/webhooks/{id}/deliveries")).GetProperty("deliveries").EnumerateArray()];

    /// <summary>Waits until the log of an endpoint has what a test waits for: each attempt raises the signal.</summary>
    private protected static async Task<List<JsonElement>> LogUntilAsync(RunningServer server, string id, Func<List<JsonElement>, bool> reached)
    {
        using var changed = server.Services.GetRequiredService<IJobSignals>().Subscribe(IJobSignals.Webhooks);
        while (true)
        {
            var log = await LogAsync(server, id);
            if (reached(log))
            {
                return log;
            }

            await changed.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        }
    }

    protected static JsonElement OnlyAttempt(JsonElement delivery) => Assert.Single(delivery.GetProperty("attempts").EnumerateArray());

    protected static string? StateOf(JsonElement view) => view.GetProperty("state").GetString();

    /// <summary>Verifies a request as a receiver does, with the library of Standard Webhooks and the present time.</summary>
    protected static void Verify(RecordedRequest request, string secret)
    {
        var headers = new Microsoft.AspNetCore.Http.HeaderDictionary();
        foreach (var (name, value) in request.Headers)
        {
            headers[name] = value;
        }

        new StandardWebhook(secret).Verify(request.Text, headers);
    }

    private protected static async Task<(HttpStatusCode Status, string Text)> SubmitAsync(RunningServer server, string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await server.Client.PostAsync(new Uri(path, UriKind.Relative), form, Cancel);
        return (response.StatusCode, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(Cancel)));
    }
}
