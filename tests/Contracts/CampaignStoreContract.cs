using System.Collections.Immutable;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Generations;

namespace Darkroom.Tests.Contracts;

/// <summary>The rules that every campaign store follows.</summary>
public abstract class CampaignStoreContract
{
    private static readonly CampaignAsset Logo = new(new string('a', 64), "image/png", "logo.png");
    private static readonly BaseImageKey Square = new(0, AspectShape.Square);
    private static readonly CreativeKey First = new(0, "instagram-square", 0, 0, "en");
    private static readonly CreativeQuery AllByConcept = new(new CreativeFilter(), CreativeOrder.Concept, null, 1000);

    protected abstract ICampaignStore Store { get; }

    protected abstract IGenerationStore Generations { get; }

    protected abstract ISlotQueue Queue { get; }

    protected abstract ManualTime Time { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_campaign_is_found_as_it_was_stored()
    {
        var campaign = New() with
        {
            Brief = Brief.Sample with { WordsToAvoid = ["cheap"], CustomSizes = [new(400, 300)], Look = new BrandLook { Logo = Logo } },
            Concepts =
            [
                new Concept(0, "Close-up", [new BaseImage(Square, "a cup"), new BaseImage(new(0, AspectShape.Portrait), "a tall cup") { GenerationId = "g", Revision = 2, GeneratedRevision = 1, ImageIndex = 3, ImageId = "i", Focus = new(0.25, 0.5) }]),
                new Concept(1, "Wide view", [new BaseImage(new(1, AspectShape.Square), "a table")]),
            ],
        };
        await Store.CreateAsync(campaign, Token);

        var found = (await Store.FindAsync(campaign.Id, Token))!;

        Assert.Equivalent(campaign.Brief, found.Brief, strict: true);
        Assert.Equivalent(campaign.Concepts, found.Concepts, strict: true);
        Assert.Equal((campaign.Id, campaign.CreatedAt, campaign.ChangedAt, 1), (found.Id, found.CreatedAt, found.ChangedAt, found.Version));
        Assert.True(await Store.ExistsAsync(campaign.Id, Token));
        Assert.Null(await Store.FindAsync("' OR 1 = 1 --", Token));
        Assert.False(await Store.ExistsAsync("' OR 1 = 1 --", Token));
    }

    [Fact]
    public async Task Of_several_changes_to_the_same_version_one_is_made_and_the_others_return_the_new_version()
    {
        var campaign = await CreateAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Store.ChangeAsync(
            campaign.Id, now => now.Version == 1 ? now with { Version = 2 } : null, Token)));

        Assert.Equal(1, outcomes.Count(outcome => outcome.Done));
        Assert.All(outcomes, outcome => Assert.Equal(2, outcome.Campaign!.Version));
        Assert.Equal(new CampaignChange(null, false), await Store.ChangeAsync(Ids.New(Time), now => now, Token));
    }

    [Fact]
    public async Task Changes_of_base_images_are_stored_and_removed_ones_are_gone()
    {
        var campaign = await CreateAsync(concepts: 2);
        var concepts = ImmutableArray.Create(new Concept(0, "Renamed", [campaign.Concepts[0].Images[0] with { Prompt = "another", Revision = 1, Focus = new(0, 1) }]));

        var change = await Store.ChangeAsync(campaign.Id, now => now with { Concepts = concepts }, Token);

        Assert.Equivalent(concepts, change.Campaign!.Concepts, strict: true);
        Assert.Equivalent(concepts, (await Store.FindAsync(campaign.Id, Token))!.Concepts, strict: true);
    }

    [Fact]
    public async Task Decisions_made_at_the_same_time_are_all_stored()
    {
        var campaign = await CreateAsync(concepts: 16);
        var keys = Enumerable.Range(0, 16).Select(concept => First with { Concept = concept }).ToList();

        await Task.WhenAll(keys.Select(key => Store.ChangeCreativeAsync(campaign.Id, key, Approve, Token)));

        var complete = (await Store.FindCompleteAsync(campaign.Id, Token))!;
        Assert.Equal(keys.ToHashSet(), complete.States.Keys.ToHashSet());
        Assert.Equal(16, (await Store.CountAsync(campaign.Id, Token))!.Count(new CreativeFilter("approved")));
        Assert.True(complete.Campaign.ChangedAt >= campaign.ChangedAt.AddMilliseconds(16));
    }

    [Fact]
    public async Task A_change_that_throws_changes_nothing()
    {
        var campaign = await CreateAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.ChangeAsync(campaign.Id, _ => throw new InvalidOperationException(), Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.ChangeCreativeAsync(campaign.Id, First, _ => throw new InvalidOperationException(), Token));

        Assert.Equal((1, campaign.ChangedAt), ((await Store.FindAsync(campaign.Id, Token))!.Version, (await Store.FindAsync(campaign.Id, Token))!.ChangedAt));
    }

    [Fact]
    public async Task Pages_of_campaigns_follow_each_other_newest_first()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Insert(0, (await CreateAsync()).Id);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        var first = await Store.PageAsync(CampaignShelf.Active, null, 2, Token);
        var second = await Store.PageAsync(CampaignShelf.Active, first[^1].Id, 2, Token);

        Assert.Equal(ids, first.Concat(second).Select(campaign => campaign.Id));
        Assert.All(first, campaign => Assert.Equal("a square", campaign.FindImage(Square)!.Prompt));
    }

    [Fact]
    public async Task An_archived_campaign_is_on_its_own_shelf_and_works_as_before()
    {
        var kept = await CreateAsync();
        Time.Advance(TimeSpan.FromSeconds(1));
        var archived = await CreateAsync();

        Assert.True(await Store.ArchiveAsync(archived.Id, true, Token));
        var at = (await Store.FindAsync(archived.Id, Token))!.ArchivedAt;
        Time.Advance(TimeSpan.FromDays(1));
        Assert.True(await Store.ArchiveAsync(archived.Id, true, Token));

        Assert.Equal([kept.Id], await ShelfAsync(CampaignShelf.Active));
        Assert.Equal([archived.Id], await ShelfAsync(CampaignShelf.Archived));
        Assert.NotNull(at);
        Assert.Equal(at, (await Store.FindAsync(archived.Id, Token))!.ArchivedAt);
        Assert.NotNull(await Store.ChangeCreativeAsync(archived.Id, First, Approve, Token));
        Assert.True(await Store.ArchiveAsync(archived.Id, false, Token));
        Assert.Equal([archived.Id, kept.Id], await ShelfAsync(CampaignShelf.Active));
        Assert.False(await Store.ArchiveAsync(Ids.New(Time), true, Token));
        Assert.Empty(await Store.PageAsync(CampaignShelf.Archived, archived.Id, 10, Token));
    }

    [Fact]
    public async Task A_campaign_in_the_trash_does_not_exist_until_it_is_restored_with_everything_it_had()
    {
        var campaign = await CreateAsync();
        await Store.ChangeCreativeAsync(campaign.Id, First, Approve, Token);
        var link = new ReviewLink(Ids.New(Time), campaign.Id, new string('1', 64), Time.GetUtcNow(), Time.GetUtcNow().AddDays(1));
        await Store.AddLinkAsync(link, Token);
        await Store.StoreAssetAsync(campaign.Id, Logo, Token);

        Assert.True(await Store.TrashAsync(campaign.Id, Token));
        Assert.False(await Store.TrashAsync(campaign.Id, Token));

        Assert.Null(await Store.FindAsync(campaign.Id, Token));
        Assert.False(await Store.ExistsAsync(campaign.Id, Token));
        Assert.Null(await Store.StateTagAsync(campaign.Id, Token));
        Assert.Null(await Store.FindCreativeAsync(campaign.Id, First, Token));
        Assert.Null(await Store.CountAsync(campaign.Id, Token));
        Assert.Null(await Store.FindCompleteAsync(campaign.Id, Token));
        Assert.Null(await Store.ChangeCreativeAsync(campaign.Id, First, Approve, Token));
        Assert.Equal(new CampaignChange(null, false), await Store.ChangeAsync(campaign.Id, now => now, Token));
        Assert.False(await Store.ArchiveAsync(campaign.Id, true, Token));
        Assert.False(await Store.AddLinkAsync(link with { Id = Ids.New(Time) }, Token));
        Assert.Empty(await ShelfAsync(CampaignShelf.Active));
        Assert.Equal([campaign.Id], await ShelfAsync(CampaignShelf.Deleted));
        Assert.NotNull(await Store.FindAssetAsync(Logo.Hash, Token));

        Assert.True(await Store.RestoreAsync(campaign.Id, Token));
        Assert.False(await Store.RestoreAsync(campaign.Id, Token));
        Assert.Equal(Approval.Approved, (await Store.FindCreativeAsync(campaign.Id, First, Token))!.Approval);
        Assert.Equal(link.Id, Assert.Single(await Store.LinksAsync(campaign.Id, Token)).Id);
        Assert.Equal([campaign.Id], await ShelfAsync(CampaignShelf.Active));
    }

    [Fact]
    public async Task Only_campaigns_that_were_in_the_trash_for_long_are_purged_with_their_files()
    {
        var (old, recent, kept) = (await CreateAsync(), await CreateAsync(), await CreateAsync());
        await Store.StoreAssetAsync(old.Id, Logo, Token);
        await Store.TrashAsync(old.Id, Token);
        Time.Advance(TimeSpan.FromDays(2));
        await Store.TrashAsync(recent.Id, Token);

        Assert.Equal(1, await Store.PurgeAsync(Time.GetUtcNow() - TimeSpan.FromDays(1), Token));
        Assert.Equal(0, await Store.PurgeAsync(Time.GetUtcNow() - TimeSpan.FromDays(1), Token));

        Assert.Equal([recent.Id], await ShelfAsync(CampaignShelf.Deleted));
        Assert.Equal([kept.Id], await ShelfAsync(CampaignShelf.Active));
        Assert.False(await Store.RestoreAsync(old.Id, Token));
        Assert.Null(await Store.FindAssetAsync(Logo.Hash, Token));
        Assert.Empty(await Store.PageAsync(CampaignShelf.Deleted, recent.Id, 10, Token));
    }

    [Fact]
    public async Task A_generation_is_found_by_its_campaign_and_keeps_its_id_after_the_campaign_is_deleted()
    {
        var campaign = await CreateAsync();
        var id = Ids.New(Time);
        await Generations.CreateAsync(id, Samples.Request() with { CampaignId = campaign.Id }, null, 100, Token);
        await Generations.CreateAsync(Ids.New(Time), Samples.Request(), null, 100, Token);

        Assert.Equal([id], await Store.GenerationsAsync(campaign.Id, Token));
        Assert.True(await DeleteAsync(campaign.Id));
        Assert.False(await DeleteAsync(campaign.Id));
        Assert.Equal(campaign.Id, (await Generations.FindAsync(id, Token))!.Request.CampaignId);
        Assert.Equal(id, (await Generations.FindAsync(id, Token))?.Id);
        Assert.Null(await Generations.FindAsync(Ids.New(Time), Token));
    }

    [Fact]
    public async Task A_base_image_has_the_status_and_the_image_of_its_generation()
    {
        var campaign = await CreateAsync();
        var before = (await Store.StateTagAsync(campaign.Id, Token))!;
        await AttachAsync(campaign, "image-before");

        var waiting = (await Store.FindAsync(campaign.Id, Token))!;
        var attached = (await Store.StateTagAsync(campaign.Id, Token))!;
        await CompleteAsync("0000000000000000000000000000000f");
        var ready = (await Store.FindAsync(campaign.Id, Token))!;
        var completed = (await Store.StateTagAsync(campaign.Id, Token))!;

        Assert.Equal((SlotStatus.Waiting, "image-before", true), (waiting.FindImage(Square)!.Status, waiting.FindImage(Square)!.ImageId, waiting.FindImage(Square)!.IsRunning));
        Assert.Equal((SlotStatus.Ready, "0000000000000000000000000000000f"), (ready.FindImage(Square)!.Status, ready.FindImage(Square)!.ImageId));
        Assert.Equal(3, new[] { before.Value, attached.Value, completed.Value }.Distinct().Count());
        Assert.Equal((ready.StateTag.Value, waiting.StateTag.Value), (completed.Value, attached.Value));
        Assert.Equal([campaign.Id], before.Topics);
        Assert.Equal(new HashSet<string> { campaign.Id, ready.FindImage(Square)!.GenerationId! }, completed.Topics);
        Assert.Null(await Store.StateTagAsync(Ids.New(Time), Token));
    }

    [Fact]
    public async Task A_creative_has_the_brief_s_texts_unless_its_state_replaces_them()
    {
        var campaign = await CreateAsync();
        var state = new CreativeState { Approval = Approval.Rejected, Comment = "好", By = "Ana", ByLink = true, Version = 3, Headline = "x", Focus = new(0.1, 0.2) };

        var seen = (await Store.FindCreativeAsync(campaign.Id, First, Token))!;
        var changed = (await Store.ChangeCreativeAsync(campaign.Id, First, _ => state, Token))!;
        var found = (await Store.FindCreativeAsync(campaign.Id, First, Token))!;

        Assert.Equal(("Begin the day slowly", Approval.Pending, null), (seen.Headline, seen.Approval, seen.State));
        Assert.Equal(state, found.State);
        Assert.Equal(("x", "Order now", Approval.Rejected, 3, "Ana"), (found.Headline, found.CallToAction, found.Approval, found.Version, found.Signature));
        Assert.Equal((found.ContentHash, found.State), (changed.ContentHash, changed.State));
        Assert.NotEqual(seen.ContentHash, found.ContentHash);
    }

    [Fact]
    public async Task A_creative_that_does_not_exist_is_neither_found_nor_changed()
    {
        var campaign = await CreateAsync();

        foreach (var (id, key) in new[]
        {
            (campaign.Id, First with { Headline = 2 }), (campaign.Id, First with { Language = "xx" }), (campaign.Id, First with { Format = "x" }),
            (campaign.Id, First with { Concept = 1 }), (campaign.Id, First with { Format = "instagram-story" }), (Ids.New(Time), First),
        })
        {
            Assert.Null(await Store.FindCreativeAsync(id, key, Token));
            Assert.Null(await Store.ChangeCreativeAsync(id, key, Approve, Token));
        }
    }

    [Fact]
    public async Task A_creative_that_looks_different_since_its_decision_is_pending_until_it_looks_the_same_again()
    {
        var campaign = await CreateAsync();
        await Store.ChangeCreativeAsync(campaign.Id, First, Approve, Token);
        Assert.Equal(1, await CountAsync("approved"));

        await ChangeBriefAsync(campaign, brief => brief with { Name = "Renamed" });
        Assert.Equal(1, await CountAsync("approved"));
        await ChangeBriefAsync(campaign, brief => brief with { Look = brief.Look with { Primary = "#000000" } });
        Assert.Equal(0, await CountAsync("approved"));
        await ChangeBriefAsync(campaign, brief => brief with { Look = brief.Look with { Primary = campaign.Brief.Look.Primary } });
        Assert.Equal(1, await CountAsync("approved"));
        await AttachAsync(campaign, null);
        await CompleteAsync("0000000000000000000000000000000f");
        Assert.Equal(0, await CountAsync("approved"));

        async Task<int> CountAsync(string state)
        {
            var count = (await Store.CountAsync(campaign.Id, Token))!.Count(new CreativeFilter(state));
            Assert.Equal(count, (await Store.CreativesAsync(campaign.Id, AllByConcept with { Filter = new CreativeFilter(state) }, Token))!.Creatives.Length);
            return count;
        }
    }

    /// <summary>Compares every page with the whole matrix in memory, after each of a series of random changes. A failure names its seed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_page_and_every_count_is_what_the_matrix_says(int seed)
    {
        var random = new Random(seed);
        var campaign = await CreateAsync(concepts: 3);
        for (var change = 0; change < 12; change++)
        {
            await ChangeRandomlyAsync(campaign, random);
            var complete = (await Store.FindCompleteAsync(campaign.Id, Token))!;
            var all = CreativeMatrix.Creatives(complete.Campaign.WithPlannedImages(), complete.States).ToList();
            string? Pick(IEnumerable<string> values) => values.Prepend("").ElementAt(random.Next(4)) is { Length: > 0 } value ? value : null;
            for (var read = 0; read < 6; read++)
            {
                var filter = new CreativeFilter(Pick(["pending", "approved", "rejected"]), Pick(["instagram", "google-display", "x"]), Pick(["en", "de", "fr"])) { WithPlanned = random.Next(2) == 0 };
                var query = new CreativeQuery(filter, (CreativeOrder)random.Next(2), random.Next(3) == 0 ? null : all[random.Next(all.Count)].Key.ToString(), random.Next(1, 9));
                var page = (await Store.CreativesAsync(campaign.Id, query, Token))!;
                var actual = Describe((page.Creatives, page.Preceding, page.Previous, page.Next, page.Counts.Count(filter), page.Counts.CountReady(filter)));
                Assert.True(Describe(Expected(all, query)) == actual, $"{query}: expected {Describe(Expected(all, query))}, read {actual}");
            }
        }
    }

    [Fact]
    public async Task An_unknown_first_creative_leads_to_the_first_page()
    {
        var campaign = await CreateAsync();

        foreach (var from in new[] { null, "", "x", "9.instagram-square.0.0.en", "0.instagram-story.0.0.en" })
        {
            var page = (await Store.CreativesAsync(campaign.Id, AllByConcept with { From = from }, Token))!;
            Assert.Equal((4, 0, null, null), (page.Creatives.Length, page.Preceding, page.Previous, page.Next));
        }

        Assert.Null(await Store.CreativesAsync(Ids.New(Time), AllByConcept, Token));
        Assert.Null(await Store.CountAsync(Ids.New(Time), Token));
        Assert.Null(await Store.FindCompleteAsync(Ids.New(Time), Token));
    }

    [Fact]
    public async Task Only_pending_creatives_that_match_and_have_an_image_are_changed_together()
    {
        var campaign = await CreateAsync(concepts: 2);
        await AttachAsync(campaign, null);
        await CompleteAsync("0000000000000000000000000000000f");
        await Store.ChangeCreativeAsync(campaign.Id, First, creative => Approve(creative) with { Approval = Approval.Rejected }, Token);

        Assert.Equal(1, await Store.ChangePendingAsync(campaign.Id, new CreativeFilter(Channel: "instagram"), Approve, Token));
        Assert.Equal(0, await Store.ChangePendingAsync(campaign.Id, new CreativeFilter("approved"), Approve, Token));
        Assert.Equal(2, await Store.ChangePendingAsync(campaign.Id, new CreativeFilter(), Approve, Token));
        Assert.Equal(0, await Store.ChangePendingAsync(campaign.Id, new CreativeFilter(), Approve, Token));

        var counts = (await Store.CountAsync(campaign.Id, Token))!;
        Assert.Equal((3, 1, 4), (counts.Count(new CreativeFilter("approved")), counts.Count(new CreativeFilter("rejected")), counts.Count(new CreativeFilter("pending"))));
        Assert.Null(await Store.ChangePendingAsync(Ids.New(Time), new CreativeFilter(), Approve, Token));
    }

    [Fact]
    public async Task Layout_warnings_belong_to_everything_that_looks_the_same()
    {
        var (campaign, other) = (await CreateAsync(), await CreateAsync());
        var creative = (await Store.FindCreativeAsync(campaign.Id, First, Token))!;
        Assert.Null(creative.Warnings);

        await Store.StoreWarningsAsync(creative.ContentHash, [], Token);
        Assert.Empty((await Store.FindCreativeAsync(campaign.Id, First, Token))!.Warnings!.Value);
        await Store.StoreWarningsAsync(creative.ContentHash, ["The headline does not fit."], Token);

        Assert.Equal(["The headline does not fit."], (await Store.FindCreativeAsync(other.Id, First, Token))!.Warnings!.Value);
        Assert.Equal(1, (await Store.CreativesAsync(campaign.Id, AllByConcept, Token))!.Creatives.Count(one => one.Warnings is { Length: 1 }));
        Assert.Null((await Store.ChangeCreativeAsync(campaign.Id, First, seen => new CreativeState { Headline = "x" }, Token))!.Warnings);
        Assert.NotNull((await Store.ChangeCreativeAsync(campaign.Id, First, seen => new CreativeState(), Token))!.Warnings);
    }

    [Fact]
    public async Task Layout_warnings_are_deleted_once_no_creative_looks_like_that()
    {
        var (edited, rewritten, deleted) = (await CreateAsync(), await CreateAsync(), await CreateAsync());
        await ChangeBriefAsync(rewritten, brief => brief with { Look = brief.Look with { Primary = "#000001" } });
        await ChangeBriefAsync(deleted, brief => brief with { Look = brief.Look with { Primary = "#000002" } });
        foreach (var campaign in new[] { edited, rewritten, deleted })
        {
            foreach (var creative in (await Store.CreativesAsync(campaign.Id, AllByConcept, Token))!.Creatives)
            {
                await Store.StoreWarningsAsync(creative.ContentHash, ["The headline does not fit."], Token);
            }
        }

        var unread = await CreateAsync();
        await ChangeBriefAsync(unread, brief => brief with { Look = brief.Look with { Primary = "#000004" } });
        await Store.StoreWarningsAsync((await Store.FindCreativeAsync(unread.Id, First, Token))!.ContentHash, ["The headline does not fit."], Token);
        Assert.Equal(0, await Store.DeleteUnusedWarningsAsync(Token));

        await Store.ChangeCreativeAsync(edited.Id, First, seen => new CreativeState { Headline = "x" }, Token);
        Assert.Equal(1, await Store.DeleteUnusedWarningsAsync(Token));
        Assert.Null((await Store.ChangeCreativeAsync(edited.Id, First, seen => new CreativeState(), Token))!.Warnings);
        var others = (await Store.CreativesAsync(edited.Id, AllByConcept, Token))!.Creatives.Skip(1).ToList();
        Assert.All(others, creative => Assert.NotNull(creative.Warnings));

        await ChangeBriefAsync(rewritten, brief => brief with { Look = brief.Look with { Primary = "#000003" } });
        Assert.All((await Store.CreativesAsync(rewritten.Id, AllByConcept, Token))!.Creatives, creative => Assert.Null(creative.Warnings));
        await DeleteAsync(deleted.Id);
        Assert.Equal(2 * (others.Count + 1), await Store.DeleteUnusedWarningsAsync(Token));
        Assert.Equal(0, await Store.DeleteUnusedWarningsAsync(Token));
        Assert.NotNull((await Store.FindCreativeAsync(unread.Id, First, Token))!.Warnings);
    }

    [Fact]
    public async Task A_file_is_found_as_long_as_a_campaign_or_a_brand_kit_uses_it()
    {
        var campaign = await CreateAsync();
        await Store.StoreAssetAsync(campaign.Id, Logo, Token);
        var kit = new BrandKit(Ids.New(Time), "Halden", new BrandLook { Logo = Logo }, "calm", ["cheap"]);
        await Store.SaveKitAsync(kit, Token);

        Assert.Null(await Store.FindAssetAsync(campaign.Id, Logo.Hash, Token));
        await ChangeBriefAsync(campaign, brief => brief with { Look = brief.Look with { Logo = Logo } });
        Assert.Equal(Logo, await Store.FindAssetAsync(campaign.Id, Logo.Hash, Token));
        Assert.Null(await Store.FindAssetAsync(campaign.Id, new string('b', 64), Token));
        Assert.False(await Store.DeleteKitAsync(campaign.Id, Token));
        Assert.False(await DeleteAsync(kit.Id));
        await DeleteAsync(campaign.Id);
        Assert.Null(await Store.FindAssetAsync(campaign.Id, Logo.Hash, Token));
        Assert.Equal(Logo, await Store.FindAssetAsync(Logo.Hash, Token));
        Assert.Equivalent(kit, await Store.FindKitAsync(kit.Id, Token), strict: true);

        await Store.SaveKitAsync(kit with { Name = "Aalto", Look = new BrandLook() }, Token);
        Assert.Equal("Aalto", Assert.Single(await Store.KitsAsync(Token)).Name);
        Assert.Null(await Store.FindAssetAsync(Logo.Hash, Token));
        Assert.True(await Store.DeleteKitAsync(kit.Id, Token));
        Assert.Empty(await Store.KitsAsync(Token));
    }

    [Fact]
    public async Task A_link_belongs_to_one_campaign_and_is_deleted_with_it()
    {
        var (campaign, other) = (await CreateAsync(), await CreateAsync());
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
        await DeleteAsync(campaign.Id);
        Assert.Null(await Store.FindLinkAsync(link.Id, Token));
    }

    /// <returns>False if there is no such campaign.</returns>
    private async Task<bool> DeleteAsync(string id) => await Store.TrashAsync(id, Token) && await Store.PurgeAsync(Time.GetUtcNow().AddSeconds(1), Token) == 1;

    private static CreativeState Approve(Creative creative) => new() { Approval = Approval.Approved, Look = creative.ContentHash };

    private static (ImmutableArray<Creative> Creatives, int Preceding, string? Previous, string? Next, int Count, int Ready) Expected(List<Creative> all, CreativeQuery query)
    {
        bool Matches(Creative creative) => (query.Filter.State ?? Wire.Name(creative.Approval)) == Wire.Name(creative.Approval)
            && (query.Filter.Channel ?? creative.Format.ChannelId) == creative.Format.ChannelId
            && (query.Filter.Language ?? creative.Key.Language) == creative.Key.Language
            && (query.Filter.WithPlanned || !creative.Image.IsPlanned);
        var ordered = (query.Order == CreativeOrder.Concept ? all : all.GroupBy(creative => creative.Format.Id).SelectMany(format => format)).ToList();
        var start = ordered.FindIndex(creative => creative.Key.ToString() == query.From);
        start = start < 0 || (ordered[start].Image.IsPlanned && !query.Filter.WithPlanned) ? 0 : start;
        var before = ordered.Take(start).Where(Matches).ToList();
        var rest = ordered.Skip(start).Where(Matches).ToList();
        return (
            [.. rest.Take(query.Limit)],
            before.Count,
            before.Count == 0 ? null : before[^Math.Min(before.Count, query.Limit)].Key.ToString(),
            rest.Count > query.Limit ? rest[query.Limit].Key.ToString() : null,
            all.Count(Matches),
            all.Count(creative => Matches(creative) && creative.Image.ImageId is not null));
    }

    private static string Describe((ImmutableArray<Creative> Creatives, int Preceding, string? Previous, string? Next, int Count, int Ready) page) =>
        $"{string.Join(' ', page.Creatives.Select(creative => $"{creative.Key}:{creative.ContentHash}:{creative.Approval}:{creative.Version}:{creative.Image.ImageId}"))} after {page.Preceding}, {page.Previous} to {page.Next}, {page.Ready} of {page.Count} ready";

    private async Task ChangeRandomlyAsync(Campaign campaign, Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                string[] formats = ["instagram-square", "google-300x250", "x", "instagram-story"];
                await ChangeBriefAsync(campaign, brief => brief with { Formats = [.. formats.OrderBy(_ => random.Next()).Take(random.Next(1, 5))], Concepts = random.Next(1, 5) });
                break;
            case 1:
                await ChangeBriefAsync(campaign, brief => brief with
                {
                    Copy = [.. new[] { "en", "de", "fr" }.OrderBy(_ => random.Next()).Take(random.Next(1, 4)).Select(language => new CampaignCopy(language, [$"{language} {random.Next(9)}", "two"], ["go"]))],
                });
                break;
            case 2:
                await Store.ChangeAsync(campaign.Id, now => now with { Concepts = [Concept(0), .. now.Concepts.Skip(random.Next(1, 3))] }, Token);
                break;
            case 3:
                await AttachAsync(campaign, null);
                await CompleteAsync(Ids.New(Time));
                break;
            case 4:
                await Store.ChangePendingAsync(campaign.Id, new CreativeFilter(), Approve, Token);
                break;
            default:
                var creatives = (await Store.CreativesAsync(campaign.Id, AllByConcept, Token))!.Creatives;
                foreach (var creative in creatives.Where(_ => random.Next(4) == 0))
                {
                    var approval = (Approval)random.Next(3);
                    await Store.ChangeCreativeAsync(campaign.Id, creative.Key, seen => Approve(seen) with { Approval = approval, Headline = approval == Approval.Rejected ? "Another" : null }, Token);
                }

                break;
        }
    }

    private Task<CampaignChange> ChangeBriefAsync(Campaign campaign, Func<Brief, Brief> change) =>
        Store.ChangeAsync(campaign.Id, now => now with { Brief = change(now.Brief) }, Token);

    /// <summary>Records a new generation as the generation of the first square base image, if there is one.</summary>
    private async Task AttachAsync(Campaign campaign, string? previous)
    {
        var id = Ids.New(Time);
        await Generations.CreateAsync(id, Samples.Request(), null, 100, Token);
        await Store.ChangeAsync(
            campaign.Id,
            now => now with
            {
                Concepts = [.. now.Concepts.Select(concept => concept with
                {
                    Images = [.. concept.Images.Select(image => image.Key == Square ? image with { GenerationId = id, ImageId = previous ?? image.ImageId } : image)],
                })],
            },
            Token);
    }

    [Fact]
    public async Task Campaigns_that_images_were_made_for_come_last_active_first_and_their_runs_are_not_among_the_recent_ones()
    {
        var (first, second, unused) = (await CreateAsync(), await CreateAsync(), await CreateAsync());
        var own = await StartAsync(null);
        await StartAsync(second.Id);
        await StartAsync(first.Id);
        Time.Advance(TimeSpan.FromMinutes(1));
        var newest = await StartAsync(second.Id);
        await Generations.CancelAsync(newest, null, Token);

        var activity = await Store.ActivityAsync(10, Token);

        Assert.Equal([(second.Id, second.Brief.Name, 2, 1), (first.Id, first.Brief.Name, 1, 1)], activity.Select(one => (one.Id, one.Name, one.Runs, one.Running)));
        Assert.Equal(TimeSpan.FromMinutes(1), activity[0].LastAt - activity[1].LastAt);
        Assert.Equal([second.Id], (await Store.ActivityAsync(1, Token)).Select(one => one.Id));
        Assert.Equal([own], (await Generations.RecentAsync(10, Token)).Select(state => state.Id));
        Assert.Empty(await Generations.EarlierAsync(own, 10, Token));
        Assert.DoesNotContain(activity, one => one.Id == unused.Id);
    }

    private async Task<string> StartAsync(string? campaign)
    {
        var id = Ids.New(Time);
        await Generations.CreateAsync(id, Samples.Request() with { CampaignId = campaign }, null, 100, Token);
        return id;
    }

    private async Task CompleteAsync(string imageId)
    {
        var lease = (await Queue.ClaimAsync("runner", [Samples.Provider], TimeSpan.FromMinutes(1), Token))!;
        Assert.True(await Queue.CompleteAsync(lease, Samples.Image(imageId), Token));
    }

    private async Task<string[]> ShelfAsync(CampaignShelf shelf) => [.. (await Store.PageAsync(shelf, null, 100, Token)).Select(campaign => campaign.Id)];

    private Campaign New() => new() { Id = Ids.New(Time), CreatedAt = Time.GetUtcNow(), ChangedAt = Time.GetUtcNow(), Brief = Brief.Sample };

    private static Concept Concept(int index) => new(index, $"Concept {index}", [new BaseImage(new BaseImageKey(index, AspectShape.Square), "a square")]);

    /// <summary>Stores a campaign with the sample brief: two square formats and two headlines.</summary>
    private async Task<Campaign> CreateAsync(int concepts = 1)
    {
        var campaign = New() with { Brief = Brief.Sample with { Concepts = concepts }, Concepts = [.. Enumerable.Range(0, concepts).Select(Concept)] };
        await Store.CreateAsync(campaign, Token);
        return campaign;
    }
}
