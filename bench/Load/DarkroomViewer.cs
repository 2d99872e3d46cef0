using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Darkroom.Bench.Load;

/// <summary>Does what the studio does: starts a generation, follows its events with previews, and fetches each finished image by its URL.</summary>
internal sealed class DarkroomViewer : Viewer
{
    private const int DisplayWidth = 1024;

    public DarkroomViewer(Uri server)
        : base(server)
    {
        Client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("image/webp"));
        Client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*", 0.8));
    }

    public override Task LeaveAsync(string prompt, CancellationToken cancellationToken) => StartAsync(prompt, 1, cancellationToken);

    /// <summary>Starts a generation and returns its URL.</summary>
    public async Task<string> StartAsync(string prompt, int images, CancellationToken cancellationToken)
    {
        var body = new { prompt, n = images, provider = "openai", size = "1024x1024", partial_images = 3 };
        using var response = await Client.PostAsJsonAsync("/api/generations", body, cancellationToken);
        response.EnsureSuccessStatusCode();
        return response.Headers.Location!.ToString();
    }

    /// <summary>Follows a generation that another viewer has started.</summary>
    public Task<ViewerResult> ObserveAsync(string prompt, string generation, CancellationToken cancellationToken) =>
        MeasureAsync(prompt, partial => FollowAsync(generation, partial, cancellationToken));

    protected override async Task<int> FollowAsync(string prompt, int images, Action<int> partial, CancellationToken cancellationToken) =>
        await FollowAsync(await StartAsync(prompt, images, cancellationToken), partial, cancellationToken);

    private async Task<int> FollowAsync(string generation, Action<int> partial, CancellationToken cancellationToken)
    {
        using var response = await Client.GetAsync($"{generation}/events?inline=previews", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var finals = 0;
        var last = 0;
        var fetches = new List<Task>();
        await foreach (var one in EventsAsync(response, (_, data) => JsonSerializer.Deserialize<JsonElement>(data), cancellationToken))
        {
            if (one.EventId != (++last).ToString(CultureInfo.InvariantCulture))
            {
                throw new InvalidDataException($"Event {one.EventId} of {generation} arrived instead of {last}.");
            }

            switch (one.EventType)
            {
                case "partial_image":
                    partial(one.Data.GetProperty("image_index").GetInt32());
                    break;
                case "image":
                    finals++;
                    fetches.Add(FetchAsync($"{one.Data.GetProperty("url").GetString()}/{DisplayWidth}", cancellationToken));
                    break;
                case "error":
                    throw new InvalidDataException($"An image failed: {one.Data}");
            }
        }

        await Task.WhenAll(fetches);
        return finals;
    }

    private async Task FetchAsync(string url, CancellationToken cancellationToken)
    {
        using var response = await Client.GetAsync(url, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
