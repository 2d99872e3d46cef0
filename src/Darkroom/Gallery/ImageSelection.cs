using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Darkroom.Gallery;

/// <summary>The images that a job changes or a download contains.</summary>
[JsonDerivedType(typeof(ByIds), "ids")]
[JsonDerivedType(typeof(InTrash), "trash")]
public abstract record ImageSelection
{
    /// <summary>The maximum number of ids in a request.</summary>
    public const int MaxIds = 10_000;

    /// <summary>Images by their ids, also in the trash. Ids of images that do not exist are ignored.</summary>
    /// <param name="Ids">Different ids, at most <see cref="MaxIds"/>.</param>
    public sealed record ByIds(ImmutableArray<string> Ids) : ImageSelection;

    /// <summary>The images that were in the trash at a time and still are.</summary>
    public sealed record InTrash(DateTimeOffset At) : ImageSelection;
}
