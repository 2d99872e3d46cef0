using Dapper;
using Darkroom.Generations;
using Darkroom.Sqlite.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Sqlite;

public sealed class DurationQueryTests : IDisposable
{
    private readonly TempStorage _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void How_long_images_took_is_read_from_an_index_alone_newest_first()
    {
        _ = _temp.Storage;
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_temp.Folder, "darkroom.db")}");
        connection.Open();

        var plan = connection.Query<(int, int, int, string Detail)>(
            $"EXPLAIN QUERY PLAN {ImageRows.PastQuery}", new { Samples.Request().Provider, model = "", limit = DurationEstimate.MaxHistory });

        Assert.Equal("SEARCH images USING COVERING INDEX images_by_pace (provider=? AND asked_model=?)", Assert.Single(plan).Detail);
    }
}
