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
/// The provider of the bench, in a process of its own: it answers every <c>POST /v1/responses</c> with the next of its recorded
/// pictures, a step every 400 ms whoever reads, and notes when it began to send each first partial image.
/// </summary>
internal sealed class ScriptedProvider(int pictures)
{
    /// <summary>Between two pictures of an answer, and before the first.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(400);

    private readonly RecordedPicture[] _pictures = [.. Enumerable.Range(1, pictures).AsParallel().AsOrdered().Select(seed => new RecordedPicture(seed))];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<long>> _sent = new(StringComparer.Ordinal);
    private int _asked;
    private int _ended;

    /// <param name="pictures">How many different ones there are.</param>
    public static async Task<int> RunAsync(int pictures, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MinResponseDataRate = null;
        });
        await using var app = builder.Build();
        var provider = new ScriptedProvider(pictures);
        app.MapPost("/v1/responses", provider.AnswerAsync);
        app.MapGet("/sent", provider.Log);
        app.MapGet("/sizes", () => Results.Json(provider._pictures.Select(picture => picture.Sizes)));
        await app.StartAsync(cancellationToken);
        Console.WriteLine($"Now listening on: {app.Urls.Single()}");
        await ((IHost)app).WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var began = Stopwatch.GetTimestamp();
        var picture = _pictures[(Interlocked.Increment(ref _asked) - 1) % _pictures.Length];
        using var body = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
        var sent = _sent.GetOrAdd(body.RootElement.GetProperty("input").GetString()!, _ => new());
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await SendAsync(picture.Beginning);
            for (var i = 0; i < picture.Partials.Count; i++)
            {
                await UntilAsync(i + 1);
                if (i == 0)
                {
                    sent.Enqueue(Stopwatch.GetTimestamp());
                }

                await SendAsync(picture.Partials[i]);
            }

            await UntilAsync(picture.Partials.Count + 1);
            await SendAsync(picture.End);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Who asked has left.
        }
        finally
        {
            Interlocked.Increment(ref _ended);
        }

        // A slow reader delays no step: a real service draws on, whether or not it is listened to.
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

/// <summary>What the provider has done so far.</summary>
/// <param name="FirstPartials">When it began to send them, by prompt; timestamps of <see cref="Stopwatch"/>, which all processes of a machine share.</param>
/// <param name="Ended">Answers that have ended.</param>
internal sealed record SentLog(Dictionary<string, long[]> FirstPartials, int Ended);
