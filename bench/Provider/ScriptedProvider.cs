using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Darkroom.Bench.Provider;

/// <summary>
/// The provider of the bench, in its own process. It answers every <c>POST /v1/responses</c> with the next recorded response, one step every
/// 400 ms, and records when it began to send each first partial image.
/// </summary>
internal sealed class ScriptedProvider(int images)
{
    /// <summary>The time between two images of a response, and before the first.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(400);

    private readonly RecordedResponse[] _responses = [.. Enumerable.Range(1, images).AsParallel().AsOrdered().Select(seed => new RecordedResponse(seed))];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<long>> _sent = new(StringComparer.Ordinal);
    private int _requests;
    private int _ended;

    /// <summary>Runs the server until it is cancelled.</summary>
    /// <param name="images">The number of different images.</param>
    public static async Task<int> RunAsync(int images, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MinResponseDataRate = null;
        });
        await using var app = builder.Build();
        var provider = new ScriptedProvider(images);
        app.MapPost("/v1/responses", provider.AnswerAsync);
        app.MapGet("/sent", provider.Log);
        app.MapGet("/sizes", () => Results.Json(provider._responses.Select(response => response.Sizes)));
        await app.StartAsync(cancellationToken);
        Console.WriteLine($"Now listening on: {app.Urls.Single()}");
        await ((IHost)app).WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var began = Stopwatch.GetTimestamp();
        var recorded = _responses[(Interlocked.Increment(ref _requests) - 1) % _responses.Length];
        using var body = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
        var sent = _sent.GetOrAdd(body.RootElement.GetProperty("input").GetString()!, _ => new());
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await SendAsync(recorded.Beginning);
            for (var i = 0; i < recorded.Partials.Count; i++)
            {
                await UntilAsync(i + 1);
                if (i == 0)
                {
                    sent.Enqueue(Stopwatch.GetTimestamp());
                }

                await SendAsync(recorded.Partials[i]);
            }

            await UntilAsync(recorded.Partials.Count + 1);
            await SendAsync(recorded.End);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected.
        }
        finally
        {
            Interlocked.Increment(ref _ended);
        }

        // A slow client does not delay the steps: a real service continues, too.
        async Task UntilAsync(int step)
        {
            var left = (Step * step) - Stopwatch.GetElapsedTime(began);
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, TimeProvider.System, http.RequestAborted);
        }

        async Task SendAsync(byte[] bytes)
        {
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    private IResult Log() =>
        Results.Json(new SentLog(_sent.ToDictionary(one => one.Key, one => one.Value.ToArray()), Volatile.Read(ref _ended)));
}

/// <summary>What the provider has sent so far.</summary>
/// <param name="FirstPartials">The times at which it began to send them, by prompt; timestamps of <see cref="Stopwatch"/>, which all processes of a machine share.</param>
/// <param name="Ended">The number of responses that have ended.</param>
internal sealed record SentLog(Dictionary<string, long[]> FirstPartials, int Ended);
