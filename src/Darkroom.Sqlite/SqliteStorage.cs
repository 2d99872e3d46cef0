using Dapper;
using Darkroom.Audit;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Review;
using Darkroom.Costs;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Imports;
using Darkroom.Keys;
using Darkroom.Prompts;
using Darkroom.Settings;
using Darkroom.Sharing;
using Darkroom.Sqlite.Audit;
using Darkroom.Sqlite.Campaigns;
using Darkroom.Sqlite.Costs;
using Darkroom.Sqlite.Gallery;
using Darkroom.Sqlite.Generations;
using Darkroom.Sqlite.Imports;
using Darkroom.Sqlite.Keys;
using Darkroom.Sqlite.Prompts;
using Darkroom.Sqlite.Settings;
using Darkroom.Sqlite.Sharing;
using Darkroom.Sqlite.Storage;
using Darkroom.Sqlite.Webhooks;
using Darkroom.Storage;
using Darkroom.Webhooks;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite;

/// <summary>The stores of one machine over one data folder: SQLite, the local disk, and signals within the process.</summary>
public sealed class SqliteStorage : IStorageStatus, IDisposable
{
    /// <summary>The maximum duration of a read of the gallery.</summary>
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(2);

    private readonly DataFolder _folder;
    private readonly Database _database;
    private readonly SqliteWriter _writer;
    private readonly DiskPreviewStore _previews;
    private readonly SingleFlight<string, bool> _probe = new();
    private bool _disposed;

    private SqliteStorage(DataFolder folder, Database database, TimeProvider time)
    {
        _folder = folder;
        _database = database;
        _writer = new SqliteWriter(database);
        DurableFile.CreateDirectory(folder.Blobs);
        PrivateFiles.CreateFolder(DataFolder.UnfinishedIn(folder.Blobs));
        PrivateFiles.CreateFolder(folder.Previews);
        Warnings = folder.Tighten();
        DurableFile.DeleteUnfinished(DataFolder.UnfinishedIn(folder.Blobs));
        DurableFile.DeleteUnfinished(DataFolder.UnfinishedIn(folder.Previews));
        Signals = new InProcessSignals(time);
        Generations = new SqliteGenerations(database, _writer, Signals, time);
        Queue = new SqliteSlotQueue(_writer, Signals, database.Days, time);
        Events = new SqliteEventLog(database, _writer, time);
        Responses = new SqliteApiResponses(database, _writer, time);
        LostAnswers = new SqliteLostAnswers(_writer);
        Gallery = new SqliteGallery(database, ReadLimit, time);
        Library = new SqliteImageLibrary(database, _writer, time);
        Collections = new SqliteCollections(database, _writer, time);
        Prompts = new SqlitePromptHistory(database, _writer, ReadLimit);
        Presets = new SqlitePresets(database, _writer, time);
        Bulk = new SqliteBulkJobs(database, _writer, Signals, time);
        Trash = new SqliteTrash(database, _writer, Signals);
        Downloads = new SqliteDownloads(database, _writer, time);
        Imports = new SqliteImports(database, _writer);
        Hashes = new SqliteImageHashes(database, _writer);
        Shares = new SqliteShares(database, _writer, time);
        Charges = new SqliteChargeLedger(database, _writer, time);
        var campaigns = new SqliteCampaigns(database, _writer, Signals, time);
        Campaigns = campaigns;
        Reviews = new SqliteReviews(database, _writer, campaigns, Signals, time);
        Sessions = new SqliteSessions(database, _writer);
        ApiKeys = new SqliteApiKeys(database, _writer, time);
        Audit = new SqliteAuditLog(database, _writer);
        Workflows = new SqliteWorkflows(database, _writer, Signals, time);
        Settings = new SqliteSettings(database, _writer, Signals, time);
        Webhooks = new SqliteWebhooks(database, _writer, Signals, time);
        WebhookQueue = new SqliteWebhookQueue(_writer, Signals, time);
        Blobs = new DiskBlobStore(folder, database, _writer, time);
        _previews = new DiskPreviewStore(folder, time);
    }

    public string Location => _folder.Path;

    /// <summary>Warnings about the folder for the operator, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    public IJobSignals Signals { get; }

    public IGenerationStore Generations { get; }

    public ISlotQueue Queue { get; }

    public IEventLog Events { get; }

    public IApiResponses Responses { get; }

    public ILostAnswers LostAnswers { get; }

    public IGallery Gallery { get; }

    public IImageLibrary Library { get; }

    public ICollectionStore Collections { get; }

    public IPromptHistory Prompts { get; }

    public IPresetStore Presets { get; }

    public IBulkJobs Bulk { get; }

    public ITrash Trash { get; }

    public IDownloadStore Downloads { get; }

    public IImportStore Imports { get; }

    public IImageHashes Hashes { get; }

    public IShareStore Shares { get; }

    public IChargeLedger Charges { get; }

    public ICampaignStore Campaigns { get; }

    public IReviewStore Reviews { get; }

    public ISessionStore Sessions { get; }

    public IApiKeyStore ApiKeys { get; }

    public IAuditLog Audit { get; }

    public ISettingStore Settings { get; }

    public IWorkflowStore Workflows { get; }

    public IWebhookStore Webhooks { get; }

    public IWebhookQueue WebhookQueue { get; }

    public IBlobStore Blobs { get; }

    public IPreviewStore Previews => _previews;

    /// <summary>Opens a data folder for this process, and creates it and its database if they do not exist.</summary>
    /// <param name="zone">The time zone of the gallery's days; null for that of <paramref name="time"/>.</param>
    /// <param name="upgrade">Receives the progress while the images of an earlier version or the days of another time zone are rewritten.</param>
    /// <exception cref="IOException">The folder or the database cannot be used; the message says why and what to do.</exception>
    public static SqliteStorage Open(string path, TimeProvider time, TimeZoneInfo? zone = null, IProgress<UpgradeProgress>? upgrade = null) =>
        Open(path, time, zone, upgrade, opened: null);

    /// <inheritdoc cref="Open(string, TimeProvider, TimeZoneInfo?, IProgress{UpgradeProgress}?)"/>
    /// <param name="opened">As for <see cref="Database"/>.</param>
    internal static SqliteStorage Open(
        string path, TimeProvider time, TimeZoneInfo? zone, IProgress<UpgradeProgress>? upgrade, Action<SqliteConnection>? opened)
    {
        var folder = DataFolder.Open(path);
        try
        {
            return new SqliteStorage(folder, new Database(folder, time, zone, upgrade, opened), time);
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

    /// <summary>Opens the stores that the command <c>check</c> reads, while another process may hold the folder.</summary>
    public static (IGallery Gallery, IBlobStore Blobs, IPreviewStore Previews) OpenForReading(string path, TimeProvider time)
    {
        var folder = DataFolder.Peek(path);
        var database = new Database(folder, time);
        return (new SqliteGallery(database, limit: null, time), new DiskBlobStore(folder, database, writer: null, time), new DiskPreviewStore(folder, time));
    }

    /// <summary>Writes to the database and to the folder of originals. Callers at the same time share one probe.</summary>
    /// <inheritdoc cref="IStorageStatus.ProbeAsync" path="/exception"/>
    public Task ProbeAsync(CancellationToken cancellationToken) => _probe.RunAsync("", ProbeOnceAsync, cancellationToken);

    public async Task<StorageUsage> MeasureAsync(CancellationToken cancellationToken)
    {
        var (ofImages, all) = await _database.ReadAsync(BlobRows.Measure, cancellationToken);
        var (derivatives, previews) = await _previews.MeasureAsync(cancellationToken);
        var database = new DirectoryInfo(_folder.Path).EnumerateFiles(Path.GetFileName(_folder.DatabaseFile) + "*").Sum(file => file.Length);
        return new StorageUsage(ofImages, all - ofImages, derivatives, previews, database);
    }

    private async Task<bool> ProbeOnceAsync(CancellationToken cancellationToken)
    {
        // The database first: it notices a data folder that is missing, which must not be created again.
        await Generations.RecentAsync(1, cancellationToken);
        await _writer.WriteAsync(connection => connection.Execute("UPDATE library_state SET time_zone = time_zone WHERE id = 1"), cancellationToken);
        return await StorageErrors.TranslateAsync(async () =>
        {
            await DurableFile.ProbeAsync(DataFolder.UnfinishedIn(_folder.Blobs), cancellationToken);
            return true;
        });
    }

    private static string ToText(SqliteException fault) => fault.SqliteErrorCode is 11 or 26
        ? "It is damaged or not a database. Restore it from a backup, or move it away to start with an empty one."
        : StorageErrors.Translate(fault)?.Message ?? "Restore it from a backup, or move it away to start with an empty one.";

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        // The writer last: it moves the write-ahead log into the database, so that everything is in one file.
        _database.ClosePooled();
        _writer.Dispose();
        _folder.Dispose();
    }
}
