using System.Net;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Server.Gallery;

/// <summary>A search that would keep a core busy is stopped and reported.</summary>
public sealed class SlowSearchTests
{
    private const string Rows =
        """
        WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT 5000)
        INSERT INTO generations (id, created_at, status, request, last_sequence)
        SELECT printf('%032x', n), n, 'completed', '{"prompt":"a red fox","n":1,"size":"64x64","provider":"painter","partial_images":0}', 0 FROM numbers;
        INSERT INTO images (position, sequence, id, owner_id, day, generation_id, image_index, attempt, blob_hash, mime, bytes, width, height, thumb_hash,
            created_at, elapsed_ms, provider, prompt, asked_model, asked_pixels, edited, partials)
        SELECT created_at, created_at, id, 1, 0, id, 0, 1, zeroblob(32), 'image/png', 1, 64, 64, x'01', created_at, 1, 'painter', 'a red fox', '', 4096, 0, 0
        FROM generations;
        INSERT INTO images_text (rowid, text) SELECT position, prompt FROM images;
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_that_takes_too_long_returns_503_with_the_reason_and_the_server_keeps_running()
    {
        await using var server = await RunningServer.StartAsync(new LeapingTime());
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "darkroom.db")};Pooling=False"))
        {
            await connection.ExecuteAsync(Rows);
        }

        using (var answer = await server.Client.GetAsync("/api/images?q=fox+-red", Cancel))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            var problem = await answer.ReadJsonAsync();
            Assert.Equal("timeout", problem.GetProperty("code").GetString());
            Assert.Contains("longer than 2 seconds", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        using (var page = await server.Client.GetAsync("/gallery?q=fox+-red", Cancel))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
            Assert.Contains("longer than 2 seconds", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
            Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        }

        using var next = await server.Client.GetAsync("/api/images?limit=1", Cancel);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    /// <summary>Each reading of the stopwatch adds three seconds, so that everything that is measured takes too long.</summary>
    private sealed class LeapingTime : TimeProvider
    {
        private long _looks;

        public override long GetTimestamp() => Interlocked.Add(ref _looks, 3 * TimestampFrequency);
    }
}
