using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>What a model can be asked for. Data, not code: forms, validation and documentation are made from it.</summary>
public sealed record ProviderCapabilities
{
    public required SizeRule Sizes { get; init; }

    /// <summary>Names of qualities, cheapest first; empty where there is no choice.</summary>
    public ImmutableArray<string> Qualities { get; init; } = [];

    /// <summary>Output formats, the default first; empty where there is no choice.</summary>
    public ImmutableArray<string> Formats { get; init; } = [];

    /// <summary>Names of models, the default first.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>Whether a model that is not in <see cref="Models"/> may be asked for by name.</summary>
    public bool OtherModels { get; init; }

    /// <summary>The most partial images one image can have, 0 to 3.</summary>
    public int PartialImages { get; init; }

    /// <summary>Whether it tells while it works how much is done.</summary>
    public bool Steps { get; init; }

    public bool Seed { get; init; }

    public bool NegativePrompt { get; init; }

    /// <summary>What it takes to work from images; null where it makes them from words alone.</summary>
    public EditRule? Edits { get; init; }

    /// <summary>The longest prompt and negative prompt, in grapheme clusters (see <see cref="TextLength"/>).</summary>
    public int MaxPromptLength { get; init; } = 4000;
}
