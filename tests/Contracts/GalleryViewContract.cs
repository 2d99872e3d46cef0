using System.Collections.Immutable;
using Darkroom.Gallery;

namespace Darkroom.Tests.Contracts;

/// <summary>An image as the suite about views needs it. A backend stores it as if it had been made or imported at its time.</summary>
public sealed record SampleImage(int Number, DateTimeOffset At, string Prompt)
{
    public string Id => Number.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);

    public string Provider { get; init; } = "painter";

    public string? Model { get; init; }

    public PixelSize Size { get; init; } = new(64, 64);

    public long? Seed { get; init; }

    public decimal? CostUsd { get; init; }

    public bool Favorite { get; init; }

    public bool Trashed { get; init; }

    /// <summary>Null if the image was made here.</summary>
    public string? Source { get; init; }

    public bool Edited { get; init; }

    public int Partials { get; init; }

    public string? ParentId { get; init; }

    /// <summary>The name of its campaign.</summary>
    public string? Campaign { get; init; }

    public ImmutableArray<string> Tags { get; init; } = [];

    public ImmutableArray<string> Collections { get; init; } = [];
}

/// <summary>The promises of every gallery about views: pages, days, tiles, neighbours and suggestions agree with the meaning of each term.</summary>
public abstract class GalleryViewContract
{
    private static readonly DateTimeOffset Start = new(2025, 12, 30, 12, 0, 0, TimeSpan.Zero);

    private static readonly (string View, int[] Images)[] Selections =
    [
        ("model:FLUX", [5, 1]),
        ("-model:flux", [8, 6, 4, 3, 2]),
        ("model:none", []),
        ("provider:painter OR provider:openai", [8, 6, 5, 4, 3, 2, 1]),
        ("provider:openai", [4]),
        ("tag:Sea", [5, 2]),
        ("-tag:sea", [8, 6, 4, 3, 1]),
        ("in:\"the best\"", [4, 3]),
        ("in:\"red ones\"", [6, 3, 1]),
        ("in:\"red ones\" is:favorite", [3]),
        ("-in:\"red ones\"", [8, 5, 4, 2]),
        ("in:nothing", []),
        ("campaign:\"spring sale\"", [4, 2]),
        ("size:>1024", [8, 5]),
        ("size:1024", [4]),
        ("size:512..1024", [4, 3]),
        ("size:<=512", [6, 3, 2, 1]),
        ("ratio:wide", [8, 3]),
        ("ratio:tall", [5]),
        ("-ratio:square", [8, 5, 3]),
        ("seed:42", [6, 2]),
        ("cost:>0.05", [8]),
        ("cost:0.04", [4]),
        ("cost:0..0.05", [5, 4]),
        ("before:2026", [2, 1]),
        ("before:2026-01-02", [4, 3, 2, 1]),
        ("on:2026-01-01", [4, 3]),
        ("on:2026-01", [8, 6, 5, 4, 3]),
        ("-on:2026-01-01", [8, 6, 5, 2, 1]),
        ("after:2026-01-02", [8, 6]),
        ("-after:2026-01-02", [5, 4, 3, 2, 1]),
        ("-before:2026-01-02", [8, 6, 5]),
        ("on:2025 OR after:2026-01-02", [8, 6, 2, 1]),
        ("is:favorite", [4, 3]),
        ("-is:favorite", [8, 6, 5, 2, 1]),
        ("is:imported", [6, 1]),
        ("-is:imported", [8, 5, 4, 3, 2]),
        ("is:edited", [5]),
        ("is:campaign", [4, 2]),
        ("-is:campaign", [8, 6, 5, 3, 1]),
        ("campaign:*", [4, 2]),
        ("-campaign:* fox", [6, 3, 1]),
        ("has:partials", [8, 2]),
        ("has:parent", [8]),
        ("is:trashed", [7]),
        ("-is:trashed", [8, 6, 5, 4, 3, 2, 1]),
        ("is:trashed fox", [7]),
        ("is:trashed cat", []),
        ("is:trashed OR cat", [7, 5, 2]),
        ("fox", [6, 4, 3, 1]),
        ("fo", [6, 4, 3, 1]),
        ("fo ", []),
        ("red fox ", [6, 3, 1]),
        ("\"red fox\"", [6, 3]),
        ("fox -red", [4]),
        ("-fox", [8, 5, 2]),
        ("-fox -cat", [8]),
        ("cat OR red", [6, 5, 3, 2, 1]),
        ("cat OR red -tag:sea", [6, 3, 1]),
        ("cat OR is:favorite", [5, 4, 3, 2]),
        ("-fox OR is:favorite", [8, 5, 4, 3, 2]),
        ("灯台", [8]),
        ("red model:flux", [1]),
        ("fox on:2026-01-01 is:favorite", [4, 3]),
    ];

    protected abstract IGallery Gallery { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Stores images in the order in which they were added to the gallery, which need not be that of their times.</summary>
    protected abstract Task AddAsync(params IEnumerable<SampleImage> images);

    /// <summary>Stores a saved search.</summary>
    protected abstract Task SaveSearchAsync(string name, string query);

    [Fact]
    public async Task A_view_selects_what_it_says()
    {
        await FillAsync();
        foreach (var (text, expected) in Selections)
        {
            await AssertAsync(text, expected);
        }
    }

    [Fact]
    public async Task A_saved_search_that_names_itself_selects_nothing()
    {
        await FillAsync();
        await SaveSearchAsync("ring", "in:ring");
        await SaveSearchAsync("out", "-in:out fox");

        Assert.Empty(await PageAsync("in:ring"));
        Assert.NotNull(await PageAsync("in:out"));
    }

    [Fact]
    public async Task Random_views_over_random_images_select_what_they_say()
    {
        var random = new Random(18);
        var images = Enumerable.Range(1, 300).Select(number => RandomImage(number, random)).ToList();
        await AddAsync(images.OrderBy(_ => random.Next()));
        for (var round = 0; round < 150; round++)
        {
            var text = RandomView(random);
            var view = GalleryViewParser.Parse(text).View;
            var expected = images.Where(image => Matches(view, image)).OrderByDescending(image => image.At).Select(image => image.Number);

            await AssertAsync(text, [.. expected]);
        }
    }

    [Fact]
    public async Task Tiles_begin_before_after_or_at_a_place_and_leave_out_what_came_later()
    {
        await FillAsync();
        var asOf = (await Gallery.DaysAsync(GalleryView.All, exact: false, Token)).AsOf;
        await AddAsync(new SampleImage(20, Start.AddHours(30), "a fox"), new SampleImage(21, Start.AddDays(90), "a fox"));
        var all = await Gallery.TilesAsync(new TileQuery { AsOf = asOf }, Token);

        Assert.Equal([8, 6, 5, 4, 3, 2, 1], Numbers(all));
        Assert.Equal([21, 8, 6, 5, 4, 3, 20, 2, 1], Numbers(await Gallery.TilesAsync(new TileQuery(), Token)));
        Assert.Equal([5, 4], Numbers(await Gallery.TilesAsync(new TileQuery { AsOf = asOf, Before = all[1].Position, Limit = 2 }, Token)));
        Assert.Equal([6, 5], Numbers(await Gallery.TilesAsync(new TileQuery { AsOf = asOf, After = all[3].Position, Limit = 2 }, Token)));
        Assert.Equal([4, 3, 2, 1], Numbers(await Gallery.TilesAsync(new TileQuery { AsOf = asOf, At = new DateOnly(2026, 1, 1) }, Token)));
        Assert.Equal([4, 3, 1], Numbers(await Gallery.TilesAsync(new TileQuery { AsOf = asOf, At = new DateOnly(2026, 1, 1), View = View("fox") }, Token)));
    }

    [Fact]
    public async Task Tiles_have_provider_model_and_tags_if_details_are_asked_for()
    {
        await FillAsync();

        Assert.All(await Gallery.TilesAsync(new TileQuery(), Token), tile => Assert.Null(tile.Details));
        var tiles = await Gallery.TilesAsync(new TileQuery { Details = true }, Token);
        Assert.NotEmpty(tiles);
        foreach (var tile in tiles)
        {
            var image = (await Gallery.FindAsync(tile.Id, Token))!;
            Assert.Equal((image.Provider, image.Model), (tile.Details!.Provider, tile.Details.Model));
            Assert.Equal(image.Tags, tile.Details.Tags);
        }

        Assert.Contains(tiles, tile => tile.Details!.Tags.Length > 0);
    }

    [Fact]
    public async Task A_tile_has_the_size_the_placeholder_the_marks_and_the_beginning_of_the_prompt()
    {
        await AddAsync(new SampleImage(1, Start, $"a\nfox {new string('x', 200)}")
        {
            Size = new PixelSize(640, 480),
            Favorite = true,
            Source = "comfyui",
            Edited = true,
            ParentId = new SampleImage(9, Start, "").Id,
            Partials = 2,
        });
        await AddAsync(new SampleImage(2, Start.AddDays(1), string.Concat(Enumerable.Repeat("灯", 300))) { Trashed = true });

        var tile = Assert.Single(await Gallery.TilesAsync(new TileQuery(), Token));
        Assert.Equal((640, 480), (tile.Width, tile.Height));
        Assert.NotEmpty(tile.ThumbHash);
        Assert.Equal(TileFlags.Favorite | TileFlags.Imported | TileFlags.Edited | TileFlags.Parent | TileFlags.Partials, tile.Flags);
        Assert.Equal($"a fox {new string('x', 73)}…", tile.Alt);
        var trashed = Assert.Single(await Gallery.TilesAsync(new TileQuery { View = View("is:trashed") }, Token));
        Assert.Equal(TileFlags.Trashed, trashed.Flags);
        Assert.Equal($"{new string('灯', 29)}…", trashed.Alt);
    }

    [Fact]
    public async Task Marks_of_images_are_found_by_their_ids_also_in_the_trash()
    {
        SampleImage[] images =
        [
            new(1, Start, "a fox") { Favorite = true }, new(2, Start.AddMinutes(1), "a cat") { Trashed = true, Partials = 1 },
            new(3, Start.AddMinutes(2), "a dog"), new(4, Start.AddMinutes(3), "an owl"),
        ];
        await AddAsync(images);

        var flags = await Gallery.FlagsAsync([images[0].Id, images[1].Id, images[2].Id, images[2].Id, new SampleImage(9, Start, "").Id], Token);
        Assert.Equal(3, flags.Count);
        Assert.Equal(TileFlags.Favorite, flags[images[0].Id]);
        Assert.Equal(TileFlags.Trashed | TileFlags.Partials, flags[images[1].Id]);
        Assert.Equal(TileFlags.None, flags[images[2].Id]);
        Assert.Empty(await Gallery.FlagsAsync([], Token));
    }

    [Fact]
    public async Task Days_have_the_number_and_the_sum_of_the_ratios()
    {
        await FillAsync();

        var days = await Gallery.DaysAsync(GalleryView.All, exact: false, Token);

        Assert.Equal((7, true), (days.Total, days.TotalIsExact));
        Assert.Equal(
            [new GalleryDay(new(2026, 1, 4), 1, 1500), new(new(2026, 1, 3), 1, 1000), new(new(2026, 1, 2), 1, 500), new(new(2026, 1, 1), 2, 3000), new(new(2025, 12, 30), 2, 2000)],
            days.Days);
    }

    [Fact]
    public async Task A_count_that_stops_says_so_and_an_exact_one_goes_on()
    {
        await AddAsync(Enumerable.Range(1, 3).Select(number => new SampleImage(number, Start.AddHours(number), "a fox")));

        Assert.Equal((3, true), Total(await Gallery.DaysAsync(View("fox is:favorite OR fox"), exact: false, Token)));
        Assert.Equal((3, true), Total(await Gallery.DaysAsync(View("fox"), exact: true, Token)));

        static (long, bool) Total(GalleryDays days) => (days.Total, days.TotalIsExact);
    }

    [Fact]
    public async Task Names_are_suggested_with_their_numbers()
    {
        await FillAsync();

        Assert.Equal([new NameCount("flux", 2)], await Gallery.SuggestAsync(NameField.Model, "FL", Token));
        Assert.Equal([new NameCount("painter", 6), new NameCount("openai", 1)], await Gallery.SuggestAsync(NameField.Provider, "", Token));
        Assert.Equal([new NameCount("openai", 1)], (await Gallery.SuggestAsync(NameField.Provider, "AI", Token)).Where(name => name.Name == "openai"));
        Assert.Equal([new NameCount("sea", 2)], await Gallery.SuggestAsync(NameField.Tag, "s", Token));
        Assert.Equal([new NameCount("the best", 2)], await Gallery.SuggestAsync(NameField.Collection, "best", Token));
        Assert.Equal([new NameCount("red ones", null)], await Gallery.SuggestAsync(NameField.Collection, "red", Token));
        Assert.Equal([new NameCount("Spring sale", 2)], await Gallery.SuggestAsync(NameField.Campaign, "sale", Token));
        Assert.Empty(await Gallery.SuggestAsync(NameField.Tag, "%", Token));
    }

    private static GalleryView View(string text) => GalleryViewParser.Parse(text).View;

    private static IEnumerable<int> Numbers(IEnumerable<GalleryTile> tiles) => tiles.Select(tile => Convert.ToInt32(tile.Id, 16));

    private async Task FillAsync()
    {
        await AddAsync(
            new SampleImage(2, Start.AddHours(1), "a cat by the sea") { Seed = 42, Tags = ["sea"], Campaign = "Spring sale", Partials = 2 },
            new SampleImage(8, Start.AddDays(5), "海辺の灯台と夜空") { Size = new(1536, 1024), CostUsd = 0.06m, ParentId = new SampleImage(2, Start, "").Id, Partials = 1 },
            new SampleImage(1, Start, "red, a fox") { Model = "flux", Source = "comfyui" },
            new SampleImage(3, Start.AddDays(2), "a red fox") { Size = new(512, 256), Favorite = true, Collections = ["the best"] },
            new SampleImage(4, Start.AddDays(2).AddSeconds(1), "a fox") { Provider = "openai", Size = new(1024, 1024), Favorite = true, CostUsd = 0.04m, Campaign = "Spring sale", Collections = ["the best"] },
            new SampleImage(7, Start.AddDays(4).AddHours(1), "a red fox") { Trashed = true, Favorite = true, Model = "flux", Tags = ["sea"], Seed = 42, Collections = ["the best"], Partials = 1 },
            new SampleImage(5, Start.AddDays(3), "a cat") { Size = new(1024, 2048), Model = "flux", Tags = ["sea"], Edited = true, CostUsd = 0.05m },
            new SampleImage(6, Start.AddDays(4), "one red fox") { Seed = 42, Source = "automatic1111" });
        await SaveSearchAsync("red ones", "red ");
    }

    /// <summary>Reads a view in each way and compares it.</summary>
    private async Task AssertAsync(string text, int[] expected)
    {
        Assert.Empty(GalleryViewParser.Parse(text).Mistakes);
        var view = View(text);
        Assert.True(expected.SequenceEqual(await PageAsync(text)), $"{text}: {string.Join(' ', await PageAsync(text))} instead of {string.Join(' ', expected)}");

        var tiles = await Gallery.TilesAsync(new TileQuery { View = view }, Token);
        Assert.Equal(expected, Numbers(tiles));
        if (tiles.Length > 1)
        {
            var middle = tiles.Length / 2;
            Assert.Equal(tiles[..middle].Select(tile => tile.Id), (await Gallery.TilesAsync(new TileQuery { View = view, After = tiles[middle].Position }, Token)).Select(tile => tile.Id));
            Assert.Equal(
                (tiles[middle - 1].Id, middle + 1 < tiles.Length ? tiles[middle + 1].Id : null), await Gallery.NeighboursAsync(tiles[middle].Id, view, Token));
        }

        var days = await Gallery.DaysAsync(view, exact: true, Token);
        Assert.True((expected.Length, true) == (days.Total, days.TotalIsExact), $"{text}: {days.Total} instead of {expected.Length}");
        Assert.Equal(days.Days.OrderByDescending(day => day.Date), days.Days);
        Assert.Equal(days.Total, days.Days.Sum(day => day.Images));
        foreach (var day in days.Days)
        {
            Assert.Equal(day.Images, (await Gallery.TilesAsync(new TileQuery { View = View($"on:{day.Date:yyyy-MM-dd} {text}") }, Token)).Length);
        }
    }

    private async Task<List<int>> PageAsync(string text)
    {
        var query = new GalleryQuery { View = View(text), Limit = 47 };
        var numbers = new List<int>();
        GalleryPage page;
        do
        {
            page = await Gallery.PageAsync(query, Token);
            numbers.AddRange(page.Images.Select(image => Convert.ToInt32(image.Id, 16)));
            query = query with { Before = page.NextCursor };
        }
        while (page.NextCursor is not null && numbers.Count < 1000);
        return numbers;
    }

    private static readonly string[] Words = ["fox", "cat", "sea", "red", "blue"];

    private static SampleImage RandomImage(int number, Random random) => new(number, Start.AddMinutes(number * 97), string.Join(' ', Words.Where(_ => random.Next(3) == 0).Prepend("an image")))
    {
        Provider = random.Next(4) == 0 ? "openai" : "painter",
        Model = random.Next(3) == 0 ? null : $"model {random.Next(3)}",
        Size = random.Next(4) switch { 0 => new(1024, 1024), 1 => new(1536, 1024), 2 => new(512, 768), _ => new(64, 64) },
        Seed = random.Next(3) == 0 ? random.Next(4) : null,
        CostUsd = random.Next(3) == 0 ? random.Next(10) / 100m : null,
        Favorite = random.Next(5) == 0,
        Trashed = random.Next(6) == 0,
        Source = random.Next(4) == 0 ? $"program {random.Next(2)}" : null,
        Edited = random.Next(5) == 0,
        Campaign = random.Next(5) == 0 ? "Spring sale" : null,
        Partials = random.Next(3),
        Tags = random.Next(4) == 0 ? ["one"] : random.Next(4) == 0 ? ["one", "two"] : [],
        Collections = random.Next(5) == 0 ? ["best"] : [],
    };

    private static string RandomView(Random random)
    {
        var terms = new[]
        {
            "fox", "cat", "\"an image\"", "\"image red\"", "sea", "provider:openai", "model:\"model 1\"", "model:\"model 2\"", "size:>600", "size:1024", "size:<70",
            "ratio:wide", "ratio:square", "seed:1", "cost:>0.04", "cost:0.02..0.05", "before:2026-01-10", "after:2026-01-03", "on:2026-01-05", "is:favorite", "is:imported",
            "is:edited", "is:campaign", "has:partials", "tag:one", "tag:two", "in:best", "is:trashed",
        };
        return string.Join(
            ' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ => string.Join(
                " OR ", Enumerable.Range(0, random.Next(4) == 0 ? 2 : 1).Select(_ => (random.Next(4) == 0 ? "-" : "") + terms[random.Next(terms.Length)])))) + " ";
    }

    private static bool Matches(GalleryView view, SampleImage image) => (view.ShowsTrash || !image.Trashed)
        && view.Clauses.All(clause => clause.Alternatives.Any(term => Matches(term, image) != term.Excluded));

    private static bool Matches(GalleryTerm term, SampleImage image) => term switch
    {
        TextTerm text => $" {image.Prompt} ".Contains($" {text.Words} ", StringComparison.Ordinal),
        NameTerm { Field: NameField.Model } name => image.Model == name.Name,
        NameTerm { Field: NameField.Provider } name => image.Provider == name.Name,
        NameTerm { Field: NameField.Tag } name => image.Tags.Contains(name.Name),
        NameTerm { Field: NameField.Collection } name => image.Collections.Contains(name.Name),
        SizeTerm size => Contains(size.Edge, Math.Max(image.Size.Width, image.Size.Height)),
        CostTerm cost => image.CostUsd is { } usd && Contains(cost.Usd, usd),
        SeedTerm seed => image.Seed == seed.Seed,
        ShapeTerm shape => shape.Shape == (image.Size.Width * 10 > image.Size.Height * 11 ? ImageShape.Wide
            : image.Size.Height * 10 > image.Size.Width * 11 ? ImageShape.Tall : ImageShape.Square),
        DateTerm { Relation: DateRelation.Before } date => Day(image) < date.Period.First,
        DateTerm { Relation: DateRelation.After } date => Day(image) > date.Period.Last,
        DateTerm date => Day(image) >= date.Period.First && Day(image) <= date.Period.Last,
        TraitTerm { Trait: ImageTrait.Favorite } => image.Favorite,
        TraitTerm { Trait: ImageTrait.Trashed } => image.Trashed,
        TraitTerm { Trait: ImageTrait.Imported } => image.Source is not null,
        TraitTerm { Trait: ImageTrait.Edited } => image.Edited,
        TraitTerm { Trait: ImageTrait.Partials } => image.Partials > 0,
        TraitTerm { Trait: ImageTrait.Campaign } => image.Campaign is not null,
        TraitTerm { Trait: ImageTrait.Parent } => image.ParentId is not null,
        _ => throw new NotSupportedException(term.ToString()),
    };

    private static DateOnly Day(SampleImage image) => DateOnly.FromDateTime(image.At.UtcDateTime);

    private static bool Contains(NumberRange range, decimal number) =>
        (range.From is not { } from || number > from || (range.IncludesFrom && number == from))
        && (range.To is not { } to || number < to || (range.IncludesTo && number == to));
}
