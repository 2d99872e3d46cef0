using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAi;

/// <summary>The kind of an event in the stream.</summary>
internal enum OpenAiEventKind
{
    /// <summary>An event without effect: chat text, or an unknown event or format.</summary>
    Other,

    /// <summary>The service works on the image.</summary>
    Working,

    /// <summary>A partial image; without <see cref="OpenAiEvent.Image"/> if it was not requested or is not valid base64.</summary>
    Partial,

    /// <summary>A finished item: the image or text.</summary>
    Item,

    /// <summary>The response is complete.</summary>
    Completed,

    /// <summary>The response is incomplete, see <see cref="OpenAiEvent.IncompleteReason"/>.</summary>
    Incomplete,

    /// <summary>The response failed, see <see cref="OpenAiEvent.Error"/>.</summary>
    Failed,

    /// <summary>The response was cancelled, which is possible only in background mode.</summary>
    Cancelled,

    /// <summary>The end of the stream.</summary>
    End,
}

/// <summary>One event of the stream.</summary>
internal sealed record OpenAiEvent(OpenAiEventKind Kind)
{
    /// <summary>The event's number in the response, from 0.</summary>
    public long? Sequence { get; init; }

    /// <summary>The response's id, in events that contain the response.</summary>
    public string? ResponseId { get; init; }

    /// <summary>The partial or finished image, which the receiver of the event disposes.</summary>
    public EncodedImage? Image { get; init; }

    /// <summary>Whether there was a finished image whose base64 is invalid.</summary>
    public bool Unreadable { get; init; }

    public int? PartialIndex { get; init; }

    public string? RevisedPrompt { get; init; }

    /// <summary>The finished image's quality as the service reports it.</summary>
    public string? Quality { get; init; }

    /// <summary>Further properties of the finished image.</summary>
    public ReportedOutput? Reported { get; init; }

    /// <summary>The image model in the tool that the server repeats.</summary>
    public string? ImageModel { get; init; }

    public TokenUsage? Usage { get; init; }

    public ServiceError? Error { get; init; }

    public string? IncompleteReason { get; init; }

    /// <summary>The text model's text, instead of or beside the image.</summary>
    public string? Text { get; init; }

    /// <summary>Whether <see cref="Text"/> is a refusal.</summary>
    public bool Refused { get; init; }
}

/// <summary>
/// Reads events directly from their UTF-8 bytes. The image arrives up to three times, each time with megabytes. Only what is needed is decoded:
/// requested partial images and the first finished image.
/// </summary>
internal sealed class OpenAiEventReader(bool partialsWanted)
{
    private bool _finished;

    /// <summary>The extractor that the events are read through; null if there is none.</summary>
    public Base64ImageExtractor? Images { get; set; }

    /// <summary>Parses an item for <see cref="System.Net.ServerSentEvents.SseParser"/>. Never throws because of the content.</summary>
    /// <param name="eventType">The type in the <c>event:</c> line, which is used only if the JSON has no <c>type</c>.</param>
    /// <param name="data">The content of the <c>data:</c> lines.</param>
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
            // The content is not JSON, or a string is not UTF-8. If the event was essential, the end of the stream shows that.
            return new OpenAiEvent(OpenAiEventKind.Other);
        }
    }

    /// <summary>Reads a whole response, as sent by a server that does not stream.</summary>
    /// <param name="data">The body.</param>
    /// <param name="background">Whether the response may be unfinished. The content of an unfinished one is ignored.</param>
    /// <returns>An event of kind <see cref="OpenAiEventKind.Other"/> if the body is not a response.</returns>
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
