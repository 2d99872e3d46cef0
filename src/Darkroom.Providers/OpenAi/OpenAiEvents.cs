using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAi;

/// <summary>What an event of the stream means for one image.</summary>
internal enum OpenAiEventKind
{
    /// <summary>Nothing: text for the chat, an event or a shape not known here.</summary>
    Other,

    /// <summary>The image is being worked on.</summary>
    Working,

    /// <summary>An unfinished image; without <see cref="OpenAiEvent.Image"/> where it was not wanted or not readable.</summary>
    Partial,

    /// <summary>A finished item: the image, or text.</summary>
    Item,

    /// <summary>The response is complete.</summary>
    Completed,

    /// <summary>The response was cut short, see <see cref="OpenAiEvent.IncompleteReason"/>.</summary>
    Incomplete,

    /// <summary>The response failed, see <see cref="OpenAiEvent.Error"/>.</summary>
    Failed,

    /// <summary>Somebody cancelled the response; only one in background mode can be.</summary>
    Cancelled,

    /// <summary>Nothing more will be sent.</summary>
    End,
}

/// <summary>One event, read.</summary>
internal sealed record OpenAiEvent(OpenAiEventKind Kind)
{
    /// <summary>Counts a response's events from 0.</summary>
    public long? Sequence { get; init; }

    /// <summary>The response's id, in those events that repeat the response.</summary>
    public string? ResponseId { get; init; }

    /// <summary>The partial or the finished image; who takes the event disposes it.</summary>
    public EncodedImage? Image { get; init; }

    /// <summary>There was a finished image, and its base64 was broken.</summary>
    public bool Unreadable { get; init; }

    public int? PartialIndex { get; init; }

    public string? RevisedPrompt { get; init; }

    /// <summary>The finished image's quality, as the service resolved it.</summary>
    public string? Quality { get; init; }

    /// <summary>What else the service says of the finished image.</summary>
    public ReportedOutput? Reported { get; init; }

    /// <summary>The image model, from the tool as the server repeats it.</summary>
    public string? ImageModel { get; init; }

    public TokenUsage? Usage { get; init; }

    public ServiceError? Error { get; init; }

    public string? IncompleteReason { get; init; }

    /// <summary>What the text model said instead of, or along with, the image.</summary>
    public string? Text { get; init; }

    /// <summary>Whether <see cref="Text"/> is a refusal.</summary>
    public bool Refused { get; init; }
}

/// <summary>
/// Reads events straight from their UTF-8 bytes. The image comes up to three times, megabytes each; only what is wanted is
/// decoded: no partial nobody asked for, and no finished image after the first.
/// </summary>
internal sealed class OpenAiEventReader(bool partialsWanted)
{
    private bool _finished;

    /// <summary>Where the images of the events are, if they were lifted out.</summary>
    public Base64ImageExtractor? Images { get; set; }

    /// <summary>An item parser for <see cref="System.Net.ServerSentEvents.SseParser"/>; never throws for what was sent.</summary>
    /// <param name="eventType">Of the <c>event:</c> line; only used where the JSON has no <c>type</c>.</param>
    /// <param name="data">The <c>data:</c> lines.</param>
    public OpenAiEvent Read(string eventType, ReadOnlySpan<byte> data)
    {
        if (data.Trim((byte)' ').SequenceEqual("[DONE]"u8))
        {
            return new OpenAiEvent(OpenAiEventKind.End);
        }

        try
        {
            return ReadEvent(eventType, data);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or a string that is not UTF-8: nothing to go by. If it mattered, the end of the stream will tell.
            return new OpenAiEvent(OpenAiEventKind.Other);
        }
    }

    /// <summary>Reads a whole response, as sent by a server that does not stream.</summary>
    /// <param name="data">The body.</param>
    /// <param name="background">Whether one not finished is nothing unusual: what is in it already does not count yet.</param>
    /// <returns>An <see cref="OpenAiEventKind.Other"/> where it is no response.</returns>
    public OpenAiEvent ReadWhole(ReadOnlySpan<byte> data, bool background)
    {
        try
        {
            var reader = new Utf8JsonReader(data);
            reader.Read();
            var response = OpenAiResponse.Read(ref reader);
            var kind = background && response.Status is "queued" or "in_progress" ? OpenAiEventKind.Working : KindOf(response);
            return Ended(kind, response, data) with { ResponseId = response.Id };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new OpenAiEvent(OpenAiEventKind.Other);
        }
    }

    private OpenAiEvent ReadEvent(string eventType, ReadOnlySpan<byte> data)
    {
        string? type = null;
        var response = default(OpenAiResponse);
        var item = default(OpenAiItem);
        var partial = default(JsonStringRange);
        long? index = null;
        long? sequence = null;
        ServiceError? error = null;
        var reader = new Utf8JsonReader(data);
        reader.Read();
        var inside = false;
        while (reader.NextProperty(ref inside, out var name))
        {
            switch (name)
            {
                case "type":
                    type = reader.Text();
                    break;
                case "response":
                    response = OpenAiResponse.Read(ref reader);
                    break;
                case "item":
                    item = OpenAiItem.Read(ref reader);
                    break;
                case "partial_image_b64":
                    partial = reader.StringRange();
                    break;
                case "partial_image_index":
                    index = reader.Integer();
                    break;
                case "sequence_number":
                    sequence = reader.Integer();
                    break;
                case "error":
                    error = ErrorBody.Read(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        var read = (type ?? eventType) switch
        {
            "response.image_generation_call.partial_image" => Partial(partial, index, data),
            "response.output_item.done" => Finished(new OpenAiEvent(OpenAiEventKind.Item), item, data),
            "response.completed" => Ended(OpenAiEventKind.Completed, response, data),
            "response.incomplete" => Ended(OpenAiEventKind.Incomplete, response, data),
            "response.failed" => Ended(OpenAiEventKind.Failed, response, data),
            "response.cancelled" => Ended(OpenAiEventKind.Cancelled, response, data),
            "error" => new OpenAiEvent(OpenAiEventKind.Failed) { Error = error ?? ErrorBody.Read(data) },
            "response.in_progress" or "response.output_item.added" or "response.image_generation_call.in_progress"
                or "response.image_generation_call.generating" =>
                new OpenAiEvent(OpenAiEventKind.Working) { ImageModel = response.ImageModel },
            _ when type is null && error is not null => new OpenAiEvent(OpenAiEventKind.Failed) { Error = error },
            _ => new OpenAiEvent(OpenAiEventKind.Other) { ImageModel = response.ImageModel },
        };
        return read with { Sequence = sequence, ResponseId = response.Id };
    }

    private OpenAiEvent Partial(JsonStringRange base64, long? index, ReadOnlySpan<byte> data) => new(OpenAiEventKind.Partial)
    {
        Image = partialsWanted && !_finished ? Base64Image.Decode(data, base64, Images) : null,
        PartialIndex = index is >= 0 and <= int.MaxValue ? (int)index : null,
    };

    private OpenAiEvent Ended(OpenAiEventKind kind, OpenAiResponse response, ReadOnlySpan<byte> data)
    {
        var ended = new OpenAiEvent(kind)
        {
            ImageModel = response.ImageModel,
            Usage = response.Usage,
            Error = response.Error,
            IncompleteReason = response.IncompleteReason,
        };
        return kind is OpenAiEventKind.Completed or OpenAiEventKind.Incomplete ? Finished(ended, response.Item, data) : ended;
    }

    private OpenAiEvent Finished(OpenAiEvent read, OpenAiItem item, ReadOnlySpan<byte> data)
    {
        read = read with { Text = item.Text, Refused = item.Refused };
        if (_finished || item.Image.IsEmpty)
        {
            return read;
        }

        _finished = true;
        var image = Base64Image.Decode(data, item.Image, Images);
        Images?.DecodesImages = false;
        return read with
        {
            Image = image,
            Unreadable = image is null,
            RevisedPrompt = item.RevisedPrompt,
            Quality = item.Quality,
            Reported = item.Reported,
        };
    }

    private static OpenAiEventKind KindOf(OpenAiResponse response) => response switch
    {
        { Error: not null } or { Status: "failed" } => OpenAiEventKind.Failed,
        { Status: "cancelled" } => OpenAiEventKind.Cancelled,
        { Status: "incomplete" } => OpenAiEventKind.Incomplete,
        { Status: "completed" } or { Item.Image.IsEmpty: false } => OpenAiEventKind.Completed,
        _ => OpenAiEventKind.Other,
    };
}
