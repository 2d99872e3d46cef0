using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAiApi;

/// <summary>
/// What the Images API sends, as a whole answer or as one event of a stream: <c>{"data":[{"b64_json"}]}</c>, the same fields
/// without the list, or an error. Servers leave fields out as they please.
/// </summary>
internal sealed record ImagesResponse
{
    /// <summary>The stream's last word: nothing follows.</summary>
    public static readonly ImagesResponse Done = new() { Type = "[DONE]" };

    /// <summary>Such as <c>image_generation.partial_image</c>; of whole answers, null.</summary>
    public string? Type { get; private init; }

    /// <summary>Whoever takes the answer disposes it.</summary>
    public EncodedImage? Image { get; private init; }

    /// <summary>There was an image, and its base64 was broken.</summary>
    public bool Unreadable { get; private init; }

    /// <summary>Where the image is, in place of the image.</summary>
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

    /// <summary>Reads one JSON object; never throws for what was sent.</summary>
    /// <param name="eventType">Of the <c>event:</c> line, for JSON that has no <c>type</c>; null for a whole answer.</param>
    /// <param name="json">UTF-8.</param>
    /// <param name="partialsWanted">Whether partial images are worth decoding.</param>
    /// <param name="images">Where its images are, if they were lifted out.</param>
    /// <returns>An empty answer where it is something else.</returns>
    public static ImagesResponse Read(string? eventType, ReadOnlySpan<byte> json, bool partialsWanted, Base64ImageExtractor? images = null)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            var found = default(ResponseImage);
            found.Read(ref reader);
            var answer = found.Facts with { Type = found.Type ?? eventType };
            if (answer is { Type: "error", Error: null })
            {
                return answer with { Error = ErrorBody.Read(json) ?? ServiceError.Empty };
            }

            if (found is { Withheld: true, Image.IsEmpty: true } && answer.Address is null)
            {
                return answer with { Error = new ServiceError { Code = "moderation_blocked", Moderation = new ModerationVerdict("output", []) } };
            }

            if (answer.IsPartial && !partialsWanted)
            {
                return answer;
            }

            var image = found.Image.IsEmpty ? ExtractedFrom(json, found.Link, images) : Base64Image.Decode(json, found.Image, images);
            if (found.Image.IsEmpty && image is null)
            {
                return answer;
            }

            return answer with { Image = image, Unreadable = image is null };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or a string that is not UTF-8: nothing to go by.
            return new ImagesResponse { Type = eventType };
        }
    }

    /// <summary>An image that stood where its address should.</summary>
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

        /// <summary>Where the address is.</summary>
        public JsonStringRange Link { get; private set; }

        /// <summary>xAI: its safety system keeps the image back.</summary>
        public bool Withheld { get; private set; }

        public ImagesResponse Facts
        {
            readonly get => _facts ?? new ImagesResponse();
            private set => _facts = value;
        }

        /// <param name="reader">On the object's start; left on its end.</param>
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
                        reader.Skip();
                        break;
                    case "partial_image_index":
                        var index = reader.Integer();
                        Facts = Facts with { PartialIndex = index is >= 0 and <= int.MaxValue ? (int)index : null };
                        break;
                    case "usage":
                        Facts = Facts with { Usage = OpenAiUsage.Read(ref reader) };
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
                reader.Skip();
                return;
            }

            if (name is "url")
            {
                Link = reader.StringRange();
            }

            var text = reader.Text() is { Length: > 0 } said ? said : null;
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

        /// <summary>One image was asked for; of more, the first is it.</summary>
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
