using System.Collections.Immutable;
using Dapper;
using Darkroom.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>Collections in SQLite.</summary>
internal sealed class SqliteCollections(Database database, SqliteWriter writer, TimeProvider time) : ICollectionStore
{
    /// <summary>Images that one transaction takes out of a collection that is deleted: other changes wait for it.</summary>
    private const int DeletedTogether = 2000;

    private const string Select =
        """
        SELECT c.id, c.name, c.query, c.created_at,
            (SELECT coalesce(sum(f.images), 0) FROM image_facets f
             WHERE f.owner_id = c.owner_id AND f.facet = 'collection' AND f.value = c.id) AS images,
            (SELECT i.id FROM collection_images l CROSS JOIN images i ON i.position = l.position
             WHERE l.collection_id = c.id AND i.trashed_at IS NULL ORDER BY l.position DESC LIMIT 1) AS cover_id
        FROM collections c WHERE c.owner_id = @Owner
        """;

    public Task<ImmutableArray<Collection>> ListAsync(bool searches, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Query<Collection>($"{Select} AND (c.query IS NOT NULL) = @searches ORDER BY c.key", new { ImageRows.Owner, searches })
            .ToImmutableArray(),
        cancellationToken);

    public Task<ImmutableArray<CollectionName>> NamesAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Query<CollectionName>(
            "SELECT id, name FROM collections WHERE owner_id = @Owner AND query IS NULL ORDER BY key", new { ImageRows.Owner }).ToImmutableArray(),
        cancellationToken);

    public Task<Collection?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => Find(connection, id), cancellationToken);

    public Task<CollectionOutcome> CreateAsync(string id, string name, string? query, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            if (FindKey(connection, name) is not null)
            {
                return new CollectionOutcome.NameTaken();
            }

            if (connection.ExecuteScalar<int>("SELECT count(*) FROM collections WHERE owner_id = @Owner", new { ImageRows.Owner })
                >= ICollectionStore.MaxCollections)
            {
                return new CollectionOutcome.TooMany();
            }

            connection.Execute(
                "INSERT INTO collections (id, owner_id, name, key, query, created_at) VALUES (@id, @Owner, @name, @key, @query, @now)",
                new { id, ImageRows.Owner, name, key = LibraryName.KeyOf(name), query, now = time.GetUtcNow() });
            return Outcome(connection, id);
        },
        cancellationToken);

    public Task<CollectionOutcome> ChangeAsync(string id, string? name, string? query, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            if (name is not null && FindKey(connection, name) is { } holder && holder != id)
            {
                return new CollectionOutcome.NameTaken();
            }

            connection.Execute(
                """
                UPDATE collections SET name = coalesce(@name, name), key = coalesce(@key, key),
                    query = iif(query IS NULL, NULL, coalesce(@query, query))
                WHERE id = @id AND owner_id = @Owner
                """,
                new { id, ImageRows.Owner, name, key = name is null ? null : LibraryName.KeyOf(name), query });
            return Outcome(connection, id);
        },
        cancellationToken);

    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        while (await writer.WriteAsync(
            connection => connection.Execute(
                """
                DELETE FROM collection_images WHERE collection_id = @id AND position IN (
                    SELECT position FROM collection_images WHERE collection_id = @id ORDER BY position LIMIT @DeletedTogether)
                """,
                new { id, DeletedTogether }),
            cancellationToken) == DeletedTogether)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return await writer.WriteAsync(
            connection => connection.Execute("DELETE FROM collections WHERE id = @id AND owner_id = @Owner", new { id, ImageRows.Owner }) > 0,
            cancellationToken);
    }

    private static Collection? Find(SqliteConnection connection, string id) =>
        connection.QuerySingleOrDefault<Collection>($"{Select} AND c.id = @id", new { ImageRows.Owner, id });

    private static CollectionOutcome Outcome(SqliteConnection connection, string id) =>
        Find(connection, id) is { } collection ? new CollectionOutcome.Done(collection) : new CollectionOutcome.NotFound();

    /// <summary>Returns the id of the collection that has a name; null if there is none.</summary>
    private static string? FindKey(SqliteConnection connection, string name) => connection.ExecuteScalar<string?>(
        "SELECT id FROM collections WHERE owner_id = @Owner AND key = @key", new { ImageRows.Owner, key = LibraryName.KeyOf(name) });
}
