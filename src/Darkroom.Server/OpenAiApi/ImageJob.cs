using Darkroom.Imaging;
using Darkroom.Providers;

namespace Darkroom.Server.OpenAiApi;

/// <summary>What a client asks for.</summary>
internal enum ImageCall
{
    Generation,
    Edit,
    Variation,
}

/// <summary>A request for images in the terms of the engine, and how to answer it.</summary>
/// <param name="Format">The format of the images in the answer, whatever the provider makes.</param>
/// <param name="Stream">Whether to answer with events.</param>
/// <param name="AsUrl">Whether to answer with addresses instead of bytes.</param>
internal sealed record ImageJob(ImageCall Call, StartRequest Request, ImageFormat Format, bool Stream, bool AsUrl)
{
    public const int MaxImages = 10;
    private const string Transparent = "transparent";
    private const string Png = "png";
    private const string Jpeg = "jpeg";

    /// <summary>The prompt of a variation: the API has none.</summary>
    private const string VariationPrompt = "A variation of this image: the same subject and style in another composition.";

    /// <summary>The name of the events about this call.</summary>
    public string EventName => Call is ImageCall.Generation ? "image_generation" : "image_edit";

    /// <summary>Reads a request. Fields that the model does not have are left out; what contradicts itself is an error.</summary>
    public static async Task<(ImageJob? Job, OpenAiError? Error)> ReadAsync(
        RequestFields fields, ImageCall call, ModelNames models, RemoteImages remote, CancellationToken cancellationToken)
    {
        var name = fields.Text("model");
        if (await models.FindAsync(name, cancellationToken) is not { } target)
        {
            return (null, ModelIndex.ModelNotFound(name!, models));
        }

        var can = target.Provider.CapabilitiesOf(target.Model);
        var images = call is ImageCall.Generation ? [] : await fields.ImagesAsync("image", remote, cancellationToken);
        var masks = call is ImageCall.Edit ? await fields.ImagesAsync("mask", remote, cancellationToken) : [];
        if (call is not ImageCall.Generation && images.IsEmpty)
        {
            fields.Wrong<string>("image", "Send an image to work from.", "missing_required_parameter");
        }

        if (images.Concat(masks).OfType<ImageReference.Unreadable>().FirstOrDefault() is { Message: var unreadable })
        {
            fields.Wrong<string>("image", unreadable, "invalid_image_file");
        }

        var prompt = call is ImageCall.Variation ? VariationPrompt : fields.Text("prompt");
        if (string.IsNullOrWhiteSpace(prompt))
        {
            fields.Wrong<string>("prompt", "The prompt is empty.", fields.Has("prompt") ? "empty_string" : "missing_required_parameter");
        }

        var format = fields.OneOf("output_format", Png, Jpeg, "webp") ?? Png;
        var background = fields.OneOf("background", "auto", "opaque", Transparent);
        if (background is Transparent && (format is Jpeg || !can.Backgrounds.Contains(Transparent, StringComparer.Ordinal)))
        {
            fields.Wrong<string>("background", format is Jpeg ? "A JPEG cannot be transparent." : "The model cannot make transparent images.");
        }

        var stream = fields.Flag("stream");
        var partials = (int)Math.Min(fields.Integer("partial_images", 0, 3) ?? 0, can.PartialImages);
        var made = can.Formats.Contains(format, StringComparer.Ordinal) ? format : null;
        var request = new StartRequest
        {
            Prompt = prompt,
            N = (int)(fields.Integer("n", 1, MaxImages) ?? 1),
            Size = SizeOf(fields, can.Sizes)?.ToString(),
            Provider = target.Provider.Id,
            Model = target.Model,
            Quality = QualityOf(fields.Text("quality"), can.Qualities),
            NegativePrompt = can.NegativePrompt ? fields.Text("negative_prompt") : null,
            Seed = can.Seed ? fields.Integer("seed", 0, ImageSettings.MaxSeed) : null,
            PartialImages = stream ? partials : 0,
            KeepPartials = stream && partials > 0,
            OutputFormat = made,
            Images = images.IsEmpty ? null : images,
            Mask = masks.FirstOrDefault(),
            Background = Offered(background, can.Backgrounds),
            OutputCompression = can.Compression && made is Jpeg or "webp" ? (int?)fields.Integer("output_compression", 0, 100) : null,
            Moderation = Offered(fields.Text("moderation"), can.Moderations),
            InputFidelity = images.IsEmpty ? null : Offered(fields.Text("input_fidelity"), can.InputFidelities),
        };
        var asUrl = fields.OneOf("response_format", "b64_json", "url") is "url";
        return fields.Error is { } error
            ? (null, error)
            : (new ImageJob(call, request, ImageFormats.FindByMime($"image/{format}")!.Value, stream, asUrl), null);
    }

    /// <summary>Returns the requested size, or the nearest that the model supports; null to leave it to the model.</summary>
    private static PixelSize? SizeOf(RequestFields fields, SizeRule sizes)
    {
        if (fields.Text("aspect_ratio") is { } text)
        {
            return PixelSize.TryParseRatio(text, out var ratio) ? sizes.Nearest(ratio) : fields.Wrong<PixelSize?>("aspect_ratio", "Send a ratio such as 16:9.");
        }

        return fields.Text("size") switch
        {
            null or "auto" => null,
            var named when PixelSize.TryParse(named, out var size) => sizes.Allows(size) ? size : sizes.Nearest(size),
            _ => fields.Wrong<PixelSize?>("size", "Send a size such as 1024x1024, or auto."),
        };
    }

    /// <summary>Returns the model's quality for one that clients have built in; null for the model's default.</summary>
    private static string? QualityOf(string? quality, ImmutableArray<string> qualities) =>
        Offered(quality, qualities) ?? (quality is "hd" ? Offered("high", qualities) : null);

    private static string? Offered(string? value, ImmutableArray<string> choices) => value is not null && choices.Contains(value, StringComparer.Ordinal) ? value : null;
}
