using System.Net.Http.Json;

namespace Darkroom.Bench.Load;

/// <summary>Does what the relay's page does: one request per image, whose events contain the images.</summary>
internal sealed class RelayViewer(Uri server) : Viewer(server)
{
    private enum Kind
    {
        Partial,
        Final,
        Done,
    }

    public override async Task LeaveAsync(string prompt, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(prompt, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    protected override async Task<int> FollowAsync(string prompt, int images, Action<int> partial, CancellationToken cancellationToken)
    {
        var finals = await Task.WhenAll(Enumerable.Range(0, images).Select(index => FollowOneAsync(prompt, index, partial, cancellationToken)));
        return finals.Sum();
    }

    private async Task<int> FollowOneAsync(string prompt, int image, Action<int> partial, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(prompt, cancellationToken);
        var finals = 0;

        // The JSON is not parsed: that is the work of the browser, which has its own processor.
        await foreach (var one in EventsAsync(response, (_, data) => KindOf(data), cancellationToken))
        {
            switch (one.Data)
            {
                case Kind.Partial:
                    partial(image);
                    break;
                case Kind.Final:
                    finals++;
                    break;
            }
        }

        return finals;
    }

    private Task<HttpResponseMessage> SendAsync(string prompt, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/generate") { Content = JsonContent.Create(new { prompt }) };
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static Kind KindOf(ReadOnlySpan<byte> data) =>
        data.StartsWith("{\"type\":\"partial\""u8) ? Kind.Partial
        : data.StartsWith("{\"type\":\"final\""u8) ? Kind.Final
        : data.StartsWith("{\"type\":\"done\""u8) ? Kind.Done
        : throw new InvalidDataException("The relay reports an error.");
}
