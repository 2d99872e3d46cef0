using Darkroom.Audit;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Review;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Imports;
using Darkroom.Keys;
using Darkroom.Prompts;
using Darkroom.Settings;
using Darkroom.Sharing;
using Darkroom.Storage;
using Darkroom.Tests.Contracts;
using Darkroom.Webhooks;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Sqlite;

public sealed class SqliteGenerationsTests : GenerationStoreContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override StoreSet Stores => _temp.Stores;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteSlotQueueTests : SlotQueueContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override StoreSet Stores => _temp.Stores;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteEventLogTests : EventLogContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override StoreSet Stores => _temp.Stores;

    /// <summary>There is one writer.</summary>
    protected override bool CommitsOverlap => false;

    protected override Task<Func<Task>> HoldCommitAsync(Func<Task> change) => _temp.HoldCommitAsync(change);

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteChargeLedgerTests : ChargeLedgerContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override StoreSet Stores => _temp.Stores;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteGalleryTests : GalleryContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override IGallery Gallery => _temp.Storage.Gallery;

    protected override IGenerationStore Generations => _temp.Storage.Generations;

    protected override ISlotQueue Queue => _temp.Storage.Queue;

    protected override ManualTime Time => _temp.Time;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteImageLibraryTests : ImageLibraryContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override LibrarySet Stores => _temp.Library;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteCollectionsTests : CollectionStoreContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override LibrarySet Stores => _temp.Library;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteTrashTests : TrashContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override LibrarySet Stores => _temp.Library;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteBulkJobsTests : BulkJobsContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override LibrarySet Stores => _temp.Library;

    protected override Task<string[]> AddManyAsync(int count) => _temp.AddImagesAsync(count);

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteDownloadsTests : DownloadStoreContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override LibrarySet Stores => _temp.Library;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteImageHashesTests : ImageHashesContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override LibrarySet Stores => _temp.Library;

    protected override IImageHashes Hashes => _temp.Storage.Hashes;

    protected override Task AddUnhashedAsync(int count) => _temp.AddImagesAsync(count);

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteSharesTests : ShareStoreContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override LibrarySet Stores => _temp.Library;

    protected override IShareStore Shares => _temp.Storage.Shares;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteImportsTests : ImportStoreContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override IImportStore Imports => _temp.Storage.Imports;

    protected override IGallery Gallery => _temp.Storage.Gallery;

    public void Dispose() => _temp.Dispose();
}

public sealed class DiskBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override StoreSet Stores => _temp.Stores;

    protected override int Stored => Directory.GetFiles(Path.Combine(_temp.Folder, "blobs"), "*", SearchOption.AllDirectories).Length;

    public void Dispose() => _temp.Dispose();
}

public sealed class DiskPreviewStoreTests : PreviewStoreContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override IPreviewStore Store => _temp.Storage.Previews;

    protected override ManualTime Time => _temp.Time;

    protected override int Stored => Directory.Exists(Previews) ? Directory.GetFiles(Previews, "*", SearchOption.AllDirectories).Length : 0;

    private string Previews => Path.Combine(_temp.Folder, "previews");

    public void Dispose() => _temp.Dispose();
}

public sealed class InProcessSignalsTests : JobSignalsContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override IJobSignals Signals => _temp.Storage.Signals;

    protected override ManualTime Time => _temp.Time;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteCampaignsTests : CampaignStoreContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override ICampaignStore Store => _temp.Storage.Campaigns;

    protected override IGenerationStore Generations => _temp.Storage.Generations;

    protected override ISlotQueue Queue => _temp.Storage.Queue;

    protected override ManualTime Time => _temp.Time;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteReviewsTests : ReviewStoreContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override IReviewStore Store => _temp.Storage.Reviews;

    protected override ICampaignStore Campaigns => _temp.Storage.Campaigns;

    protected override ManualTime Time => _temp.Time;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteSessionsTests : SessionStoreContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override ISessionStore Store => _temp.Storage.Sessions;

    protected override ManualTime Time => _temp.Time;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteWebhooksTests : WebhookContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override StoreSet Stores => _temp.Stores;

    protected override IWebhookStore Webhooks => _temp.Storage.Webhooks;

    protected override IWebhookQueue Deliveries => _temp.Storage.WebhookQueue;

    protected override ICampaignStore Campaigns => _temp.Storage.Campaigns;

    [Fact]
    public async Task A_message_of_a_process_that_is_gone_is_due_at_once()
    {
        await AddAsync(WebhookEvents.ImageReady);
        await MakeAsync();
        var lost = Assert.Single(await ClaimAllAsync());
        _temp.Close();

        Assert.Equal(lost.Id, Assert.Single(await ClaimAllAsync()).Id);
        Assert.Empty(await ClaimAllAsync());
    }

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteApiResponsesTests : ApiResponsesContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override IApiResponses Store => _temp.Storage.Responses;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteLostAnswersTests : LostAnswersContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override ILostAnswers Store => _temp.Storage.LostAnswers;

    [Fact]
    public async Task An_answer_of_a_process_that_is_gone_can_be_taken_at_once()
    {
        var (now, token) = (_temp.Time.GetUtcNow(), TestContext.Current.CancellationToken);
        await Store.HoldAsync("request", "one", now.AddSeconds(6), token);
        _temp.Close();

        Assert.Equal("one", await Store.TakeAsync("request", now, now.AddSeconds(6), token));
        Assert.Null(await Store.TakeAsync("request", now, now.AddSeconds(6), token));
    }

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteWorkflowsTests : WorkflowStoreContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override IWorkflowStore Store => _temp.Storage.Workflows;

    protected override IJobSignals Signals => _temp.Storage.Signals;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteSettingsTests : SettingStoreContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override ISettingStore Store => _temp.Storage.Settings;

    protected override IJobSignals Signals => _temp.Storage.Signals;

    protected override ManualTime Time => _temp.Time;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqlitePromptHistoryTests : PromptHistoryContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override StoreSet Stores => _temp.Stores;

    protected override IPromptHistory History => _temp.Storage.Prompts;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqlitePresetsTests : PresetStoreContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override IPresetStore Store => _temp.Storage.Presets;

    protected override ManualTime Time => _temp.Time;

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteAuditLogTests : AuditLogContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override IAuditLog Log => _temp.Storage.Audit;

    protected override ManualTime Time => _temp.Time;

    [Fact]
    public async Task No_statement_can_change_an_entry()
    {
        await AddAsync(AuditEvent.LoggedIn);
        _temp.Close();

        using var connection = new SqliteConnection($"Data Source={Path.Combine(_temp.Folder, "darkroom.db")};Pooling=False");
        connection.Open();
        using var change = connection.CreateCommand();
        change.CommandText = "UPDATE audit SET client = '10.0.0.1'";
        Assert.Contains("cannot be changed", Assert.Throws<SqliteException>(() => change.ExecuteNonQuery()).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _temp.Dispose();
}

public sealed class SqliteApiKeysTests : ApiKeyStoreContract, IDisposable
{
    private readonly TempStorage _temp = new();

    protected override StoreSet Stores => _temp.Stores;

    protected override IApiKeyStore Keys => _temp.Storage.ApiKeys;

    [Fact]
    public async Task A_day_of_the_limits_is_one_of_the_gallery_s_time_zone()
    {
        _temp.Zone = TimeZoneInfo.CreateCustomTimeZone("ahead", TimeSpan.FromHours(5), "ahead", "ahead");
        _temp.Close();
        Time.Advance(new DateTimeOffset(2026, 12, 1, 18, 59, 0, TimeSpan.Zero) - Time.GetUtcNow());
        var key = await AddAsync(new KeyLimits { ImagesPerDay = 1 });
        await StartedAsync(key);

        var refusal = Assert.IsType<StartOutcome.OverKeyLimit>(await StartAsync(key)).Refusal;
        Assert.Equal(new DateTimeOffset(2026, 12, 2, 0, 0, 0, TimeSpan.FromHours(5)), refusal.RenewsAt);
        Assert.Contains("2026-12-02 00:00 +05:00", refusal.Message, StringComparison.Ordinal);
        Time.Advance(TimeSpan.FromMinutes(1));
        await StartedAsync(key);
    }

    [Fact]
    public async Task Limits_hold_over_a_restart()
    {
        var key = await AddAsync(new KeyLimits { ImagesPerDay = 50 });
        var before = await AtOnce(30, _ => StartAsync(key));
        _temp.Close();
        _ = _temp.Storage;

        var after = await AtOnce(170, _ => StartAsync(key));

        Assert.Equal(50, before.Concat(after).Count(outcome => outcome is StartOutcome.AllAccepted));
        Assert.Equal(50, (await Keys.GetAsync(key.Id, Token))!.Today.Images);
    }

    public void Dispose() => _temp.Dispose();
}
