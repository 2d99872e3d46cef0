using System.Collections.Immutable;

namespace Darkroom.Gallery;

/// <summary>
/// Stores collections of chosen images, and saved searches, which have a query instead. Images are added and removed by jobs, see
/// <see cref="IBulkJobs"/>. Every verb is one transaction unless it says otherwise.
/// </summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface ICollectionStore
{
    /// <summary>The maximum number of collections and saved searches together.</summary>
    const int MaxCollections = 1000;

    /// <summary>Returns all collections, or all saved searches, by name.</summary>
    Task<ImmutableArray<Collection>> ListAsync(bool searches, CancellationToken cancellationToken);

    /// <summary>Returns the collections of chosen images by name, without counting what is in them.</summary>
    Task<ImmutableArray<CollectionName>> NamesAsync(CancellationToken cancellationToken);

    /// <summary>Returns a collection or a saved search; null if there is none with this id.</summary>
    Task<Collection?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Adds an empty collection, or a saved search.</summary>
    /// <param name="id">A new id.</param>
    /// <param name="name">A name from <see cref="LibraryName.TryRead"/>.</param>
    /// <param name="query">The query of a saved search; null for a collection.</param>
    Task<CollectionOutcome> CreateAsync(string id, string name, string? query, CancellationToken cancellationToken);

    /// <summary>Changes the name, or the query of a saved search.</summary>
    /// <param name="name">Null to keep it.</param>
    /// <param name="query">Null to keep it. Ignored for a collection.</param>
    Task<CollectionOutcome> ChangeAsync(string id, string? name, string? query, CancellationToken cancellationToken);

    /// <summary>Deletes a collection; its images stay. A large one is emptied in several transactions before.</summary>
    /// <returns>False if there is none with this id.</returns>
    Task<bool> DeleteAsync(string id, CancellationToken cancellationToken);
}

/// <summary>A collection of images, or a saved search.</summary>
public sealed record Collection
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The query of a saved search; null for a collection of chosen images.</summary>
    public string? Query { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The number of its images outside the trash; 0 for a saved search.</summary>
    public long Images { get; init; }

    /// <summary>The id of its newest image outside the trash; null if there is none.</summary>
    public string? CoverId { get; init; }
}

/// <summary>The outcome of a change of collections.</summary>
public abstract record CollectionOutcome
{
    private CollectionOutcome()
    {
    }

    public sealed record Done(Collection Collection) : CollectionOutcome;

    public sealed record NotFound : CollectionOutcome;

    /// <summary>Another collection or saved search has the name.</summary>
    public sealed record NameTaken : CollectionOutcome;

    /// <summary>There are <see cref="ICollectionStore.MaxCollections"/> already.</summary>
    public sealed record TooMany : CollectionOutcome;
}
