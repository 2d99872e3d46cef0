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

    /// <summary>The images to work from, in the order of the request; empty if there are none.</summary>
    public ImmutableArray<ReferenceImage> References { get; init; } = [];

    /// <summary>The part of the first reference that may change: a PNG of the same size as sent, transparent where it may change.</summary>
    public ReferenceImage? Mask { get; init; }

    /// <summary>
    /// The token that an earlier call of this provider reported with <see cref="GenerationUpdate.Resumable"/>: resumes that work instead of
    /// starting again.
    /// </summary>
    public string? ResumeToken { get; init; }
}
