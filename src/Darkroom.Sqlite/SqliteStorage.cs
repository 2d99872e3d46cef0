using Dapper;
using Darkroom.Campaigns;
using Darkroom.Costs;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Sqlite.Campaigns;
using Darkroom.Sqlite.Costs;
using Darkroom.Sqlite.Gallery;
using Darkroom.Sqlite.Generations;
using Darkroom.Sqlite.Storage;
using Darkroom.Storage;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite;

/// <summary>Everything that one machine needs: SQLite, the local disk and signals within the process, over one data folder.</summary>
public sealed class SqliteStorage : IDisposable
{
    /// <summary>The longest that a read of the gallery may keep a client waiting and a core busy.</summary>
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(2);

    private readonly DataFolder _folder;
    private readonly Database _database;
    private readonly SqliteWriter _writer;
    private readonly SingleFlight<string, bool> _probe = new();

    private SqliteStorage(DataFolder folder, TimeProvider time, Action<SqliteConnection>? opened)
    {
        _folder = folder;
        var database = _database = new Database(folder, time, opened);
        _writer = new SqliteWriter(database);
        DurableFile.CreateDirectory(folder.Blobs);
        PrivateFiles.CreateFolder(DataFolder.UnfinishedIn(folder.Blobs));
        PrivateFiles.CreateFolder(folder.Previews);
        Warnings = folder.Tighten();
        DurableFile.DeleteUnfinished(DataFolder.UnfinishedIn(folder.Blobs));
        DurableFile.DeleteUnfinished(DataFolder.UnfinishedIn(folder.Previews));
        Signals = new InProcessSignals(time);
        Generations = new SqliteGenerations(database, _writer, Signals, time);
        Queue = new SqliteSlotQueue(database, _writer, Signals, time);
        Events = new SqliteEventLog(database);
        Gallery = new SqliteGallery(database, ReadLimit);
        Charges = new SqliteChargeLedger(database, _writer, time);
        Campaigns = new SqliteCampaigns(database, _writer, Signals, time);
        Sessions = new SqliteSessions(database, _writer);
        Blobs = new DiskBlobStore(folder, time);
        Previews = new DiskPreviewStore(folder, time);
    }

    public string Folder => _folder.Path;

    /// <summary>What the operator should know about the folder: a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    public IJobSignals Signals { get; }

    public IGenerationStore Generations { get; }

    public ISlotQueue Queue { get; }

    public IEventLog Events { get; }

    public IGallery Gallery { get; }

    public IChargeLedger Charges { get; }

    public ICampaignStore Campaigns { get; }

    public ISessionStore Sessions { get; }

    public IBlobStore Blobs { get; }

    public IPreviewStore Previews { get; }

    /// <summary>Takes a data folder, creating it and its database if need be.</summary>
    /// <exception cref="IOException">The folder or the database cannot be used; the message says why and what to do.</exception>
    public static SqliteStorage Open(string path, TimeProvider time) => Open(path, time, opened: null);

    /// <inheritdoc cref="Open(string, TimeProvider)"/>
    /// <param name="opened">As for <see cref="Database"/>.</param>
    internal static SqliteStorage Open(string path, TimeProvider time, Action<SqliteConnection>? opened)
    {
        var folder = DataFolder.Open(path);
        try
        {
            return new SqliteStorage(folder, time, opened);
        }
        catch (SqliteException fault)
        {
            folder.Dispose();
            throw new IOException($"The database {folder.DatabaseFile} cannot be used. {ToText(fault)} ({fault.Message})", fault);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The parts that only read, beside whoever holds the folder.</summary>
    public static (IGallery Gallery, IBlobStore Blobs, IPreviewStore Previews) OpenForReading(string path, TimeProvider time)
    {
        var folder = DataFolder.Look(path);
        return (new SqliteGallery(new Database(folder, time), limit: null), new DiskBlobStore(folder, time), new DiskPreviewStore(folder, time));
    }

    /// <summary>
    /// Writes to the database and to the folder of originals, as accepting and finishing work does, and leaves nothing behind. Callers at
    /// the same time share one probe.
    /// </summary>
    /// <exception cref="Exception">Work cannot be accepted now; <see cref="StorageFault"/> has words for the reason.</exception>
    public Task ProbeAsync(CancellationToken cancellationToken) => _probe.RunAsync("", ProbeOnceAsync, cancellationToken);

    private async Task<bool> ProbeOnceAsync(CancellationToken cancellationToken)
    {
        // The database first: it notices a data folder that is gone, which must not be created again.
        await Generations.RecentAsync(1, cancellationToken);
        await _writer.WriteAsync(
            connection => connection.Execute("UPDATE gallery_totals SET images = images WHERE id = 1"), cancellationToken);
        await DurableFile.ProbeAsync(DataFolder.UnfinishedIn(_folder.Blobs), cancellationToken);
        return true;
    }

    private static string ToText(SqliteException fault) => fault.SqliteErrorCode is 11 or 26
        ? "It is damaged or no database. Restore it from a backup, or move it away to begin anew."
        : StorageFault.ToText(fault) ?? "Restore it from a backup, or move it away to begin anew.";

    public void Dispose()
    {
        // The writer last: it folds the write-ahead log into the database, where everything is then in one file.
        _database.ClosePooled();
        _writer.Dispose();
        _folder.Dispose();
    }
}
