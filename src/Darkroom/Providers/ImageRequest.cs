using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Darkroom.Providers;

/// <summary>One call of a provider: it makes exactly one image.</summary>
public sealed record ImageRequest : ImageSettings
{
    public ImageRequest()
    {
    }

    /// <summary>Creates a call with the settings of a generation, so that a new setting reaches every provider.</summary>
    [SetsRequiredMembers]
    public ImageRequest(ImageSettings settings)
        : base(settings)
    {
    }

    /// <summary>The images to work from as they are sent; empty if there are none. A mask has the size of the first.</summary>
    public ImmutableArray<InputImage> References => Images ?? [];

    /// <summary>
    /// The token that an earlier call of this provider reported with <see cref="GenerationUpdate.Resumable"/>: resumes that work instead of
    /// starting again.
    /// </summary>
    public string? ResumeToken { get; init; }
}
