namespace Darkroom.Client;

/// <summary>What to generate. Only the prompt is required; for what is null, the defaults of the provider and the model apply.</summary>
/// <remarks>What each provider and model supports is in <see cref="DarkroomClient.ListProvidersAsync"/> and <see cref="DarkroomClient.ListModelsAsync"/>.</remarks>
public sealed record NewGeneration
{
    /// <summary>What the images show: 1 character to the model's maximum, counted as grapheme clusters. An upscaler needs none.</summary>
    public required string Prompt { get; init; }

    /// <summary>The number of images, 1 to 16; 1 by default.</summary>
    public int? N { get; init; }

    /// <summary>Width x height in pixels, such as <c>1024x1024</c>.</summary>
    public string? Size { get; init; }

    /// <summary>Such as <c>16:9</c>, instead of <see cref="Size"/>: the model's nearest size is used.</summary>
    public string? AspectRatio { get; init; }

    /// <summary>One of the model's qualities, such as <c>high</c>.</summary>
    public string? Quality { get; init; }

    /// <summary>The id of a provider, such as <c>painter</c>.</summary>
    public string? Provider { get; init; }

    /// <summary>The name of a model of the provider.</summary>
    public string? Model { get; init; }

    /// <summary>What the images should not show.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>0 to 9,007,199,254,740,991. Image i uses the seed plus i.</summary>
    public long? Seed { get; init; }

    /// <summary>How many partial images to send of each image, 0 to 3; 3 by default.</summary>
    public int? PartialImages { get; init; }

    /// <summary><c>png</c>, <c>jpeg</c> or <c>webp</c>.</summary>
    public string? OutputFormat { get; init; }

    /// <summary>The images to work from, the most important first.</summary>
    public IReadOnlyList<ImageInput>? Images { get; init; }

    /// <summary>The part of the first image that may change: a PNG of its size or proportions, transparent where it may change.</summary>
    public ImageInput? Mask { get; init; }

    /// <summary>The id of the campaign that the images belong to.</summary>
    public string? CampaignId { get; init; }

    /// <summary><c>auto</c>, <c>opaque</c> or <c>transparent</c>. A JPEG cannot be transparent.</summary>
    public string? Background { get; init; }

    /// <summary>The compression of JPEG and WebP: 0 (small) to 100 (best).</summary>
    public int? OutputCompression { get; init; }

    /// <summary>How strictly the provider moderates: <c>auto</c> or <c>low</c>.</summary>
    public string? Moderation { get; init; }

    /// <summary>How closely the result follows the images to work from: <c>low</c> or <c>high</c>.</summary>
    public string? InputFidelity { get; init; }

    /// <summary>Whether <c>@names</c> of presets and alternatives such as <c>{red|blue}</c> are expanded. It must stand for one prompt.</summary>
    public bool? Expand { get; init; }

    /// <summary>The options of a local or open engine.</summary>
    public NewGenerationOptions? Options { get; init; }
}

/// <summary>The options of local and open engines. For what is null, the default of the provider and the model applies.</summary>
public sealed record NewGenerationOptions
{
    /// <summary>The number of sampling steps.</summary>
    public int? Steps { get; init; }

    /// <summary>How closely the image follows the prompt: the CFG scale.</summary>
    public double? Guidance { get; init; }

    /// <summary>The sampler as the provider's server names it.</summary>
    public string? Sampler { get; init; }

    /// <summary>The schedule of the noise as the provider's server names it.</summary>
    public string? Scheduler { get; init; }

    /// <summary>How much changes: 0 for nothing, 1 for everything.</summary>
    public double? Strength { get; init; }

    /// <summary>Additional weights, in the order in which they are applied.</summary>
    public IReadOnlyList<LoraWeight>? Loras { get; init; }

    /// <summary>At which layer the text encoder ends, counted from the last: 1 for all layers.</summary>
    public int? ClipSkip { get; init; }

    /// <summary>The values of a workflow's own fields, by name. Numbers are written as in JSON.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }
}

/// <summary>A file of additional weights.</summary>
/// <param name="Name">The name as the provider's server has it.</param>
/// <param name="Weight">How strongly it applies, −10 to 10.</param>
public sealed record LoraWeight(string Name, double Weight = 1);
