using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Darkroom.Bench.Soaking;

/// <summary>Starts generations and reads their events in different ways: to the end, slowly, with a reconnect, by several readers, or after the end.</summary>
internal sealed class SoakReaders(HttpClient client)
{
    public const int LargeImages = 4;

    private static readonly TimeSpan SlowStep = TimeSpan.FromMilliseconds(40);
    private int _done;
    private int _completed;
    private int _streams;
    private int _left;
    private long _events;

    public int Done => _done;

    public int Completed => _completed;

    public int Streams => _streams;

    public int Left => _left;

    public long Events => Interlocked.Read(ref _events);

    /// <summary>Runs one generation from the request to the end.</summary>
    public async Task RunAsync(int number, CancellationToken cancellationToken)
    {
        var id = await SubmitAsync(
            number % 4 == 0
                ? new { prompt = $"calm sea {number}", provider = "painter", size = "96x96" }
                : new { prompt = $"a red fox {number}", provider = "openai" },
            cancellationToken);
        var status = (number % 5) switch
        {
            0 => await FollowAsync(id, 0, "all", cancellationToken),
            1 => await ReconnectAsync(id, cancellationToken),
            2 => await FollowAsync(id, 0, "none", cancellationToken, SlowStep),
            3 => (await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => FollowAsync(id, 0, "previews", cancellationToken))))[0],
            _ => await BrowseAndReplayAsync(id, cancellationToken),
        };
        Interlocked.Add(ref _completed, status == "completed" ? 1 : 0);
        Interlocked.Increment(ref _done);
    }

    /// <summary>Runs one generation of large images, which has a large stream.</summary>
    /// <returns>The id of the generation.</returns>
    public async Task<string> RunLargeAsync(CancellationToken cancellationToken)
    {
        var id = await SubmitAsync(new { prompt = "a lighthouse in a storm", provider = "painter", size = "1024x1024", n = LargeImages }, cancellationToken);
        await FollowAsync(id, 0, "all", cancellationToken);
        return id;
    }

    private async Task<string> SubmitAsync(object body, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsJsonAsync("/api/generations", body, cancellationToken);
        response.EnsureSuccessStatusCode();
        return response.Headers.Location!.ToString().Split('/')[^1];
    }

    private async Task<string?> ReconnectAsync(string id, CancellationToken cancellationToken)
    {
        long last = 0;
        await foreach (var one in ReadAsync(id, 0, "all", cancellationToken))
        {
            last = one.Id;
            if (last == 3)
            {
                Interlocked.Increment(ref _left);
                break;
            }
        }

        return await FollowAsync(id, last, "previews", cancellationToken);
    }

    private async Task<string?> BrowseAndReplayAsync(string id, CancellationToken cancellationToken)
    {
        var status = await FollowAsync(id, 0, "none", cancellationToken);
        var page = await client.GetFromJsonAsync<JsonElement>("/api/images?limit=20", cancellationToken);
        foreach (var image in page.GetProperty("images").EnumerateArray().Take(3))
        {
            await client.GetByteArrayAsync(image.GetProperty("url").GetString(), cancellationToken);
            await client.GetByteArrayAsync($"{image.GetProperty("url").GetString()}/256", cancellationToken);
        }

        return await FollowAsync(id, 0, "all", cancellationToken) ?? status;
    }

    /// <returns>The final status of the generation.</returns>
    private async Task<string?> FollowAsync(string id, long after, string inline, CancellationToken cancellationToken, TimeSpan step = default)
    {
        string? status = null;
        await foreach (var one in ReadAsync(id, after, inline, cancellationToken))
        {
            if (one.Id != ++after)
            {
                throw new InvalidDataException($"Event {one.Id} of {id} arrived instead of {after}.");
            }

            status = one.Type == "complete" ? one.Data.GetProperty("status").GetString() : null;
            await Task.Delay(step, TimeProvider.System, cancellationToken);
        }

        return status;
    }

    private async IAsyncEnumerable<(long Id, string Type, JsonElement Data)> ReadAsync(
        string id, long after, string inline, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/generations/{id}/events?inline={inline}&after={after}");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        Interlocked.Increment(ref _streams);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var parser = SseParser.Create(stream, (_, data) => JsonSerializer.Deserialize<JsonElement>(data));
        await foreach (var item in parser.EnumerateAsync(cancellationToken))
        {
            if (item.EventType == "heartbeat")
            {
                continue;
            }

            Interlocked.Increment(ref _events);
            yield return (long.Parse(item.EventId!, System.Globalization.CultureInfo.InvariantCulture), item.EventType, item.Data);
        }
    }
}
