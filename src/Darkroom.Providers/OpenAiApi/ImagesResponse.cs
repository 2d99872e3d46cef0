using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAiApi;

/// <summary>
/// A response of the Images API or one event of its stream: <c>{"data":[{"b64_json"}]}</c>, the same fields without the list, or an error.
/// Every field may be missing.
/// </summary>
internal sealed record ImagesResponse
{
    /// <summary>The end of the stream.</summary>
    public static readonly ImagesResponse Done = new() { Type = "[DONE]" };

    /// <summary>The event type, such as <c>image_generation.partial_image</c>; null for a whole response.</summary>
    public string? Type { get; private init; }

    /// <summary>The image, which the receiver of the response disposes.</summary>
    public EncodedImage? Image { get; private init; }

    /// <summary>Whether there was an image whose base64 is invalid.</summary>
    public bool Unreadable { get; private init; }

    /// <summary>The image's URL, sent in place of the image.</summary>
    public string? Address { get; private init; }

    public int? PartialIndex { get; private init; }

    public string? RevisedPrompt { get; private init; }

    public string? Quality { get; private init; }

    public string? Size { get; private init; }

    public string? Background { get; private init; }

    public string? OutputFormat { get; private init; }

    public string? Model { get; private init; }

    public OpenAiUsage Usage { get; private init; }

    public ServiceError? Error { get; private init; }

    public bool IsPartial => Type?.EndsWith("partial_image", StringComparison.Ordinal) is true;

    /// <summary>Reads one JSON object. Never throws because of the content.</summary>
    /// <param name="eventType">The type in the <c>event:</c> line, for JSON without <c>type</c>; null for a whole response.</param>
    /// <param name="json">The JSON in UTF-8.</param>
    /// <param name="partialsWanted">Whether to decode partial images.</param>
    /// <param name="images">The extractor that the JSON was read through; null if there is none.</param>
    /// <returns>The response; an empty one if the content is something else.</returns>
    public static ImagesResponse Read(string? eventType, ReadOnlySpan<byte> json, bool partialsWanted, Base64ImageExtractor? images = null)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            var found = default(ResponseImage);
            found.Read(ref reader);
            var response = found.Facts with { Type = found.Type ?? eventType };
            if (response is { Type: "error", Error: null })
            {
                return response with { Error = ErrorBody.Read(json) ?? ServiceError.Empty };
            }

            if (found is { Withheld: true, Image.IsEmpty: true } && response.Address is null)
            {
                return response with { Error = new ServiceError { Code = "moderation_blocked", Moderation = new ModerationVerdict("output", []) } };
            }

            if (response.IsPartial && !partialsWanted)
            {
                return response;
            }

            var image = found.Image.IsEmpty ? ExtractedFrom(json, found.Link, images) : Base64Image.Decode(json, found.Image, images);
            if (found.Image.IsEmpty && image is null)
            {
                return response;
            }

            return response with { Image = image, Unreadable = image is null };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The content is not JSON, or a string is not UTF-8.
            return new ImagesResponse { Type = eventType };
        }
    }

    /// <summary>Takes an image that was sent in place of its URL.</summary>
    private static EncodedImage? ExtractedFrom(ReadOnlySpan<byte> json, JsonStringRange link, Base64ImageExtractor? images)
    {
        EncodedImage? image = null;
        images?.TryTake(json.Slice(link.Start, link.Length), out image);
        return image;
    }

    private struct ResponseImage
    {
        private ImagesResponse? _facts;

        public string? Type { get; private set; }

        public JsonStringRange Image { get; private set; }

        /// <summary>The range of the URL.</summary>
        public JsonStringRange Link { get; private set; }

        /// <summary>Whether xAI's safety system withholds the image.</summary>
        public bool Withheld { get; private set; }

        public ImagesResponse Facts
        {
            readonly get => _facts ?? new ImagesResponse();
            private set => _facts = value;
        }

        /// <param name="reader">A reader on the object's start. It is left on the object's end.</param>
        public void Read(ref Utf8JsonReader reader)
        {
            var inside = false;
            while (reader.NextProperty(ref inside, out var name))
            {
                switch (name)
                {
                    case "type":
                        Type = reader.Text();
                        break;
                    case "data":
                        ReadList(ref reader);
                        break;
                    case "b64_json" when reader.IsUrl():
                        ReadText("url", ref reader);
                        break;
                    case "b64_json":
                        Image = reader.StringRange();
                        break;
                    case "respect_moderation":
                        Withheld = reader.TokenType is JsonTokenType.False;
                        break;
                    case "partial_image_index":
                        var index = reader.Integer();
                        Facts = Facts with { PartialIndex = index is >= 0 and <= int.MaxValue ? (int)index : null };
                        break;
                    case "usage":
                        Facts = Facts with { Usage = OpenAiUsage.From(JsonElement.ParseValue(ref reader)) };
                        break;
                    case "error":
                        Facts = Facts with { Error = ErrorBody.Read(ref reader) };
                        break;
                    default:
                        ReadText(name, ref reader);
                        break;
                }
            }
        }

        private void ReadText(string name, ref Utf8JsonReader reader)
        {
            if (name is not ("url" or "revised_prompt" or "quality" or "size" or "background" or "output_format" or "model"))
            {
                return;
            }

            if (name is "url")
            {
                Link = reader.StringRange();
            }

            var text = reader.Text() is { Length: > 0 } value ? value : null;
            Facts = name switch
            {
                "url" => Facts with { Address = text },
                "revised_prompt" => Facts with { RevisedPrompt = text },
                "quality" => Facts with { Quality = text },
                "size" => Facts with { Size = text },
                "background" => Facts with { Background = text },
                "output_format" => Facts with { OutputFormat = text },
                _ => Facts with { Model = text },
            };
        }

        /// <summary>Reads the list of images. One image was requested; if there are several, the first one is used.</summary>
        private void ReadList(ref Utf8JsonReader reader)
        {
            var inside = false;
            while (reader.NextElement(ref inside))
            {
                var item = default(ResponseImage);
                item.Read(ref reader);
                Withheld |= item.Withheld;
                if (Image.IsEmpty && Facts.Address is null)
                {
                    (Image, Link) = (item.Image, item.Link);
                    Facts = Facts with { Address = item.Facts.Address, RevisedPrompt = item.Facts.RevisedPrompt ?? Facts.RevisedPrompt };
                }
            }
        }
    }
}
