using Darkroom.Keys;

namespace Darkroom.Sqlite.Keys;

/// <summary>The API keys of a data folder that a server may hold at the same time.</summary>
public sealed class SharedApiKeys : IDisposable
{
    private readonly Database _database;
    private readonly SqliteWriter _writer;

    private SharedApiKeys(Database database, TimeProvider time)
    {
        _database = database;
        _writer = SqliteWriter.Beside(database);
        Keys = new SqliteApiKeys(database, _writer, time);
    }

    public IApiKeyStore Keys { get; }

    /// <summary>Opens the keys of a folder that a server of this version has used.</summary>
    /// <param name="zone">The time zone of the days; null for that of <paramref name="time"/>.</param>
    /// <exception cref="IOException">There is no database, or one of another version; the message says what to do.</exception>
    public static SharedApiKeys Open(string path, TimeProvider time, TimeZoneInfo? zone) => new(new Database(DataFolder.Peek(path), time, zone), time);

    public void Dispose()
    {
        _database.ClosePooled();
        _writer.Dispose();
    }
}
