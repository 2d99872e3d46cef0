using Darkroom.Gallery;
using Darkroom.Sqlite;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Gallery;

/// <summary>A full-text index in memory like that of the store.</summary>
internal sealed class TextIndex : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _find;

    public TextIndex()
    {
        SqliteLibrary.EnsureLoaded();
        _connection = new SqliteConnection("Data Source=:memory:");
        _connection.Open();
        using var create = _connection.CreateCommand();
        create.CommandText =
            "CREATE VIRTUAL TABLE images_text USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4')";
        create.ExecuteNonQuery();
        _find = _connection.CreateCommand();
        _find.CommandText = "SELECT count(*) FROM images_text WHERE images_text MATCH @query";
    }

    /// <summary>Adds an image with these texts.</summary>
    public void Add(params string?[] texts)
    {
        using var insert = _connection.CreateCommand();
        insert.CommandText = "INSERT INTO images_text (text) VALUES (@text)";
        insert.Parameters.AddWithValue("@text", SearchText.ForIndex(texts));
        insert.ExecuteNonQuery();
    }

    /// <summary>Returns whether an FTS5 query finds an image.</summary>
    /// <exception cref="SqliteException">The query is not valid.</exception>
    public bool Finds(string? query)
    {
        Assert.NotNull(query);
        _find.Parameters.Clear();
        _find.Parameters.AddWithValue("@query", query);
        return (long)_find.ExecuteScalar()! > 0;
    }

    public void Clear()
    {
        using var delete = _connection.CreateCommand();
        delete.CommandText = "DELETE FROM images_text";
        delete.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _find.Dispose();
        _connection.Dispose();
    }
}
