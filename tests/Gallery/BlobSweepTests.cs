using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Gallery;
using Darkroom.Storage;
using Darkroom.Tests.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Darkroom.Tests.Gallery;

public sealed class BlobSweepTests : IDisposable
{
    private readonly TempStorage _temp = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IBlobStore Blobs => _temp.Storage.Blobs;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task The_logo_of_a_campaign_is_kept_as_long_as_the_campaign()
    {
        var now = _temp.Time.GetUtcNow();
        var asset = new CampaignAsset(await Blobs.PutAsync("logo"u8.ToArray(), Token), "image/png", "logo.png");
        var campaign = new Campaign { Id = Ids.New(_temp.Time), CreatedAt = now, ChangedAt = now, Brief = Brief.Sample };
        await _temp.Storage.Campaigns.CreateAsync(campaign, Token);
        await _temp.Storage.Campaigns.StoreAssetAsync(campaign.Id, asset, Token);
        _temp.Time.Advance(TimeSpan.FromDays(400));

        Assert.Equal(0, await SweepAsync());
        await _temp.Storage.Campaigns.TrashAsync(campaign.Id, Token);
        await _temp.Storage.Campaigns.PurgeAsync(_temp.Time.GetUtcNow().AddSeconds(1), Token);
        Assert.Equal(1, await SweepAsync());
    }

    [Fact]
    public async Task An_input_stored_before_a_crash_is_deleted_after_an_hour()
    {
        // The input is stored before the generation that refers to it: here the process died in between.
        await Blobs.PutAsync("sent"u8.ToArray(), Token);
        _temp.Close();
        Assert.Equal(0, await SweepAsync());
        _temp.Time.Advance(TimeSpan.FromHours(2));

        Assert.Equal(1, await SweepAsync());
    }

    private Task<int> SweepAsync() => new BlobSweep(Blobs, NullLogger<BlobSweep>.Instance).RunAsync(Token);
}
