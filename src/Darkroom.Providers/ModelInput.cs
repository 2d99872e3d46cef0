using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>The input fields of a model, at services where every model has its own.</summary>
/// <param name="Name">The model's name, such as <c>black-forest-labs/flux-dev</c>.</param>
/// <param name="Aspects">The supported aspect ratios; null if the model takes width and height.</param>
/// <param name="Formats">The output formats in Darkroom's notation, the default first.</param>
internal record ModelInput(string Name, AspectSizes? Aspects, ImmutableArray<string> Formats)
{
    public bool Seed { get; init; } = true;

    public bool NegativePrompt { get; init; }

    /// <summary>The field for reference images; null if there is none.</summary>
    public string? References { get; init; }

    /// <summary>The maximum number of reference images. If it is 1 the field is a string, otherwise a list.</summary>
    public int MaxReferences { get; init; } = 1;

    /// <param name="models">The names of the models, the default first.</param>
    /// <param name="pixels">The sizes if the model takes width and height.</param>
    /// <param name="maxReferenceLength">The maximum size of a reference image, in bytes.</param>
    public ProviderCapabilities Capabilities(ImmutableArray<string> models, SizeRule pixels, long maxReferenceLength) => new()
    {
        Sizes = Aspects?.SizeRule ?? pixels,
        Formats = Formats,
        Models = models,
        OtherModels = true,
        Steps = true,
        Seed = Seed,
        NegativePrompt = NegativePrompt,
        Edits = References is null ? null : new EditRule(MaxReferences, Mask: false) { MaxBytes = maxReferenceLength },
    };
}
