using Darkroom.Sqlite;
using Darkroom.Tests.Contracts;

namespace Darkroom.Tests.Sqlite;

/// <summary>Storage over a new folder that is deleted afterwards.</summary>
internal sealed class TempStorage : IDisposable
{
    private SqliteStorage? _open;

    internal TempStorage() => _open = Open();

    internal ManualTime Time { get; } = new();

    internal string Folder { get; } = Directory.CreateTempSubdirectory("darkroom-test-").FullName;

    internal SqliteStorage Storage => _open ??= Open();

    internal StoreSet Stores => new(
        Storage.Generations, Storage.Queue, Storage.Events, Storage.Signals, Storage.Charges, Storage.Blobs, Time);

    /// <summary>Closes the storage; the next use of <see cref="Storage"/> opens it again.</summary>
    internal void Close()
    {
        _open?.Dispose();
        _open = null;
    }

    private SqliteStorage Open() => SqliteStorage.Open(Folder, Time, StatementLog.Observe);

    public void Dispose()
    {
        Close();
        Directory.Delete(Folder, recursive: true);
    }
}
