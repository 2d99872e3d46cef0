using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Darkroom.Gallery;

/// <summary>What a job does with each of its images.</summary>
[JsonDerivedType(typeof(SetFavorite), "favorite")]
[JsonDerivedType(typeof(ChangeTags), "tag")]
[JsonDerivedType(typeof(Collect), "collect")]
[JsonDerivedType(typeof(Uncollect), "uncollect")]
[JsonDerivedType(typeof(MoveToTrash), "trash")]
[JsonDerivedType(typeof(Restore), "restore")]
[JsonDerivedType(typeof(Purge), "purge")]
public abstract record BulkAction
{
    public sealed record SetFavorite(bool Favorite) : BulkAction;

    /// <summary>Adds and removes tags; see <see cref="ImageChange"/>. An image that would have too many is skipped.</summary>
    public sealed record ChangeTags(ImmutableArray<string> Add, ImmutableArray<string> Remove) : BulkAction;

    /// <summary>Adds images to a collection.</summary>
    public sealed record Collect(string CollectionId) : BulkAction;

    /// <summary>Removes images from a collection.</summary>
    public sealed record Uncollect(string CollectionId) : BulkAction;

    /// <summary>Puts images into the trash.</summary>
    public sealed record MoveToTrash : BulkAction;

    /// <summary>Takes images out of the trash.</summary>
    public sealed record Restore : BulkAction;

    /// <summary>Deletes images that are in the trash. This cannot be undone.</summary>
    public sealed record Purge : BulkAction;
}

public enum BulkState
{
    Running,

    Completed,

    /// <summary>What was changed is being reverted.</summary>
    Undoing,

    Undone,

    /// <summary>It ended before all images were changed. What was changed can be undone.</summary>
    Failed,
}

/// <summary>A change of many images, made in steps.</summary>
public sealed record BulkJob
{
    public required string Id { get; init; }

    public required BulkAction Action { get; init; }

    public required BulkState State { get; init; }

    /// <summary>The number of images that were read so far; while undoing, of changes that were reverted.</summary>
    public required long Done { get; init; }

    /// <summary>The number that <see cref="Done"/> approaches. Fewer are read if images leave the selection meanwhile.</summary>
    public required long Total { get; init; }

    /// <summary>The number of images that could not be changed, because they would have too many tags.</summary>
    public long Skipped { get; init; }

    /// <summary>Why it failed, as a sentence.</summary>
    public string? Failure { get; init; }

    public bool CanUndo => Action is not BulkAction.Purge && State is not (BulkState.Undone or BulkState.Undoing);

    public bool Ended => State is not (BulkState.Running or BulkState.Undoing);
}
