using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Darkroom.Generations;

/// <summary>
/// A request for images as it arrives: the body of the API, a form, or a campaign's request. Nothing is validated and no default is
/// filled in; null means "not set". <see cref="RequestValidator"/> makes a <see cref="GenerationRequest"/> of it.
/// </summary>
/// <remarks>
/// The attributes describe the body in the OpenAPI document. The order of the properties is part of the hash that recognises a repeated
/// request: new ones go last and are not written while they are null.
/// </remarks>
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

    [Description("Width x height in pixels, such as 1024x1024. GET /api/providers lists the sizes of each provider.")]
    public string? Size { get; init; }

    [Description("Such as 16:9, instead of size: the provider's closest size is used.")]
    public string? AspectRatio { get; init; }

    [Description("One of the provider's qualities.")]
    public string? Quality { get; init; }

    [Description("A provider's id; the default is the first that has a key, else the painter.")]
    public string? Provider { get; init; }

    public string? Model { get; init; }

    [Description("What the images should not show, if the provider supports it.")]
    public string? NegativePrompt { get; init; }

    [Description("Image i uses seed + i, if the provider supports seeds.")]
    [Range(0, 9_007_199_254_740_991)]
    public long? Seed { get; init; }

    [Description("How many partial images to send of each image.")]
    [Range(0, 3)]
    [DefaultValue(3)]
    public int? PartialImages { get; init; }

    [Description("png, jpeg or webp, if the provider offers a choice.")]
    public string? OutputFormat { get; init; }

    [Description("Images to work from, if the provider supports it: each a data URL (data:image/png;base64,…) or the id of an image in the gallery.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ImageReference>? Images { get; init; }

    [Description("The part of the first image that may change, given like an image: a PNG of its size, transparent where it may change.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(OptionalImageReferenceJson))]
    public ImageReference? Mask { get; init; }

    [Description("The campaign that the generation belongs to.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CampaignId { get; init; }

    [Description("auto, opaque or transparent, if the model offers a choice. A JPEG cannot be transparent.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Background { get; init; }

    [Description("The compression of jpeg and webp, if the model offers it: 100 keeps the most.")]
    [Range(0, 100)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? OutputCompression { get; init; }

    [Description("How strictly the provider moderates, if the model offers a choice: auto or low.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Moderation { get; init; }

    [Description("How closely the result follows the images to work from, if the model offers a choice: low or high.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InputFidelity { get; init; }

    [Description("Whether @names of presets and alternatives such as {red|blue} in the prompt are expanded. Without it they are text.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Expand { get; init; }

    [Description("Options of a local or open engine, if the model has them: GET /api/providers lists them.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EngineOptions? Options { get; init; }

    /// <inheritdoc cref="GenerationRequest.KeepPartials"/>
    [JsonIgnore]
    public bool KeepPartials { get; init; }

    /// <summary>Fields of the body that do not exist. The request is rejected with their names.</summary>
    // With init, the generated reader would be a constructor, which this cannot be a parameter of.
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>Returns the request that asks for the same again, with new seeds.</summary>
    /// <param name="inputs">The images to work from and, last, the mask.</param>
    public static StartRequest Again(GenerationRequest request, ImmutableArray<ImageReference> inputs)
    {
        var images = inputs.Length - (request.Mask is null ? 0 : 1);
        return new StartRequest
        {
            Prompt = request.Prompt,
            N = request.N,
            Size = request.Size.ToString(),
            Quality = request.Quality,
            Provider = request.Provider,
            Model = request.Model,
            NegativePrompt = request.NegativePrompt,
            PartialImages = request.PartialImages,
            OutputFormat = request.OutputFormat,
            Images = images == 0 ? null : inputs[..images],
            Mask = request.Mask is null ? null : inputs[^1],
            Background = request.Background,
            OutputCompression = request.OutputCompression,
            Moderation = request.Moderation,
            InputFidelity = request.InputFidelity,
            Options = request.Options,
        };
    }
}
