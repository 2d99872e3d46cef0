using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Sqlite;

/// <summary>Images as rows, without files, for tests that need thousands.</summary>
internal static class ManyImages
{
    /// <summary>The hash of the original of an image, from 1.</summary>
    public static string HashOf(int number) => number.ToString("x64", CultureInfo.InvariantCulture);

    /// <summary>Adds images without a generation to a data folder that has a database, one for each second, each with its text in the index.</summary>
    /// <returns>The ids, the oldest first.</returns>
    public static async Task<string[]> AddAsync(string folder, int count)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "darkroom.db")};Pooling=False");
        await connection.ExecuteAsync(
            """
            BEGIN IMMEDIATE;
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT @count)
            INSERT INTO images (position, sequence, id, owner_id, day, blob_hash, mime, bytes, width, height, thumb_hash, created_at, elapsed_ms,
                provider, prompt, asked_model, asked_pixels, edited, partials, source)
            SELECT 4096 * n, n, printf('%032x', n + 1000000), 1, n / 86400, unhex(printf('%064x', n)), 'image/png', 1, 64, 64, x'01', 1000 * n, 1, 'painter',
                'a red fox', '', 4096, 0, 0, 'test' FROM numbers;
            INSERT INTO images_text (rowid, text) SELECT position, prompt FROM images WHERE source = 'test';
            COMMIT;
            """,
            new { count });
        return [.. Enumerable.Range(1, count).Select(number => (number + 1000000).ToString("x32", CultureInfo.InvariantCulture))];
    }
}
