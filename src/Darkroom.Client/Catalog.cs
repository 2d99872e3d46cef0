namespace Darkroom.Client;

/// <summary>The providers of a server.</summary>
/// <param name="Default">The id of the provider for requests that name none.</param>
/// <param name="Providers">All providers, also those that are not configured.</param>
public sealed record ProviderList(string Default, IReadOnlyList<ProviderInfo> Providers);

/// <summary>One provider: a service, or the built-in painter.</summary>
public sealed record ProviderInfo
{
    /// <summary>The id, such as <c>painter</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name for people.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in a sentence.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Whether its images cost money.</summary>
    public bool Paid { get; init; }

    /// <summary>Whether it can be used.</summary>
    public bool Configured { get; init; }

    /// <summary>The setting that a provider lacks that is not configured; null if it is.</summary>
    public string? MissingSetting { get; init; }

    /// <summary>Whether its last call succeeded; null before the first call.</summary>
    public bool? Healthy { get; init; }

    /// <summary>Why its last call failed; null if it did not.</summary>
    public string? LastError { get; init; }

    /// <summary>The names of its models, the default first.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>What its default model supports.</summary>
    public ProviderCapabilities? Capabilities { get; init; }
}

/// <summary>What a provider's default model supports.</summary>
public sealed record ProviderCapabilities
{
    /// <summary>The supported sizes, such as <c>1024x1024</c>; null if every size within <see cref="SizesInWords"/> is supported.</summary>
    public IReadOnlyList<string>? Sizes { get; init; }

    /// <summary>The supported sizes as a text for people.</summary>
    public string SizesInWords { get; init; } = "";

    /// <summary>The qualities, the default first.</summary>
    public IReadOnlyList<string> Qualities { get; init; } = [];

    /// <summary>The file formats, the default first.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>The maximum number of partial images of each image.</summary>
    public int PartialImages { get; init; }

    /// <summary>Whether it has seeds.</summary>
    public bool Seed { get; init; }

    /// <summary>Whether it has negative prompts.</summary>
    public bool NegativePrompt { get; init; }

    /// <summary>The maximum length of a prompt in characters (grapheme clusters).</summary>
    public int MaxPromptLength { get; init; }

    /// <summary>The backgrounds to choose from; empty if there is no choice.</summary>
    public IReadOnlyList<string> Backgrounds { get; init; } = [];

    /// <summary>What it accepts as images to work from; null if it generates from text only.</summary>
    public EditCapabilities? Edits { get; init; }
}

/// <summary>What a model accepts as images to work from.</summary>
/// <param name="MaxImages">The maximum number of images.</param>
/// <param name="Mask">Whether a mask may select the part of the first image that changes.</param>
public sealed record EditCapabilities(int MaxImages, bool Mask);

/// <summary>One model of a provider.</summary>
public sealed record ModelInfo
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The family whose rules it has; null if it is not known.</summary>
    public string? Family { get; init; }

    /// <summary>The supported sizes as a text for people.</summary>
    public string Sizes { get; init; } = "";

    /// <summary>The qualities, the default first.</summary>
    public IReadOnlyList<string> Qualities { get; init; } = [];

    /// <summary>The file formats, the default first.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>The maximum number of partial images of each image.</summary>
    public int PartialImages { get; init; }

    /// <summary>The maximum number of images to work from; 0 if it generates from text only.</summary>
    public int MaxInputImages { get; init; }

    /// <summary>Whether a mask may select the part of the first image that changes.</summary>
    public bool Mask { get; init; }

    /// <summary>The backgrounds to choose from; empty if there is no choice.</summary>
    public IReadOnlyList<string> Backgrounds { get; init; } = [];

    /// <summary>The price of one image of about one megapixel in US dollars; null if it is unknown.</summary>
    public decimal? PriceUsd { get; init; }

    /// <summary>Whether the price may be lower, because the provider chooses the quality.</summary>
    public bool PriceAtMost { get; init; }

    /// <summary>The first day without the model; null if no end is announced.</summary>
    public DateOnly? EndsOn { get; init; }

    /// <summary>The model to use instead then; null if there is none.</summary>
    public string? Replacement { get; init; }

    /// <summary>The end in a sentence; null if no end is announced.</summary>
    public string? Notice { get; init; }
}

/// <summary>A generation that runs or waits.</summary>
public sealed record QueuedGeneration
{
    /// <summary>The id of the generation.</summary>
    public required string Id { get; init; }

    /// <summary>The beginning of the prompt, at most 200 characters.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>The id of the requested provider.</summary>
    public string Provider { get; init; } = "";

    /// <summary>When it was requested.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The number of requested images.</summary>
    public int N { get; init; }

    /// <summary>The number of finished images.</summary>
    public int Done { get; init; }

    /// <summary>The number of images that are being made.</summary>
    public int Running { get; init; }

    /// <summary>The number of images that wait.</summary>
    public int Waiting { get; init; }

    /// <summary>The number of images that failed.</summary>
    public int Failed { get; init; }

    /// <summary>The number of images that were cancelled.</summary>
    public int Cancelled { get; init; }

    /// <summary>The number of images that the provider starts before the next one; null if none waits.</summary>
    public int? QueuePosition { get; init; }
}

/// <summary>The generations that have not ended, in the order in which they are started.</summary>
internal sealed record QueuePage(IReadOnlyList<QueuedGeneration> Runs);
