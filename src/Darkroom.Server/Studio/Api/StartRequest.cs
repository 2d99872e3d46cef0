using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Darkroom.Generations;
using Darkroom.Server.Http;

namespace Darkroom.Server.Studio.Api;

/// <summary>The body that starts a generation.</summary>
public sealed record StartRequest
{
    [Description("What the images show.")]
    [StringLength(4000, MinimumLength = 1)]
    [Required]
    public string? Prompt { get; init; }

    [Description("How many images, made side by side.")]
    [Range(1, 16)]
    [DefaultValue(1)]
    public int? N { get; init; }

    [Description("Width x height in pixels, such as 1024x1024. GET /api/providers says which a provider makes.")]
    public string? Size { get; init; }

    [Description("Such as 16:9, instead of size: the provider's closest size is used.")]
    public string? AspectRatio { get; init; }

    [Description("One of the provider's qualities.")]
    public string? Quality { get; init; }

    [Description("A provider's id; the default is the first that has a key, else the painter.")]
    public string? Provider { get; init; }

    public string? Model { get; init; }

    [Description("What the images should not show, where the provider takes it.")]
    public string? NegativePrompt { get; init; }

    [Description("Image i uses seed + i, where the provider takes one.")]
    [Range(0, 9_007_199_254_740_991)]
    public long? Seed { get; init; }

    [Description("How many unfinished states to show of each image.")]
    [Range(0, 3)]
    [DefaultValue(3)]
    public int? PartialImages { get; init; }

    [Description("png, jpeg or webp, where the provider offers a choice.")]
    public string? OutputFormat { get; init; }

    [Description("Pictures to work from, where the provider takes them: each a data URL (data:image/png;base64,…) or the id of an image in the gallery.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ImageReference>? Images { get; init; }

    [Description("Which part of the first picture may change, given like it: a PNG of its size, transparent where it may.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(OptionalImageReferenceJson))]
    public ImageReference? Mask { get; init; }

    [Description("The campaign that the generation belongs to.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CampaignId { get; init; }

    /// <summary>Fields that mean nothing here: they are refused by name, all at once.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }

    /// <summary>The first few of them: a body of nothing else must not make an answer many times its size.</summary>
    internal ImmutableArray<ValidationError> UnknownFields() => Unknown is null ? [] :
    [
        .. Unknown.Keys.Take(10).Select(name => new ValidationError(
            PageText.Short(name, 40),
            "There is no such field. Known fields: prompt, n, size, aspect_ratio, quality, provider, model, negative_prompt, seed, "
            + "partial_images, output_format, images, mask, campaign_id.")),
    ];

    internal AskedGeneration ToAsked() => new()
    {
        Prompt = Prompt,
        N = N,
        Size = Size,
        AspectRatio = AspectRatio,
        Quality = Quality,
        Provider = Provider,
        Model = Model,
        NegativePrompt = NegativePrompt,
        Seed = Seed,
        PartialImages = PartialImages,
        OutputFormat = OutputFormat,
        Images = Images,
        Mask = Mask,
        CampaignId = CampaignId,
    };
}
