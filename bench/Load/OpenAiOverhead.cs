using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using Darkroom.Bench.Provider;
using Darkroom.Bench.Report;

namespace Darkroom.Bench.Load;

/// <summary>
/// Measures how much later an event arrives on <c>/v1</c> than the same event of the same generation on <c>/api</c>, if no format is converted. The event
/// of <c>/v1</c> has the whole image in it, that of <c>/api</c> its preview.
/// </summary>
internal static class OpenAiOverhead
{
    /// <summary>The goal for the median, in milliseconds.</summary>
    private const double Goal = 10;

    private const int Generations = 30;

    /// <returns>0 if the median reaches the goal.</returns>
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var provider = await ProviderProcess.StartAsync(images: 4);
        var delays = await MeasureAsync(provider, Generations, cancellationToken);
        var median = Statistics.Median(delays.Select(delay => delay.Ms));
        foreach (var kind in delays.GroupBy(delay => delay.Event).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind.Key,-16} p50 {Statistics.Median(kind.Select(delay => delay.Ms)),6:0.0} ms   ({kind.Count()} events)"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"all              p50 {median,6:0.0} ms   (goal: at most {Goal:0} ms)"));
        return median <= Goal ? 0 : 1;
    }

    /// <summary>Starts generations one after the other on <c>/v1</c>, and follows each of them on both interfaces.</summary>
    /// <returns>The delay of each event that arrived on both, without those of the first generation.</returns>
    public static async Task<IReadOnlyList<EventDelay>> MeasureAsync(ProviderProcess provider, int generations, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-bench-").FullName;
        try
        {
            await using var server = await DarkroomContender.Current.StartAsync(provider.Address, folder);
            using var client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(5) };
            await MeasureOnceAsync(client, cancellationToken);
            var delays = new List<EventDelay>();
            for (var i = 0; i < generations; i++)
            {
                delays.AddRange(await MeasureOnceAsync(client, cancellationToken));
            }

            return delays;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IEnumerable<EventDelay>> MeasureOnceAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations")
        {
            Content = JsonContent.Create(new { model = "openai", prompt = "a lighthouse in a storm at sunset", size = "1024x1024", stream = true, partial_images = 3 }),
        };
        using var v1 = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        v1.EnsureSuccessStatusCode();
        using var api = await client.GetAsync(
            $"/api/generations/{v1.Headers.GetValues("x-darkroom-generation").Single()}/events?inline=previews", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        api.EnsureSuccessStatusCode();
        var arrivals = await Task.WhenAll(ArrivalsAsync(v1, cancellationToken), ArrivalsAsync(api, cancellationToken));
        return arrivals[0].Where(one => arrivals[1].ContainsKey(one.Key))
            .Select(one => new EventDelay(one.Key, Stopwatch.GetElapsedTime(arrivals[1][one.Key], one.Value).TotalMilliseconds));
    }

    /// <summary>Returns when each image had arrived completely.</summary>
    private static async Task<Dictionary<string, long>> ArrivalsAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var arrivals = new Dictionary<string, long>();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(stream, (type, data) => NameOf(type, data)).EnumerateAsync(cancellationToken))
        {
            if (item.Data is { } name)
            {
                arrivals.TryAdd(name, Stopwatch.GetTimestamp());
            }
        }

        return arrivals;
    }

    /// <summary>Returns the same name for the same event of both interfaces; null for other events.</summary>
    private static string? NameOf(string type, ReadOnlySpan<byte> data)
    {
        if (type is "image" or "image_generation.completed")
        {
            return "final image";
        }

        var field = "\"partial_image_index\":"u8;
        return type is "partial_image" or "image_generation.partial_image" && data.IndexOf(field) is >= 0 and var at
            && Utf8Parser.TryParse(data[(at + field.Length)..], out int index, out _)
            ? $"partial image {index}"
            : null;
    }
}

/// <summary>How much later an event arrived on <c>/v1</c> than on <c>/api</c>.</summary>
/// <param name="Ms">Milliseconds; negative if it came earlier.</param>
internal sealed record EventDelay(string Event, double Ms);
