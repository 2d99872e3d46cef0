using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Storage;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every gallery.</summary>
public abstract class GalleryContract
{
    private int _made;

    protected abstract IGallery Gallery { get; }

    protected abstract IGenerationStore Generations { get; }

    protected abstract ISlotQueue Queue { get; }

    protected abstract ManualTime Time { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_is_found_with_all_that_is_known_of_it()
    {
        var request = Samples.Request() with { Quality = "high" };
        await MakeAsync(request);

        var found = (await Gallery.FindAsync(Id(1), Token))!;

        var made = Samples.Image(Id(1));
        Assert.Equal((made.Id, 0, made.BlobHash, made.Mime, made.Bytes), (found.Id, found.ImageIndex, found.BlobHash, found.Mime, found.Bytes));
        Assert.Equal((made.Size, made.Model, made.Seed, made.RevisedPrompt, made.Usage, made.Cost), (found.Size, found.Model, found.Seed, found.RevisedPrompt, found.Usage, found.Cost));
        Assert.Equal(made.ThumbHash, found.ThumbHash);
        Assert.Equal((request with { N = 1 }, Time.GetUtcNow(), 2000), (found.Request, found.CreatedAt, found.ElapsedMs));
        Assert.Null(await Gallery.FindAsync(Id(9), Token));
        Assert.Null(await Gallery.FindAsync("' OR 1 = 1 --", Token));
    }

    [Fact]
    public async Task The_position_and_the_day_are_those_of_the_time_it_was_made()
    {
        await MakeAsync(Samples.Request() with { CampaignId = "spring" });
        await MakeAsync();

        var (first, second) = ((await Gallery.FindAsync(Id(1), Token))!, (await Gallery.FindAsync(Id(2), Token))!);

        Assert.Equal(ImagePosition.FirstOf(first.CreatedAt), first.Position);
        Assert.Equal(("spring", false, null, null), (first.CampaignId, first.Favorite, first.TrashedAt, first.Source));
        Assert.Equal((Time.GetUtcNow().ToUnixTimeSeconds(), null), (ImagePosition.TimeOf(second.Position).ToUnixTimeSeconds(), second.CampaignId));
        Assert.InRange(Math.Abs(second.Day - (second.CreatedAt.ToUnixTimeSeconds() / 86400)), 0, 1);
    }

    [Fact]
    public async Task Images_that_are_finished_in_the_same_second_are_in_the_order_they_were_finished()
    {
        await Generations.CreateAsync(Ids.New(Time), Samples.Request(n: 3), null, 100, Token);
        for (var number = 1; number <= 3; number++)
        {
            Assert.True(await Queue.CompleteAsync(await ClaimAsync(), Samples.Image(Id(number)), Token));
        }

        var images = (await Gallery.PageAsync(new GalleryQuery(), Token)).Images;
        Assert.Equal([Id(3), Id(2), Id(1)], images.Select(image => image.Id));
        Assert.All(images, image => Assert.Equal(Time.GetUtcNow().ToUnixTimeSeconds(), ImagePosition.TimeOf(image.Position).ToUnixTimeSeconds()));
    }

    [Fact]
    public async Task Search_finds_the_negative_prompt()
    {
        await MakeAsync(Samples.Request() with { NegativePrompt = "watermark" });
        await MakeAsync();

        Assert.Equal([Id(1)], (await Gallery.PageAsync(new GalleryQuery { View = GalleryViewParser.Parse("watermark").View }, Token)).Images.Select(image => image.Id));
    }

    [Fact]
    public async Task Properties_that_a_provider_does_not_report_are_null()
    {
        await MakeAsync(Samples.Request(), image => image with { Model = null, Seed = null, RevisedPrompt = null, Usage = null, Cost = null });

        var found = (await Gallery.FindAsync(Id(1), Token))!;

        Assert.Equal((null, null, null, null, null), (found.Model, found.Seed, found.RevisedPrompt, found.Usage, found.Cost));
    }

    [Fact]
    public async Task An_empty_gallery_is_one_empty_page()
    {
        var page = await Gallery.PageAsync(new GalleryQuery(), Token);

        Assert.Empty(page.Images);
        Assert.Null(page.NextCursor);
        Assert.Equal((0, 0), await Gallery.CountAsync(Token));
        Assert.Equal((null, null), await Gallery.NeighboursAsync(Id(1), GalleryView.All, Token));
        Assert.Empty(await Gallery.DevelopmentAsync(Id(1), Token));
    }

    [Fact]
    public async Task Pages_follow_each_other_newest_first_without_gap_or_repeat()
    {
        for (var i = 0; i < 7; i++)
        {
            await MakeAsync();
        }

        var pages = new List<string[]>();
        long? cursor = null;
        do
        {
            var page = await Gallery.PageAsync(new GalleryQuery { Limit = 3, Before = cursor }, Token);
            pages.Add([.. page.Images.Select(image => image.Id)]);
            cursor = page.NextCursor;
            Assert.True(pages.Count < 10, "the pages go round in a circle");
        }
        while (cursor is not null);

        Assert.Equal([[Id(7), Id(6), Id(5)], [Id(4), Id(3), Id(2)], [Id(1)]], pages);
        Assert.Equal((7, 7 * 1234), await Gallery.CountAsync(Token));
    }

    [Fact]
    public async Task A_last_page_that_is_full_has_no_next_one()
    {
        await MakeAsync();
        await MakeAsync();

        Assert.Null((await Gallery.PageAsync(new GalleryQuery { Limit = 2 }, Token)).NextCursor);
    }

    [Fact]
    public async Task Images_added_while_a_client_pages_shift_no_page()
    {
        for (var i = 0; i < 4; i++)
        {
            await MakeAsync();
        }

        var first = await Gallery.PageAsync(new GalleryQuery { Limit = 2 }, Token);
        await MakeAsync();
        await MakeAsync();
        var second = await Gallery.PageAsync(new GalleryQuery { Limit = 2, Before = first.NextCursor }, Token);

        Assert.Equal([Id(4), Id(3), Id(2), Id(1)], first.Images.Concat(second.Images).Select(image => image.Id));
    }

    [Theory]
    [InlineData("fox", "a red fox")]
    [InlineData("FOX", "a red fox")]
    [InlineData("red a", "a red fox")]
    [InlineData("  fox   red ", "a red fox")]
    [InlineData("red fo", "a red fox")]
    [InlineData("f", "a red fox")]
    [InlineData("fo red", null)]
    [InlineData("fox -red", null)]
    [InlineData("fox -cat", "a red fox")]
    [InlineData("\"red fox\"", "a red fox")]
    [InlineData("\"red", "a red fox")]
    [InlineData("fox\"", "a red fox")]
    [InlineData("\"", "a red fox", "b")]
    [InlineData("fox AND red", null)]
    [InlineData("fox OR cat", "a red fox")]
    [InlineData("fox \"OR\" cat", null)]
    [InlineData("NOT fox", null)]
    [InlineData("fox NEAR(red)", null)]
    [InlineData("\"prompt:fox\"", null)]
    [InlineData("fox*", "a red fox")]
    [InlineData("^red", "a red fox")]
    [InlineData("(fox", "a red fox")]
    [InlineData("fox )", "a red fox")]
    [InlineData("fox;--", "a red fox")]
    [InlineData("' OR 1=1 --", null)]
    [InlineData("{fox}", "a red fox")]
    [InlineData("fox\0", "a red fox")]
    [InlineData("\0", "a red fox", "b")]
    [InlineData("fox + red", "a red fox")]
    [InlineData("", "a red fox", "b")]
    [InlineData("   ", "a red fox", "b")]
    [InlineData("- * ( ) :", "a red fox", "b")]
    [InlineData("kun", "KŮŇ crème brûlée")]
    [InlineData("kůň brulee", "KŮŇ crème brûlée")]
    [InlineData("creme brû", "KŮŇ crème brûlée")]
    [InlineData("🦊", "🦊 in the snow ❤️")]
    [InlineData("snow 🦊", "🦊 in the snow ❤️")]
    [InlineData("🐻 snow", null)]
    [InlineData("❤️", "🦊 in the snow ❤️")]
    [InlineData("rewritten", "hidden")]
    public async Task Search_finds_what_a_person_means(string typed, string? first, string? second = null)
    {
        string?[] prompts = [first, second];
        await MakeAsync(Samples.Request(prompt: "b"), image => image with { RevisedPrompt = null });
        await MakeAsync(Samples.Request(prompt: "a red fox"), image => image with { RevisedPrompt = null });
        var others = new[] { "KŮŇ crème brûlée", "🦊 in the snow ❤️", "hidden" };
        var other = others.FirstOrDefault(prompts.Contains);
        if (other is not null)
        {
            await MakeAsync(Samples.Request(prompt: other), image => image with { RevisedPrompt = other == "hidden" ? "rewritten" : null });
        }

        var page = await Gallery.PageAsync(new GalleryQuery { View = View(typed) }, Token);

        Assert.Equal(prompts.OfType<string>(), page.Images.Select(image => image.Request.Prompt));
    }

    [Fact]
    public async Task A_whole_prompt_pasted_into_the_search_finds_its_image()
    {
        var prompt = string.Join(' ', Enumerable.Range(0, 700).Select(number => $"w{number}"));
        await MakeAsync(Samples.Request(prompt: prompt));
        await MakeAsync();

        Assert.Single((await Gallery.PageAsync(new GalleryQuery { View = new GalleryView([.. prompt.Split(' ').Select(word => new GalleryClause([new TextTerm(word)]))]) }, Token)).Images);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_in_the_search_is_no_fault()
    {
        await MakeAsync();
        Assert.NotNull(await Gallery.PageAsync(new GalleryQuery { View = View("fox \ud83e") }, Token));
        Assert.NotNull(await Gallery.PageAsync(new GalleryQuery { View = View("\udd8a") }, Token));
    }

    [Fact]
    public async Task Filters_and_search_hold_together_and_over_pages()
    {
        await MakeAsync(Samples.Request(prompt: "a fox"), image => image with { Provider = "one", Model = "m" });
        await MakeAsync(Samples.Request(prompt: "a cat"), image => image with { Provider = "one", Model = "m", RevisedPrompt = "a tabby" });
        await MakeAsync(Samples.Request(prompt: "a fox"), image => image with { Provider = "one", Model = "n" });
        await MakeAsync(Samples.Request(prompt: "a fox"), image => image with { Provider = "two", Model = null, RevisedPrompt = null });
        await MakeAsync(Samples.Request(prompt: "a fox"), image => image with { Provider = "one", Model = "m" });

        Assert.Equal([Id(5), Id(3), Id(2), Id(1)], await IdsAsync(new GalleryQuery { View = View("provider:one") }));
        Assert.Equal([Id(5), Id(2), Id(1)], await IdsAsync(new GalleryQuery { View = View("model:m") }));
        Assert.Equal([Id(5), Id(1)], await IdsAsync(new GalleryQuery { View = View("provider:one model:m fox"), Limit = 1 }));
        Assert.Empty(await IdsAsync(new GalleryQuery { View = View("provider:three") }));

        async Task<List<string>> IdsAsync(GalleryQuery query)
        {
            var ids = new List<string>();
            GalleryPage page;
            do
            {
                page = await Gallery.PageAsync(query, Token);
                ids.AddRange(page.Images.Select(image => image.Id));
                query = query with { Before = page.NextCursor };
                Assert.True(ids.Count < 10, "the pages go round in a circle");
            }
            while (page.NextCursor is not null);
            return ids;
        }
    }

    [Fact]
    public async Task Neighbours_are_the_ones_beside_it_and_end_at_the_ends()
    {
        for (var i = 0; i < 3; i++)
        {
            await MakeAsync();
        }

        Assert.Equal((null, Id(2)), await Gallery.NeighboursAsync(Id(3), GalleryView.All, Token));
        Assert.Equal((Id(3), Id(1)), await Gallery.NeighboursAsync(Id(2), GalleryView.All, Token));
        Assert.Equal((Id(2), null), await Gallery.NeighboursAsync(Id(1), GalleryView.All, Token));
    }

    [Fact]
    public async Task Development_shows_the_frames_of_the_attempt_that_finished()
    {
        await Generations.CreateAsync(Ids.New(Time), Samples.Request(n: 2), null, 100, Token);
        var first = await ClaimAsync();
        await Queue.AddPartialImageAsync(first, Samples.Preview(0, "failed"), Token);
        await Queue.AddPartialImageAsync(first, Samples.Preview(2, "failed"), Token);
        await Queue.PostponeAsync(first, Samples.Busy, TimeSpan.Zero, Token);
        var second = await ClaimAsync();
        await Queue.AddPartialImageAsync(second, Samples.Preview(1), Token);
        await Queue.AddPartialImageAsync(second, Samples.Preview(0), Token);
        await Queue.AddPartialImageAsync(await ClaimAsync(), Samples.Preview(0, "other slot"), Token);
        await Queue.CompleteAsync(second, Samples.Image(Id(1)), Token);

        var frames = await Gallery.DevelopmentAsync(Id(1), Token);

        Assert.Equal(
            [Samples.Preview(0), Samples.Preview(1)],
            frames);
    }

    [Fact]
    public async Task Versions_of_an_image_are_found_newest_first()
    {
        await MakeAsync();
        await MakeAsync(Samples.Request() with { Images = [Input("sent"), Input("one", Id(1)), Input("two", Id(9))] });
        await MakeAsync(Samples.Request() with { Images = [Input("one", Id(1))] });
        await MakeAsync(Samples.Request() with { Images = [Input("one", Id(2))] });

        Assert.Equal([Id(3), Id(2)], (await Gallery.ChildrenAsync(Id(1), 10, Token)).Select(image => image.Id));
        Assert.Equal([Id(3)], (await Gallery.ChildrenAsync(Id(1), 1, Token)).Select(image => image.Id));
        Assert.Empty(await Gallery.ChildrenAsync(Id(9), 10, Token));
        var found = (await Gallery.FindAsync(Id(2), Token))!.Request;
        Assert.Equal([Input("sent"), Input("one", Id(1)), Input("two", Id(9))], found.Images!.Value.AsEnumerable());
        Assert.Equal(Id(1), found.ParentId);
    }

    [Fact]
    public async Task The_reported_output_and_all_tokens_are_stored()
    {
        var reported = new ReportedOutput("1024x1024", "opaque", "png");
        var usage = new TokenUsage(10, 20, 30) { TextInputTokens = 4, ImageInputTokens = 6, CachedInputTokens = 2, TextOutputTokens = 1, ImageOutputTokens = 19 };
        await MakeAsync(change: image => image with { Reported = reported, Usage = usage });

        var found = (await Gallery.FindAsync(Id(1), Token))!;
        Assert.Equal((reported, usage), (found.Reported, found.Usage));
    }

    private static GalleryView View(string text) => GalleryViewParser.Parse(text).View;

    private static InputImage Input(string content, string? id = null) =>
        new(ContentHash.Compute(System.Text.Encoding.UTF8.GetBytes(content)), "image/png", new PixelSize(16, 16), 4, id);

    private static string Id(int number) => number.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);

    private async Task MakeAsync(GenerationRequest? request = null, Func<FinishedImage, FinishedImage>? change = null)
    {
        Time.Advance(TimeSpan.FromMilliseconds(1));
        await Generations.CreateAsync(Ids.New(Time), (request ?? Samples.Request()) with { N = 1 }, null, 100, Token);
        var lease = await ClaimAsync();
        Time.Advance(TimeSpan.FromSeconds(2));
        var image = Samples.Image(Id(++_made));
        Assert.True(await Queue.CompleteAsync(lease, change?.Invoke(image) ?? image, Token));
    }

    private async Task<SlotLease> ClaimAsync() =>
        (await Queue.ClaimAsync("runner", [Samples.Provider], TimeSpan.FromSeconds(30), Token))!;
}
