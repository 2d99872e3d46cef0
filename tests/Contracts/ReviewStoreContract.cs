using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;

namespace Darkroom.Tests.Contracts;

/// <summary>The rules that every store of comments and decisions follows.</summary>
public abstract class ReviewStoreContract
{
    private static readonly CreativeKey First = new(0, "instagram-square", 0, 0, "en");
    private static readonly CreativeKey Second = First with { Headline = 1 };

    protected abstract IReviewStore Store { get; }

    protected abstract ICampaignStore Campaigns { get; }

    protected abstract ManualTime Time { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Comments_are_found_as_they_were_added_oldest_first()
    {
        var campaign = await CreateAsync();
        var first = New("Too dark") with { Pin = new(0.25, 1), Author = "Ana", ByLink = true };
        var reply = New("Lighter now") with { ParentId = first.Id };
        var other = New("好", "Bo");
        foreach (var (key, comment) in new[] { (First, first), (First, reply), (Second, other) })
        {
            Assert.Equal(CommentResult.Done, await Store.AddCommentAsync(campaign.Id, key, comment, Token));
        }

        Assert.Equal([first, reply], await Store.CommentsAsync(campaign.Id, First, Token));
        Assert.Equal([(First, first), (First, reply), (Second, other)], await Store.CommentsAsync(campaign.Id, Token));
        Assert.Empty(await Store.CommentsAsync(Ids.New(Time), First, Token));
        var thread = Assert.Single(ReviewThread.Group(await Store.CommentsAsync(campaign.Id, First, Token)));
        Assert.Equal((first, 1), (thread.Comment, thread.Replies.Length));
    }

    [Fact]
    public async Task A_comment_needs_its_creative_and_a_reply_its_comment()
    {
        var campaign = await CreateAsync();
        var (comment, elsewhere) = (New("a"), New("b"));
        await Store.AddCommentAsync(campaign.Id, First, comment, Token);
        await Store.AddCommentAsync(campaign.Id, Second, elsewhere, Token);
        var reply = New("c") with { ParentId = comment.Id };
        await Store.AddCommentAsync(campaign.Id, First, reply, Token);

        Assert.Equal(CommentResult.NotFound, await Store.AddCommentAsync(campaign.Id, First with { Language = "xx" }, New("d"), Token));
        Assert.Equal(CommentResult.NotFound, await Store.AddCommentAsync(Ids.New(Time), First, New("d"), Token));
        foreach (var parent in new[] { "x", elsewhere.Id, reply.Id })
        {
            Assert.Equal(CommentResult.NotFound, await Store.AddCommentAsync(campaign.Id, First, New("d") with { ParentId = parent }, Token));
        }

        Assert.Equal(2, (await Store.CommentsAsync(campaign.Id, First, Token)).Length);
    }

    [Fact]
    public async Task Resolving_keeps_the_first_time_and_a_reply_opens_the_comment_again()
    {
        var campaign = await CreateAsync();
        var comment = New("a");
        await Store.AddCommentAsync(campaign.Id, First, comment, Token);
        Assert.Equal(1, (await FindAsync(campaign)).OpenComments);

        Assert.Equal(CommentResult.Done, await Store.ResolveAsync(campaign.Id, First, comment.Id, true, Token));
        var at = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(CommentResult.Done, await Store.ResolveAsync(campaign.Id, First, comment.Id, true, Token));
        Assert.Equal(at, (await Store.CommentsAsync(campaign.Id, First, Token))[0].ResolvedAt);
        Assert.Equal(0, (await FindAsync(campaign)).OpenComments);
        await Store.ResolveAsync(campaign.Id, First, comment.Id, false, Token);
        Assert.Null((await Store.CommentsAsync(campaign.Id, First, Token))[0].ResolvedAt);
        await Store.ResolveAsync(campaign.Id, First, comment.Id, true, Token);
        var reply = New("b") with { ParentId = comment.Id };
        await Store.AddCommentAsync(campaign.Id, First, reply, Token);
        Assert.Equal(1, (await FindAsync(campaign)).OpenComments);

        foreach (var (id, key, wrong) in new[] { (Ids.New(Time), First, comment.Id), (campaign.Id, Second, comment.Id), (campaign.Id, First, reply.Id), (campaign.Id, First, "x") })
        {
            Assert.Equal(CommentResult.NotFound, await Store.ResolveAsync(id, key, wrong, true, Token));
        }
    }

    [Fact]
    public async Task A_creative_has_a_limited_number_of_comments_even_if_they_come_at_the_same_time()
    {
        var campaign = await CreateAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, IReviewStore.MaxComments + 5).Select(_ => Store.AddCommentAsync(campaign.Id, First, New("a"), Token)));

        Assert.Equal(5, results.Count(result => result == CommentResult.TooMany));
        Assert.Equal(IReviewStore.MaxComments, (await Store.CommentsAsync(campaign.Id, First, Token)).Length);
    }

    [Fact]
    public async Task A_comment_changes_the_state_tag()
    {
        var campaign = await CreateAsync();
        var before = (await Campaigns.StateTagAsync(campaign.Id, Token))!.Value;
        var comment = New("a");
        await Store.AddCommentAsync(campaign.Id, First, comment, Token);
        var added = (await Campaigns.StateTagAsync(campaign.Id, Token))!.Value;
        await Store.ResolveAsync(campaign.Id, First, comment.Id, true, Token);

        Assert.Equal(3, new[] { before, added, (await Campaigns.StateTagAsync(campaign.Id, Token))!.Value }.Distinct().Count());
    }

    [Fact]
    public async Task The_last_decision_of_each_person_about_each_look_is_kept()
    {
        var campaign = await CreateAsync();
        var approved = await DecideAsync(campaign, Approval.Approved, "Ana");
        await DecideAsync(campaign, Approval.Approved, "Ana");
        await DecideAsync(campaign, Approval.Rejected, "Bo");
        await DecideAsync(campaign, Approval.Approved, null);
        await DecideAsync(campaign, Approval.Pending, "Bo");
        await Campaigns.ChangeCreativeAsync(campaign.Id, First, now => now.State! with { Headline = "Another" }, Token);
        await DecideAsync(campaign, Approval.Rejected, "Ana");

        var decisions = await Store.DecisionsAsync(campaign.Id, First, Token);

        Assert.Equal(
            [("Ana", Approval.Rejected), ("Bo", Approval.Pending), (null, Approval.Approved), ("Ana", Approval.Approved)],
            decisions.Select(decision => (decision.Author, decision.Approval)));
        Assert.All(decisions.Skip(1), decision => Assert.Equal(approved.ContentHash, decision.ContentHash));
        Assert.NotEqual(approved.ContentHash, decisions[0].ContentHash);
        Assert.Empty(await Store.DecisionsAsync(campaign.Id, Second, Token));
    }

    [Fact]
    public async Task A_version_that_was_decided_on_can_be_drawn_after_the_creative_changed()
    {
        var campaign = await CreateAsync();
        await Campaigns.ChangeCreativeAsync(campaign.Id, First, _ => new CreativeState { Headline = "First", Template = "block", Focus = new(0.1, 0.2) }, Token);
        var seen = await DecideAsync(campaign, Approval.Approved, "Ana");
        await Campaigns.ChangeCreativeAsync(campaign.Id, First, now => now.State! with { Headline = "Second", Focus = null }, Token);
        await Campaigns.ChangeAsync(campaign.Id, now => now with { Brief = now.Brief with { Look = now.Brief.Look with { Primary = "#123456" } } }, Token);

        var changed = await FindAsync(campaign);
        var version = (await Store.FindVersionAsync(campaign.Id, First, seen.ContentHash, Token))!;
        var before = version.Look.ApplyTo(changed);

        Assert.Equal((seen.ContentHash, "First", "block"), (before.ContentHash, before.Headline, before.Template));
        Assert.Equal((true, seen.ContentHash, "Ana"), (changed.IsChangedSinceDecision, changed.EarlierDecision!.ContentHash, changed.EarlierDecision.Author));
        Assert.NotEqual(seen.ContentHash, changed.ContentHash);
        Assert.Null(await Store.FindVersionAsync(campaign.Id, First, changed.ContentHash, Token));
        Assert.Null(await Store.FindVersionAsync(campaign.Id, Second, seen.ContentHash, Token));
        var page = (await Campaigns.CreativesAsync(campaign.Id, new CreativeQuery(new CreativeFilter(), CreativeOrder.Concept, null, 100), Token))!;
        Assert.Equal([First], page.Creatives.Where(creative => creative.IsChangedSinceDecision).Select(creative => creative.Key));
    }

    [Fact]
    public async Task The_preview_of_a_version_is_found_once_it_is_kept()
    {
        var campaign = await CreateAsync();
        var seen = await DecideAsync(campaign, Approval.Approved, "Ana");
        Assert.Null((await Store.FindVersionAsync(campaign.Id, First, seen.ContentHash, Token))!.PreviewKey);

        await Store.KeepPreviewAsync(campaign.Id, First, seen.ContentHash, "kept.webp", Token);
        await DecideAsync(campaign, Approval.Rejected, "Bo");

        Assert.Equal("kept.webp", (await Store.FindVersionAsync(campaign.Id, First, seen.ContentHash, Token))!.PreviewKey);
    }

    [Fact]
    public async Task Versions_without_a_preview_are_listed_in_pages_until_one_is_kept()
    {
        var campaign = await CreateAsync();
        var seen = await DecideAsync(campaign, Approval.Approved, "Ana");
        await DecideAsync(campaign, Approval.Rejected, "Bo");
        var look = new DecidedLook(First.ToString(), seen.ContentHash);

        Assert.Equal([look], await Store.WithoutPreviewAsync(campaign.Id, null, 10, Token));
        Assert.Empty(await Store.WithoutPreviewAsync(campaign.Id, look, 10, Token));
        await Store.KeepPreviewAsync(campaign.Id, First, seen.ContentHash, "kept.webp", Token);
        Assert.Empty(await Store.WithoutPreviewAsync(campaign.Id, null, 10, Token));
    }

    [Fact]
    public async Task Comments_and_decisions_are_gone_with_their_campaign()
    {
        var campaign = await CreateAsync();
        await Store.AddCommentAsync(campaign.Id, First, New("a"), Token);
        var seen = await DecideAsync(campaign, Approval.Approved, null);
        await Store.KeepPreviewAsync(campaign.Id, First, seen.ContentHash, "kept.webp", Token);
        Assert.True(await Campaigns.TrashAsync(campaign.Id, Token));
        Assert.Equal(1, await Campaigns.PurgeAsync(Time.GetUtcNow().AddSeconds(1), Token));

        Assert.Empty(await Store.CommentsAsync(campaign.Id, First, Token));
        Assert.Empty(await Store.DecisionsAsync(campaign.Id, First, Token));
        Assert.Null(await Store.FindVersionAsync(campaign.Id, First, seen.ContentHash, Token));
        Assert.Equal(CommentResult.NotFound, await Store.AddCommentAsync(campaign.Id, First, New("b"), Token));
    }

    [Fact]
    public async Task Pending_creatives_are_changed_only_if_they_are_still_those_that_were_seen()
    {
        var campaign = await CreateAsync(withImage: true);
        var seen = (await Campaigns.PendingAsync(campaign.Id, new CreativeFilter(), Token))!;
        await Campaigns.ChangeCreativeAsync(campaign.Id, Second, _ => new CreativeState { Headline = "Another" }, Token);

        var refused = (await Campaigns.ChangePendingAsync(campaign.Id, new CreativeFilter(), seen.Tag, Approve, Token))!;
        Assert.Equal((seen.Count, 0), (refused.Count, await ApprovedAsync()));
        Assert.NotEqual(seen.Tag, refused.Tag);
        var done = (await Campaigns.ChangePendingAsync(campaign.Id, new CreativeFilter(), refused.Tag, Approve, Token))!;
        Assert.Equal((refused, done.Count), (done, await ApprovedAsync()));
        Assert.Equal(0, (await Campaigns.PendingAsync(campaign.Id, new CreativeFilter(), Token))!.Count);
        Assert.Null(await Campaigns.PendingAsync(Ids.New(Time), new CreativeFilter(), Token));
        Assert.Null(await Campaigns.ChangePendingAsync(Ids.New(Time), new CreativeFilter(), "x", Approve, Token));

        async Task<int> ApprovedAsync() => (await Campaigns.CountAsync(campaign.Id, Token))!.Count(new CreativeFilter("approved"));
    }

    [Fact]
    public async Task A_creative_that_a_change_leaves_alone_stays_as_it_was()
    {
        var campaign = await CreateAsync();
        var before = (await Campaigns.StateTagAsync(campaign.Id, Token))!.Value;

        var unchanged = await Campaigns.ChangeCreativeAsync(campaign.Id, First, _ => null, Token);

        Assert.Equal((First, null), (unchanged!.Key, unchanged.State));
        Assert.Equal(before, (await Campaigns.StateTagAsync(campaign.Id, Token))!.Value);
    }

    [Fact]
    public async Task Formats_and_languages_are_counted_by_decision()
    {
        var campaign = await CreateAsync(withImage: true);
        await DecideAsync(campaign, Approval.Approved, null);
        await Campaigns.ChangeCreativeAsync(campaign.Id, Second, now => new CreativeState { Approval = Approval.Rejected, Look = now.ContentHash }, Token);

        var counts = (await Store.ProgressAsync(campaign.Id, Token))!.Value;

        Assert.Equal(("instagram-square", "en", 1, 1), (counts[0].Format.Id, counts[0].Language, counts[0].Approved, counts[0].Rejected));
        Assert.Equal((await Campaigns.CountAsync(campaign.Id, Token))!.CountReady(new CreativeFilter()), counts.Sum(count => count.Total));
        Assert.Null(await Store.ProgressAsync(Ids.New(Time), Token));
    }

    private static CreativeState Approve(Creative creative) => (creative.State ?? new CreativeState()) with { Approval = Approval.Approved, Look = creative.ContentHash };

    private async Task<Creative> DecideAsync(Campaign campaign, Approval approval, string? decider)
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        return (await Campaigns.ChangeCreativeAsync(
            campaign.Id, First, now => (now.State ?? new CreativeState()) with { Approval = approval, Look = now.ContentHash, Decider = decider }, Token))!;
    }

    private async Task<Creative> FindAsync(Campaign campaign) => (await Campaigns.FindCreativeAsync(campaign.Id, First, Token))!;

    private ReviewComment New(string text, string? author = null)
    {
        Time.Advance(TimeSpan.FromMilliseconds(1));
        return new(Ids.New(Time), null, "0123456789abcdef", 1, null, text, author, false, Time.GetUtcNow());
    }

    /// <summary>Stores a campaign with the sample brief and one concept.</summary>
    private async Task<Campaign> CreateAsync(bool withImage = false)
    {
        var image = new BaseImage(new BaseImageKey(0, AspectShape.Square), "a square") { ImageId = withImage ? "0000000000000000000000000000000f" : null };
        var campaign = new Campaign
        {
            Id = Ids.New(Time),
            CreatedAt = Time.GetUtcNow(),
            ChangedAt = Time.GetUtcNow(),
            Brief = Brief.Sample with { Concepts = 1 },
            Concepts = [new Concept(0, "Concept", [image])],
        };
        await Campaigns.CreateAsync(campaign, Token);
        return campaign;
    }
}
