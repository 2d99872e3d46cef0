using Darkroom.Blobs;
using Darkroom.Campaigns;
using Darkroom.Costs;
using Darkroom.Embedded.Blobs;
using Darkroom.Embedded.Campaigns;
using Darkroom.Embedded.Costs;
using Darkroom.Embedded.Gallery;
using Darkroom.Embedded.Jobs;
using Darkroom.Gallery;
using Darkroom.Jobs;
using Microsoft.Data.Sqlite;

namespace Darkroom.Embedded;

/// <summary>Everything that one machine needs: SQLite, the local disk and signals within the process, over one data folder.</summary>
public sealed class EmbeddedStorage : IDisposable
{
    private readonly DataFolder _folder;
    private readonly Database _database;
    private readonly SqliteWriter _writer;

    private EmbeddedStorage(DataFolder folder, TimeProvider time)
    {
        _folder = folder;
        var database = _database = new Database(folder);
        _writer = new SqliteWriter(database);
        DurableFile.CreateDirectory(folder.Blobs);
        PrivateFiles.CreateFolder(folder.Previews);
        Warnings = folder.Tighten();
        DurableFile.DeleteUnfinished(DataFolder.UnfinishedIn(folder.Blobs));
        DurableFile.DeleteUnfinished(DataFolder.UnfinishedIn(folder.Previews));
        Signals = new InProcessSignals(time);
        Jobs = new SqliteJobStore(database, _writer, Signals, time);
        Gallery = new SqliteGallery(database);
        Charges = new SqliteCharges(database, _writer, time);
        Campaigns = new SqliteCampaigns(database, _writer, Signals, time);
        Blobs = new DiskBlobStore(folder, time);
        Previews = new DiskPreviewStore(folder, time);
    }

    public string Folder => _folder.Path;

    /// <summary>What the operator should know about the folder: a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    public IJobSignals Signals { get; }

    public IJobStore Jobs { get; }

    public IGallery Gallery { get; }

    public ICharges Charges { get; }

    public ICampaignStore Campaigns { get; }

    public IBlobStore Blobs { get; }

    public IPreviewStore Previews { get; }

    /// <summary>Takes a data folder, creating it and its database if need be.</summary>
    /// <exception cref="IOException">The folder or the database cannot be used; the message says why and what to do.</exception>
    public static EmbeddedStorage Open(string path, TimeProvider time)
    {
        var folder = DataFolder.Open(path);
        try
        {
            return new EmbeddedStorage(folder, time);
        }
        catch (SqliteException fault)
        {
            folder.Dispose();
            throw new IOException($"The database {folder.DatabaseFile} cannot be used. {InWords(fault)} ({fault.Message})", fault);
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
        return (new SqliteGallery(new Database(folder)), new DiskBlobStore(folder, time), new DiskPreviewStore(folder, time));
    }

    private static string InWords(SqliteException fault) => fault.SqliteErrorCode is 11 or 26
        ? "It is damaged or no database. Restore it from a backup, or move it away to begin anew."
        : StorageFault.InWords(fault) ?? "Restore it from a backup, or move it away to begin anew.";

    public void Dispose()
    {
        // The writer last: it folds the write-ahead log into the database, where everything is then in one file.
        _database.ClosePooled();
        _writer.Dispose();
        _folder.Dispose();
    }
}
