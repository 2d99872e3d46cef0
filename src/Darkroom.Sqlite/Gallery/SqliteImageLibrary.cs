using System.Collections.Immutable;
using Dapper;
using Darkroom.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>Changes of single images in SQLite.</summary>
internal sealed class SqliteImageLibrary(Database database, SqliteWriter writer, TimeProvider time) : IImageLibrary
{
    public Task<ImageChangeOutcome> ChangeAsync(string id, ImageChange change, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            if (Find(connection, id) is not { } position)
            {
                return ImageChangeOutcome.NotFound;
            }

            if (!TryChangeTags(connection, position, change))
            {
                return ImageChangeOutcome.TooManyTags;
            }

            if (change.Favorite is { } favorite && connection.Execute(
                "UPDATE images SET favorite = @favorite WHERE position = @position AND favorite <> @favorite", new { position, favorite }) > 0)
            {
                BulkChangeRows.Forget(connection, position, BulkChangeRows.Favorite);
            }

            return ImageChangeOutcome.Done;
        },
        cancellationToken);

    public Task<bool> TrashAsync(string id, CancellationToken cancellationToken) => MoveAsync(
        id, "UPDATE images SET trashed_at = @now WHERE position = @position AND trashed_at IS NULL", cancellationToken);

    public Task<bool> RestoreAsync(string id, CancellationToken cancellationToken) => MoveAsync(
        id, "UPDATE images SET trashed_at = NULL WHERE position = @position AND trashed_at IS NOT NULL", cancellationToken);

    public Task<ImmutableArray<TagCount>> TagsAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => TagRows.Count(connection, limit), cancellationToken);

    private Task<bool> MoveAsync(string id, string sql, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            if (Find(connection, id) is not { } position)
            {
                return false;
            }

            if (connection.Execute(sql, new { position, now = time.GetUtcNow() }) > 0)
            {
                BulkChangeRows.Forget(connection, position, BulkChangeRows.Trashed);
            }

            return true;
        },
        cancellationToken);

    private static long? Find(SqliteConnection connection, string id) => connection.ExecuteScalar<long?>(
        "SELECT position FROM images WHERE id = @id AND owner_id = @Owner", new { id, ImageRows.Owner });

    /// <returns>False if the image would have too many tags; then nothing was changed.</returns>
    private static bool TryChangeTags(SqliteConnection connection, long position, ImageChange change)
    {
        if (change.AddTags.IsEmpty && change.RemoveTags.IsEmpty)
        {
            return true;
        }

        var before = TagRows.Of(connection, position);
        var added = change.AddTags.Where(name => !(TagRows.Find(connection, name) is { } tag && before.Contains(tag))).ToList();
        var removed = change.RemoveTags.Select(name => TagRows.Find(connection, name)).OfType<long>().Where(before.Contains).ToList();
        if (added.Count > 0 && before.Count - removed.Count + added.Count > IImageLibrary.MaxTagsPerImage)
        {
            return false;
        }

        var tags = added.ConvertAll(name => TagRows.Add(connection, name));
        connection.Execute("DELETE FROM image_tags WHERE tag_id = @tag AND position = @position", removed.Select(tag => new { tag, position }));
        connection.Execute("INSERT INTO image_tags (tag_id, position) VALUES (@tag, @position)", tags.Select(tag => new { tag, position }));
        foreach (var tag in removed.Concat(tags))
        {
            BulkChangeRows.Forget(connection, position, BulkChangeRows.Tag(tag));
        }

        ImageText.Rewrite(connection, [position]);
        return true;
    }
}
