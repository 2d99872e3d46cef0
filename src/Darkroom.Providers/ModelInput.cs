using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>What a model's own input takes, at services where every model has fields of its own.</summary>
/// <param name="Name">Such as <c>black-forest-labs/flux-dev</c>.</param>
/// <param name="Aspects">The aspect ratios it takes; null where it takes width and height.</param>
/// <param name="Formats">As Darkroom writes them, the default first.</param>
internal record ModelInput(string Name, AspectSizes? Aspects, ImmutableArray<string> Formats)
{
    public bool Seed { get; init; } = true;

    public bool NegativePrompt { get; init; }

    /// <summary>The field for images to work from; null where it has none.</summary>
    public string? References { get; init; }

    /// <summary>How many of them: one is a text, more are a list.</summary>
    public int MaxReferences { get; init; } = 1;

    /// <param name="models">Names of models, the default first.</param>
    /// <param name="pixels">Sizes where it takes width and height.</param>
    /// <param name="longestReference">In bytes.</param>
    public ProviderCapabilities Capabilities(ImmutableArray<string> models, SizeRule pixels, long longestReference) => new()
    {
        Sizes = Aspects?.SizeRule ?? pixels,
        Formats = Formats,
        Models = models,
        OtherModels = true,
        Steps = true,
        Seed = Seed,
        NegativePrompt = NegativePrompt,
        Edits = References is null ? null : new EditRule(MaxReferences, Mask: false) { MaxBytes = longestReference },
    };
}
