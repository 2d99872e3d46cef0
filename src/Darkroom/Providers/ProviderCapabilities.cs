using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>What a model supports. The form, the validation and the documentation are generated from it.</summary>
public sealed record ProviderCapabilities
{
    /// <summary>The value of <see cref="MaxPromptLength"/> for services that document no limit.</summary>
    public const int DefaultMaxPromptLength = 4000;

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
    public int MaxPromptLength { get; init; } = DefaultMaxPromptLength;

    /// <summary>The backgrounds that can be requested: <c>auto</c>, <c>opaque</c>, <c>transparent</c>; empty if there is no choice.</summary>
    public ImmutableArray<string> Backgrounds { get; init; } = [];

    /// <summary>Whether the compression of JPEG and WebP can be requested.</summary>
    public bool Compression { get; init; }

    /// <summary>How strictly the service moderates: <c>auto</c>, <c>low</c>; empty if there is no choice.</summary>
    public ImmutableArray<string> Moderations { get; init; } = [];

    /// <summary>How closely the result follows the reference images: <c>low</c>, <c>high</c>; empty if there is no choice.</summary>
    public ImmutableArray<string> InputFidelities { get; init; } = [];

    /// <summary>The options of the engine, if the model has any.</summary>
    public EngineOptionsRule Options { get; init; } = EngineOptionsRule.None;

    /// <summary>What the model can do if it only makes an image larger; null if it makes images.</summary>
    public UpscaleRule? Upscale { get; init; }

    /// <summary>Returns the sizes that an image can have after it was made larger; empty if this model cannot do that with it.</summary>
    public IEnumerable<PixelSize> UpscaledSizes(PixelSize image) =>
        Upscale is { } upscale && Edits is { } edits && UpscaleRule.Accepts(image, edits) ? upscale.SizesOf(image).Where(Sizes.Allows) : [];

    /// <summary>The names of the models that make an image larger. No list of models contains them.</summary>
    public ImmutableArray<string> Upscalers { get; init; } = [];

    /// <summary>The names of further models, none of which is ever the default.</summary>
    public ImmutableArray<string> FurtherModels { get; init; } = [];

    /// <summary>The family whose rules the model has; null if it is not known.</summary>
    public string? Family { get; init; }

    /// <summary>The end of the model if it is over or near.</summary>
    public ModelEnd? End { get; init; }

    /// <summary>The shut-down model that the default replaces; null if the default is the intended one.</summary>
    public ModelEnd? Replaced { get; init; }

    /// <summary>What users should know about the model: which shut-down one it replaces, or that it ends soon; null if nothing.</summary>
    public string? Notice => Replaced?.MovedText ?? End?.Text;
}
