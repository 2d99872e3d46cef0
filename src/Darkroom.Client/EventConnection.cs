using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Darkroom.Client;

/// <summary>One connection that carries events of a generation, until it ends or is lost.</summary>
internal sealed class EventConnection : IAsyncDisposable
{
    /// <summary>The maximum size of one event in bytes. One with an image of 1024 pixels has about a megabyte.</summary>
    private const int MaxEvent = 32 * 1024 * 1024;

    private readonly HttpResponseMessage _response;
    private readonly string _generationId;
    private readonly TimeSpan _silenceTimeout;
    private readonly LimitedStream _body;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _end;
    private readonly IAsyncEnumerator<SseItem<string>> _items;
    private readonly CancellationToken _cancellationToken;

    private EventConnection(HttpResponseMessage response, Stream body, string generationId, DarkroomClientOptions options, CancellationToken cancellationToken)
    {
        (_response, _generationId, _silenceTimeout, _cancellationToken) = (response, generationId, options.SilenceTimeout, cancellationToken);
        _silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, options.TimeProvider);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _silence.Token);
        _body = new LimitedStream(body, MaxEvent, beforeRead: () => _silence.CancelAfter(_silenceTimeout));
        _items = SseParser.Create(_body).EnumerateAsync(_end.Token).GetAsyncEnumerator(_end.Token);
    }

    /// <summary>Why the connection was lost; null if the server ended it.</summary>
    public DarkroomException? Fault { get; private set; }

    /// <summary>Connects to the events after a position.</summary>
    /// <exception cref="DarkroomException">There is no connection.</exception>
    public static async Task<EventConnection> OpenAsync(
        Transport transport, string generationId, long after, InlineImages inline, CancellationToken cancellationToken)
    {
        var query = inline is InlineImages.None ? "" : $"?inline={(inline is InlineImages.All ? "all" : "previews")}";
        using var request = transport.Request(HttpMethod.Get, $"{DarkroomClient.GenerationPath(generationId)}/events{query}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("Last-Event-ID", after.ToString(CultureInfo.InvariantCulture));
        var response = await transport.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.Content.Headers.ContentType?.MediaType is not "text/event-stream")
        {
            response.Dispose();
            throw new DarkroomException(ErrorCodes.BadResponse, "The answer is no event stream. Check the address of the server.");
        }

        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return new EventConnection(response, body, generationId, transport.Options, cancellationToken);
    }

    /// <summary>Returns the next event of the log; null at the end. A heartbeat only proves that the connection lives.</summary>
    /// <exception cref="DarkroomException">An event cannot be read.</exception>
    public async Task<GenerationEvent?> NextAsync()
    {
        while (await MoveNextAsync().ConfigureAwait(false))
        {
            var item = _items.Current;
            if (long.TryParse(item.EventId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0)
            {
                return Read(item.EventType, item.Data) with { Id = id, GenerationId = _generationId };
            }

            // An event without a number is in no log: a heartbeat, the failure of the stream itself, or something that a newer server says to all.
            if (item.EventType is "error")
            {
                var error = Parse(item.Data, ClientJson.Wire.Error);
                Fault = new DarkroomException(ErrorCodes.ConnectionFailed, error.Message);
                return null;
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _items.DisposeAsync().ConfigureAwait(false);
        await _body.DisposeAsync().ConfigureAwait(false);
        _response.Dispose();
        _end.Dispose();
        _silence.Dispose();
    }

    /// <summary>Waits for an item. While the caller works on one, the silence does not count.</summary>
    private async Task<bool> MoveNextAsync()
    {
        try
        {
            _body.Reset();
            return await Transport.TranslateAsync(() => _items.MoveNextAsync().AsTask(), _cancellationToken).ConfigureAwait(false);
        }
        catch (DarkroomException fault) when (fault.IsTransient)
        {
            Fault = fault;
            return false;
        }
        finally
        {
            _silence.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private static GenerationEvent Read(string type, string data) => type switch
    {
        "progress" => Parse(data, ClientJson.Wire.Progress),
        "partial_image" => Parse(data, ClientJson.Wire.PartialImage),
        "image" => Parse(data, ClientJson.Wire.Image),
        "error" => Parse(data, ClientJson.Wire.Error),
        "complete" => Parse(data, ClientJson.Wire.Complete),
        _ => new GenerationEvent.Unknown { Type = type, Data = data },
    };

    private static T Parse<T>(string data, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(data, type) ?? throw new JsonException("The event is null.");
        }
        catch (JsonException fault)
        {
            throw new DarkroomException(ErrorCodes.BadResponse, "The server sent an event that cannot be read.", fault);
        }
    }
}
