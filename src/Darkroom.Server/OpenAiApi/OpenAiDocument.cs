using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Darkroom.Server.OpenAiApi;

/// <summary>A request for images, as the OpenAPI document describes it. It is read field by field, because clients send it in many forms.</summary>
public sealed record ImagesRequest
{
    [Description("What the images show.")]
    public required string Prompt { get; init; }

    [Description("auto, a provider, provider/model, or the name of a model.")]
    public string? Model { get; init; }

    [Description("The number of images, 1 to 10.")]
    public int? N { get; init; }

    [Description("Width x height in pixels, or auto. A size that the model lacks becomes the nearest one with the same ratio.")]
    public string? Size { get; init; }

    [Description("One of the model's qualities; hd is high.")]
    public string? Quality { get; init; }

    [Description("auto, opaque or transparent.")]
    public string? Background { get; init; }

    [Description("png, jpeg or webp.")]
    public string? OutputFormat { get; init; }

    [Description("The compression of jpeg and webp, 0 to 100.")]
    public int? OutputCompression { get; init; }

    [Description("auto or low.")]
    public string? Moderation { get; init; }

    [Description("b64_json, or url for an address that is valid for an hour.")]
    public string? ResponseFormat { get; init; }

    [Description("Whether the answer is an event stream.")]
    public bool? Stream { get; init; }

    [Description("The number of partial images in a stream, 0 to 3.")]
    public int? PartialImages { get; init; }

    [Description("Not in OpenAI's API: the seed, for providers that have one.")]
    public long? Seed { get; init; }

    [Description("Not in OpenAI's API: what the images should not show.")]
    public string? NegativePrompt { get; init; }

    [Description("Not in OpenAI's API: such as 16:9, instead of a size.")]
    public string? AspectRatio { get; init; }

    [Description("For edits, as JSON: the images to work from, each with image_url (a data URL or a public https address). As a form: image, or several image[].")]
    public ImmutableArray<ImageSource>? Images { get; init; }

    [Description("For edits: the part of the first image that may change, transparent where it may.")]
    public ImageSource? Mask { get; init; }
}

/// <summary>An image of a request.</summary>
public sealed record ImageSource([property: Description("A data URL, or a public https address.")] string? ImageUrl);

/// <summary>Finished images.</summary>
/// <param name="Created">The seconds since 1970.</param>
/// <param name="Usage">The tokens; zeros if the provider reports none.</param>
public sealed record ImagesAnswer(
    long Created, ImmutableArray<AnsweredImage> Data, string? Background, string? OutputFormat, string? Quality, string? Size, TokenUsage Usage);

/// <summary>One finished image.</summary>
/// <param name="B64Json">The image in base64; absent if an address was requested.</param>
/// <param name="Url">The address, if it was requested.</param>
/// <param name="RevisedPrompt">The prompt as the provider changed it; absent if it did not.</param>
public sealed record AnsweredImage(
    [property: JsonPropertyName("b64_json")] string? B64Json, string? Url, string? RevisedPrompt);

/// <summary>The data of <c>….partial_image</c> and <c>….completed</c>.</summary>
/// <param name="ImageIndex">Which of n images it is; not in OpenAI's API.</param>
/// <param name="PartialImageIndex">The number of the partial image; absent in <c>….completed</c>.</param>
/// <param name="Usage">The tokens; only in <c>….completed</c>.</param>
public sealed record ImageStreamEvent(
    string Type,
    int SequenceNumber,
    [property: JsonPropertyName("b64_json")] string B64Json,
    long CreatedAt,
    string Size,
    string Quality,
    string Background,
    string OutputFormat,
    int ImageIndex,
    int? PartialImageIndex,
    TokenUsage? Usage);

/// <summary>A request for a response.</summary>
/// <param name="Model">Any text model, which is not called; or a provider, which makes the image.</param>
/// <param name="Input">A text, or messages with input_text and input_image.</param>
/// <param name="Tools">The tool image_generation with its settings.</param>
/// <param name="Stream">Whether the answer is an event stream.</param>
/// <param name="Background">Whether the answer comes before the image.</param>
/// <param name="PreviousResponseId">The response whose image is changed.</param>
public sealed record ResponsesRequest(
    string Model, JsonElement Input, ImmutableArray<ImageTool> Tools, bool? Stream, bool? Background, string? PreviousResponseId);

/// <summary>The tool that makes images.</summary>
public sealed record ImageTool(string Type, string? Model, string? Size, string? Quality, string? OutputFormat, int? PartialImages);

/// <summary>A response with its image.</summary>
/// <param name="Status">queued, in_progress, completed, failed or cancelled.</param>
/// <param name="Output">One image_generation_call, whose result is the image in base64.</param>
public sealed record ResponseView(
    string Id, [property: JsonPropertyName("object")] string Kind, long CreatedAt, string Status, string Model, ImmutableArray<ImageCallView> Output);

/// <summary>The call of the tool.</summary>
public sealed record ImageCallView(string Id, string Type, string Status, string? Result, string? RevisedPrompt, string? Size, string? Quality);

/// <summary>The data of an event of a response, with the fields of its type.</summary>
public sealed record ResponseStreamEvent(string Type, int SequenceNumber);

/// <summary>The answer to a deletion.</summary>
public sealed record DeletedView(string Id, [property: JsonPropertyName("object")] string Kind, bool Deleted);
