using Dapper;
using Darkroom.Sqlite;
using Darkroom.Tests.Contracts;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Darkroom.Tests.Sqlite;

/// <summary>Storage over a new folder that is deleted afterwards.</summary>
internal sealed class TempStorage : IDisposable
{
    private SqliteStorage? _open;
    private Action? _beforeCommit;

    internal TempStorage() => _open = Open();

    internal ManualTime Time { get; } = new();

    /// <summary>The time zone of the gallery when the storage is opened again.</summary>
    internal TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>Receives the progress of an upgrade when the storage is opened again.</summary>
    internal IProgress<UpgradeProgress>? Upgrade { get; set; }

    internal string Folder { get; } = Directory.CreateTempSubdirectory("darkroom-test-").FullName;

    internal SqliteStorage Storage => _open ??= Open();

    internal StoreSet Stores => new(
        Storage.Generations, Storage.Queue, Storage.Events, Storage.Signals, Storage.Charges, Storage.Blobs, Time);

    internal LibrarySet Library => new(Storage.Gallery, Storage.Library, Storage.Collections, Storage.Bulk, Storage.Trash, Storage.Downloads, Stores);

    /// <summary>Closes the storage; the next use of <see cref="Storage"/> opens it again.</summary>
    internal void Close()
    {
        _open?.Dispose();
        _open = null;
    }

    /// <summary>Starts a change and holds the transaction that it has written in open.</summary>
    /// <returns>A function that lets the transaction commit and completes with the change.</returns>
    internal async Task<Func<Task>> HoldCommitAsync(Func<Task> change)
    {
        var token = TestContext.Current.CancellationToken;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var released = new TaskCompletionSource();
        _beforeCommit = () =>
        {
            reached.SetResult();
            released.Task.WaitAsync(token).GetAwaiter().GetResult();
        };
        var changing = change();
        await reached.Task.WaitAsync(token);
        return () =>
        {
            released.SetResult();
            return changing;
        };
    }

    /// <inheritdoc cref="ManyImages.AddAsync"/>
    internal Task<string[]> AddImagesAsync(int count)
    {
        _ = Storage;
        return ManyImages.AddAsync(Folder, count);
    }

    private SqliteStorage Open() => SqliteStorage.Open(Folder, Time, Zone, Upgrade, Observe);

    private void Observe(SqliteConnection connection)
    {
        StatementLog.Observe(connection);
        raw.sqlite3_commit_hook(connection.Handle, _ => CommitNow(), null);
    }

    /// <summary>Called before each commit of the writer, on its thread.</summary>
    /// <returns>0 to commit.</returns>
    private int CommitNow()
    {
        Interlocked.Exchange(ref _beforeCommit, null)?.Invoke();
        return 0;
    }

    public void Dispose()
    {
        Close();
        Directory.Delete(Folder, recursive: true);
    }
}
