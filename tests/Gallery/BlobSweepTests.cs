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
    public async Task Only_originals_that_are_old_and_unreferenced_are_deleted()
    {
        var used = await Blobs.PutAsync("used"u8.ToArray(), Token);
        var left = await Blobs.PutAsync("left"u8.ToArray(), Token);
        var putAgain = await Blobs.PutAsync("put again"u8.ToArray(), Token);
        await ReferToAsync(used);
        _temp.Time.Advance(TimeSpan.FromHours(1));
        var young = await Blobs.PutAsync("young"u8.ToArray(), Token);
        Assert.Equal(0, await SweepAsync());
        _temp.Time.Advance(TimeSpan.FromSeconds(1));
        await Blobs.PutAsync("put again"u8.ToArray(), Token);

        Assert.Equal(1, await SweepAsync());

        Assert.Null(Blobs.Open(left));
        Assert.Equal(new[] { used, putAgain, young }.Order(), Blobs.All().Select(blob => blob.Hash).Order());
        Assert.Equal(0, await SweepAsync());
    }

    [Fact]
    public async Task An_original_put_again_while_the_gallery_is_asked_is_kept()
    {
        var hash = await Blobs.PutAsync("left"u8.ToArray(), Token);
        _temp.Time.Advance(TimeSpan.FromHours(2));
        var gallery = Proxy.Of(_temp.Storage.Gallery, async (method, call) =>
        {
            if (method == nameof(IGallery.UnreferencedAsync))
            {
                await Blobs.PutAsync("left"u8.ToArray(), Token);
            }

            await call();
        });

        Assert.Equal(0, await SweepAsync(gallery));

        await using var kept = Blobs.Open(hash);
        Assert.NotNull(kept);
    }

    [Fact]
    public async Task A_campaigns_logo_is_kept_as_long_as_the_campaign_is()
    {
        var now = _temp.Time.GetUtcNow();
        var asset = new CampaignAsset(await Blobs.PutAsync("logo"u8.ToArray(), Token), "image/png", "logo.png");
        var campaign = new Campaign { Id = Ids.New(_temp.Time), CreatedAt = now, ChangedAt = now, Brief = SampleBrief.Value };
        await _temp.Storage.Campaigns.CreateAsync(campaign, Token);
        await _temp.Storage.Campaigns.StoreAssetAsync(campaign.Id, asset, Token);
        _temp.Time.Advance(TimeSpan.FromDays(400));

        Assert.Equal(0, await SweepAsync());
        await _temp.Storage.Campaigns.DeleteAsync(campaign.Id, Token);
        Assert.Equal(1, await SweepAsync());
    }

    [Fact]
    public async Task What_a_generation_works_from_is_kept_as_long_as_the_generation_is()
    {
        var picture = await Blobs.PutAsync("picture"u8.ToArray(), Token);
        var mask = await Blobs.PutAsync("mask"u8.ToArray(), Token);
        await _temp.Storage.Generations.CreateAsync(
            Ids.New(_temp.Time), Samples.Request() with { Images = [Input(picture)], Mask = Input(mask) }, null, 100, Token);
        _temp.Time.Advance(TimeSpan.FromDays(400));

        Assert.Equal(0, await SweepAsync());
        Assert.Equal(new[] { picture, mask }.Order(), Blobs.All().Select(blob => blob.Hash).Order());

        static InputImage Input(string hash) => new(hash, "image/png", new PixelSize(1, 1), 1, null);
    }

    [Fact]
    public async Task What_was_sent_along_before_a_crash_is_swept_when_it_is_old_and_not_before()
    {
        // The picture is put first and the row comes after it: here the process died in between.
        await Blobs.PutAsync("sent"u8.ToArray(), Token);
        _temp.Close();
        Assert.Equal(0, await SweepAsync());
        _temp.Time.Advance(TimeSpan.FromHours(2));

        Assert.Equal(1, await SweepAsync());
    }

    private Task<int> SweepAsync(IGallery? gallery = null) =>
        new BlobSweep(Blobs, gallery ?? _temp.Storage.Gallery, _temp.Time, NullLogger<BlobSweep>.Instance).RunAsync(Token);

    private async Task ReferToAsync(string hash)
    {
        await _temp.Storage.Generations.CreateAsync(Ids.New(_temp.Time), Samples.Request(), null, 100, Token);
        var lease = (await _temp.Storage.Queue.ClaimAsync("runner", [Samples.Provider], TimeSpan.FromSeconds(30), Token))!;
        await _temp.Storage.Queue.CompleteAsync(lease, Samples.Image() with { BlobHash = hash }, Token);
    }
}
