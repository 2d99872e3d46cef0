using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>What a model supports. The form, the validation and the documentation are generated from it.</summary>
public sealed record ProviderCapabilities
{
    public required SizeRule Sizes { get; init; }

    /// <summary>The names of the qualities, cheapest first; empty if there is no choice.</summary>
    public ImmutableArray<string> Qualities { get; init; } = [];

    /// <summary>The output formats, the default first; empty if there is no choice.</summary>
    public ImmutableArray<string> Formats { get; init; } = [];

    /// <summary>The names of the models, the default first.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>Whether a model that is not in <see cref="Models"/> may be requested by name.</summary>
    public bool OtherModels { get; init; }

    /// <summary>The maximum number of partial images, 0 to 3.</summary>
    public int PartialImages { get; init; }

    /// <summary>Whether the provider reports the completed share while it works.</summary>
    public bool Steps { get; init; }

    public bool Seed { get; init; }

    public bool NegativePrompt { get; init; }

    /// <summary>The reference images that the model accepts; null if it accepts none.</summary>
    public EditRule? Edits { get; init; }

    /// <summary>The maximum length of prompt and negative prompt, in grapheme clusters (see <see cref="TextLength"/>).</summary>
    public int MaxPromptLength { get; init; } = 4000;
}
