using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Darkroom.Gallery;

/// <summary>The images that a job changes or a download contains.</summary>
[JsonDerivedType(typeof(ByIds), "ids")]
[JsonDerivedType(typeof(ByView), "view")]
[JsonDerivedType(typeof(InTrash), "trash")]
public abstract record ImageSelection
{
    /// <summary>The maximum number of ids in a request.</summary>
    public const int MaxIds = 10_000;

    /// <summary>Images by their ids, also in the trash. Ids of images that do not exist are ignored.</summary>
    /// <param name="Ids">Different ids, at most <see cref="MaxIds"/>.</param>
    public sealed record ByIds(ImmutableArray<string> Ids) : ImageSelection;

    /// <summary>The images of a view when they are read, so that some may leave it or enter it meanwhile.</summary>
    /// <param name="Query">The text of a view without mistakes, see <see cref="GalleryViewParser"/>.</param>
    /// <param name="AsOf">The highest <c>sequence</c> of the images, so that those that come later do not belong to it; null for that of the newest image.</param>
    /// <param name="Except">The ids of images that do not belong to it, at most <see cref="MaxIds"/>.</param>
    public sealed record ByView(string Query, long? AsOf, ImmutableArray<string> Except) : ImageSelection;

    /// <summary>The images that were in the trash at a time and still are.</summary>
    public sealed record InTrash(DateTimeOffset At) : ImageSelection;
}
