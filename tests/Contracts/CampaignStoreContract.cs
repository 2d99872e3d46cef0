using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Generations;

namespace Darkroom.Tests.Contracts;

/// <summary>What every campaign store promises.</summary>
public abstract class CampaignStoreContract
{
    private static readonly CampaignAsset Logo = new(new string('a', 64), "image/png", "logo.png");

    protected abstract ICampaignStore Store { get; }

    protected abstract IGenerationStore Generations { get; }

    protected abstract ManualTime Time { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_campaign_is_found_as_it_was_kept()
    {
        var key = new CreativeKey(0, "instagram-square", 1, 0, "pt-BR");
        var kept = New() with
        {
            Brief = SampleBrief.Value with { WordsToAvoid = ["cheap"], CustomSizes = [new(400, 300)], Look = new BrandLook { Logo = Logo } },
            Concepts = [new Concept(0, "Close-up", [new BaseImage(AspectShape.Portrait, "a cup") { GenerationId = "g", Revision = 2, Focus = new(0.25, 0.5) }])],
        };
        kept = kept with { Creatives = kept.Creatives.SetItem(key, new CreativeState { Approval = Approval.Approved, Comment = "好", By = "Ana", ByLink = true, Version = 3, Headline = "x", Look = "l" }) };
        await Store.CreateAsync(kept, Token);

        var found = (await Store.FindAsync(kept.Id, Token))!;

        Assert.Equivalent(kept.Brief, found.Brief, strict: true);
        Assert.Equivalent(kept.Concepts, found.Concepts, strict: true);
        Assert.Equal(kept.Creatives[key], found.Creatives[key]);
        Assert.Equal((kept.Id, kept.CreatedAt, kept.ChangedAt, 1), (found.Id, found.CreatedAt, found.ChangedAt, found.Version));
        Assert.Null(await Store.FindAsync("' OR 1 = 1 --", Token));
    }

    [Fact]
    public async Task Of_two_who_change_what_they_saw_one_wins_and_the_other_learns_it()
    {
        var campaign = await KeepAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Store.ChangeAsync(
            campaign.Id, now => now.Version == 1 ? now with { Version = 2 } : null, Token)));

        Assert.Equal(1, outcomes.Count(one => one.Done));
        Assert.All(outcomes, one => Assert.Equal(2, one.Campaign!.Version));
        Assert.Equal(new CampaignChange(null, false), await Store.ChangeAsync(Ids.New(Time), now => now, Token));
    }

    [Fact]
    public async Task Decisions_made_at_once_are_all_kept()
    {
        var campaign = await KeepAsync();
        var keys = Enumerable.Range(0, 20).Select(i => new CreativeKey(i, "x", 0, 0, "en")).ToList();

        await Task.WhenAll(keys.Select(key => Store.ChangeAsync(
            campaign.Id, now => now with { Creatives = now.Creatives.SetItem(key, new CreativeState { Approval = Approval.Approved }) }, Token)));

        Assert.Equal(keys.ToHashSet(), (await Store.FindAsync(campaign.Id, Token))!.Creatives.Keys.ToHashSet());
    }

    [Fact]
    public async Task A_change_that_fails_changes_nothing()
    {
        var campaign = await KeepAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.ChangeAsync(campaign.Id, _ => throw new InvalidOperationException(), Token));

        Assert.Equal(1, (await Store.FindAsync(campaign.Id, Token))!.Version);
    }

    [Fact]
    public async Task Pages_follow_each_other_newest_first()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Insert(0, (await KeepAsync()).Id);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        var first = await Store.PageAsync(null, 2, Token);
        var second = await Store.PageAsync(first[^1].Id, 2, Token);

        Assert.Equal(ids, first.Concat(second).Select(one => one.Id));
    }

    [Fact]
    public async Task A_generation_is_found_by_its_campaign_also_after_the_campaign_is_gone()
    {
        var campaign = await KeepAsync();
        var id = Ids.New(Time);
        await Generations.CreateAsync(id, Samples.Request() with { CampaignId = campaign.Id }, null, 100, Token);
        await Generations.CreateAsync(Ids.New(Time), Samples.Request(), null, 100, Token);

        Assert.Equal([id], await Store.GenerationsAsync(campaign.Id, Token));
        Assert.True(await Store.DeleteAsync(campaign.Id, Token));
        Assert.False(await Store.DeleteAsync(campaign.Id, Token));
        Assert.Equal(campaign.Id, (await Generations.FindAsync(id, Token))!.Request.CampaignId);
        Assert.Equal([id], (await Generations.FindAllAsync([id, Ids.New(Time)], Token)).Select(state => state.Id));
    }

    [Fact]
    public async Task A_file_is_known_as_long_as_somebody_uses_it()
    {
        var campaign = await KeepAsync();
        await Store.StoreAssetAsync(campaign.Id, Logo, Token);
        var kit = new BrandKit(Ids.New(Time), "Halden", new BrandLook { Logo = Logo }, "calm", ["cheap"]);
        await Store.SaveKitAsync(kit, Token);

        Assert.False(await Store.DeleteKitAsync(campaign.Id, Token));
        await Store.DeleteAsync(campaign.Id, Token);
        Assert.Equal(Logo, await Store.FindAssetAsync(Logo.Hash, Token));
        Assert.Equivalent(kit, await Store.FindKitAsync(kit.Id, Token), strict: true);

        await Store.SaveKitAsync(kit with { Name = "Aalto", Look = new BrandLook() }, Token);
        Assert.Equal("Aalto", Assert.Single(await Store.KitsAsync(Token)).Name);
        Assert.Null(await Store.FindAssetAsync(Logo.Hash, Token));
        Assert.True(await Store.DeleteKitAsync(kit.Id, Token));
        Assert.Empty(await Store.KitsAsync(Token));
    }

    [Fact]
    public async Task A_link_is_of_one_campaign_and_goes_with_it()
    {
        var (campaign, other) = (await KeepAsync(), await KeepAsync());
        var link = new ReviewLink(Ids.New(Time), campaign.Id, "hash", Time.GetUtcNow(), Time.GetUtcNow().AddDays(1), Name: "Ana");

        Assert.True(await Store.AddLinkAsync(link, Token));
        Assert.False(await Store.AddLinkAsync(link with { Id = Ids.New(Time), CampaignId = Ids.New(Time) }, Token));
        Assert.Equal(link, await Store.FindLinkAsync(link.Id, Token));
        Assert.Empty(await Store.LinksAsync(other.Id, Token));
        Assert.False(await Store.RevokeLinkAsync(other.Id, link.Id, Token));
        Assert.True(await Store.RevokeLinkAsync(campaign.Id, link.Id, Token));
        var revoked = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromHours(1));
        Assert.True(await Store.RevokeLinkAsync(campaign.Id, link.Id, Token));
        Assert.Equal(revoked, Assert.Single(await Store.LinksAsync(campaign.Id, Token)).RevokedAt);
        await Store.DeleteAsync(campaign.Id, Token);
        Assert.Null(await Store.FindLinkAsync(link.Id, Token));
    }

    private Campaign New() => new() { Id = Ids.New(Time), CreatedAt = Time.GetUtcNow(), ChangedAt = Time.GetUtcNow(), Brief = SampleBrief.Value };

    private async Task<Campaign> KeepAsync()
    {
        var campaign = New();
        await Store.CreateAsync(campaign, Token);
        return campaign;
    }
}
