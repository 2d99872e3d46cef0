using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Darkroom.Bench.Load;

namespace Darkroom.Bench;

/// <summary>
/// What the requests of a large campaign cost beside those of a small one with as many base images: a preview, a page of 60 creatives and
/// an edit must cost about the same in both.
/// </summary>
internal static class CampaignCost
{
    private const int WarmUp = 50;
    private const int Rounds = 300;
    private static readonly string[] Languages = ["en", "de", "fr"];
    private static readonly string[] ThreeShapes = ["instagram-square", "instagram-story", "facebook"];

    private static readonly string[] AllFormats =
    [
        .. ThreeShapes, "instagram-portrait", "instagram-reel", "linkedin", "x", "pinterest", "youtube-thumbnail", "google-300x250", "google-336x280",
        "google-728x90", "google-160x600", "google-300x600", "google-320x50", "google-970x250",
    ];

    internal static async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-bench-").FullName;
        try
        {
            await using var server = MeasuredProcess.Start(
                [.. DarkroomContender.Current.Server, "--urls", "http://127.0.0.1:0"], folder, [("DARKROOM_DATA", folder), ("Providers__painter__Pace", "0")]);
            await server.WaitUntilListeningAsync();
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(5) };
            client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
            var small = await CampaignAsync(client, ThreeShapes, 5, 1, 1, cancellationToken);
            var large = await CampaignAsync(client, AllFormats, 10, 5, 3, cancellationToken);
            Console.WriteLine($"CPU and time of one request, with {await CountAsync(client, small, cancellationToken):N0} creatives and with {await CountAsync(client, large, cancellationToken):N0}, all approved:");
            foreach (var (name, request) in Requests)
            {
                var (few, many) = (await MeasureAsync(server, client, small, request, cancellationToken), await MeasureAsync(server, client, large, request, cancellationToken));
                Console.WriteLine($"  {name,-22} {few.Cpu,8:0.00} ms CPU {few.Time,8:0.00} ms   {many.Cpu,8:0.00} ms CPU {many.Time,8:0.00} ms   ratio {many.Cpu / few.Cpu:0.0}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Each request for a campaign and a round.</summary>
    private static readonly (string Name, Func<string, int, HttpRequestMessage> Request)[] Requests =
    [
        ("preview, drawn before", (id, _) => new(HttpMethod.Get, $"/campaigns/{id}/creatives/0.facebook.0.0.en/320")),
        ("page of 60 tiles", (id, _) => new(HttpMethod.Get, $"/campaigns/{id}")),
        ("60 by the API", (id, _) => new(HttpMethod.Get, $"/api/campaigns/{id}/creatives?limit=60")),
        ("edit of one creative", (id, round) => new(HttpMethod.Patch, $"/api/campaigns/{id}/creatives/0.facebook.1.0.en") { Content = JsonContent.Create(new { headline = $"Round {round}" }) }),
        ("decision", (id, round) => new(HttpMethod.Patch, $"/api/campaigns/{id}/creatives/0.facebook.2.0.en") { Content = JsonContent.Create(new { approval = round % 2 == 0 ? "rejected" : "approved" }) }),
    ];

    private static async Task<(double Cpu, double Time)> MeasureAsync(
        MeasuredProcess server, HttpClient client, string id, Func<string, int, HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        var (cpu, watch) = (TimeSpan.Zero, new Stopwatch());
        for (var round = -WarmUp; round < Rounds; round++)
        {
            if (round == 0)
            {
                cpu = server.Cpu;
                watch.Start();
            }

            using var response = await client.SendAsync(request(id, round), cancellationToken);
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }

        return ((server.Cpu - cpu).TotalMilliseconds / Rounds, watch.Elapsed.TotalMilliseconds / Rounds);
    }

    /// <summary>A campaign of four concepts whose images are there and whose creatives are all approved.</summary>
    /// <returns>Its id.</returns>
    private static async Task<string> CampaignAsync(HttpClient client, string[] formats, int headlines, int calls, int languages, CancellationToken cancellationToken)
    {
        var brief = new
        {
            formats,
            concepts = 4,
            provider = "painter",
            copy = Languages.Take(languages).Select(language => new
            {
                language,
                headlines = Enumerable.Range(1, headlines).Select(number => $"Begin slowly {number}"),
                calls_to_action = Enumerable.Range(1, calls).Select(number => $"Order {number}"),
            }),
        };
        using var created = await client.PostAsJsonAsync("/api/campaigns", brief, cancellationToken);
        var id = (await JsonAsync(created, cancellationToken)).GetProperty("id").GetString()!;
        using var started = await client.PostAsync(new Uri($"/api/campaigns/{id}/generate", UriKind.Relative), null, cancellationToken);
        foreach (var generation in (await JsonAsync(started, cancellationToken)).GetProperty("generations").EnumerateArray())
        {
            // The stream ends with the generation.
            await client.GetByteArrayAsync(new Uri(generation.GetProperty("events_url").GetString()!, UriKind.Relative), cancellationToken);
        }

        using var approved = await client.PostAsync(new Uri($"/campaigns/{id}/approvals", UriKind.Relative), null, cancellationToken);
        approved.EnsureSuccessStatusCode();
        return id;
    }

    private static async Task<int> CountAsync(HttpClient client, string id, CancellationToken cancellationToken)
    {
        using var page = await client.GetAsync(new Uri($"/api/campaigns/{id}/creatives?limit=1&state=approved", UriKind.Relative), cancellationToken);
        return (await JsonAsync(page, cancellationToken)).GetProperty("total").GetInt32();
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }
}
