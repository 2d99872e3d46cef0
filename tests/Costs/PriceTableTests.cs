using Darkroom.Costs;
using Darkroom.Generations;
using Darkroom.Providers;
using Darkroom.Tests.Generations;

namespace Darkroom.Tests.Costs;

public sealed class PriceTableTests
{
    private static readonly PriceTable Table = PriceTable.Load(_ => null);
    private static readonly ScriptedProvider Paid = new() { Id = "openai" };

    [Fact]
    public void Every_row_names_its_price_date_and_source()
    {
        Assert.NotEmpty(Table.Rows);
        Assert.All(Table.Rows, row =>
        {
            Assert.True(row.Usd > 0);
            Assert.NotEmpty(row.Providers);
            Assert.NotEmpty(row.Models);
            Assert.InRange(row.Date, new DateOnly(2025, 1, 1), Table.Version);
            Assert.Equal("https", row.Source.Scheme);
            Assert.True(row.Size is null || row.Pixels > 0, $"{row.Size} is no size");
        });
    }

    [Theory]
    [InlineData("gpt-image-2", "low", "1024x1024", 0, 0.006)]
    [InlineData("gpt-image-2", "high", "1536x1024", 0, 0.165)]
    [InlineData("gpt-image-2-2026-04-21", "medium", "1024x1024", 0, 0.053)]
    [InlineData("gpt-image-2", "low", "1024x1024", 3, 0.015)]
    [InlineData("gpt-image-1", "high", "1024x1536", 0, 0.25)]
    [InlineData("gpt-image-1-mini", "low", "1024x1024", 0, 0.005)]
    public void An_estimate_is_the_listed_price_and_that_of_the_partial_images(string model, string quality, string size, int partials, double usd) =>
        Assert.Equal(new Estimate((decimal)usd), Table.Estimate(Paid, Asked(model, quality, size) with { PartialImages = partials }));

    [Fact]
    public void A_text_costs_its_tokens()
    {
        Assert.Equal(new Cost(0.0024m, CostBasis.Tokens), Table.OfText("openai", "gpt-4.1-mini", new TokenUsage(2000, 1000, 3000)));
        Assert.Null(Table.OfText("openai", "unknown", new TokenUsage(2000, 1000, 3000)));
        Assert.Null(Table.OfText(null, "gpt-4.1-mini", new TokenUsage(2000, 1000, 3000)));
    }

    [Fact]
    public void A_size_that_is_not_listed_costs_what_the_next_larger_does_and_a_huge_one_more_in_proportion()
    {
        Assert.Equal(0.165m, Table.Estimate(Paid, Asked("gpt-image-2", "high", "1536x864"))!.Value.Usd);
        Assert.Equal(0.211m, Table.Estimate(Paid, Asked("gpt-image-2", "high", "512x512"))!.Value.Usd);
        Assert.Equal(0.165m * 4, Table.Estimate(Paid, Asked("gpt-image-2", "high", "3072x2048"))!.Value.Usd);
    }

    [Fact]
    public void Without_a_quality_the_dearest_counts_and_is_called_the_most() =>
        Assert.Equal(new Estimate(0.211m, AtMost: true), Table.Estimate(Paid, Asked("gpt-image-2", null, "1024x1024")));

    [Theory]
    [InlineData("1024x1024", 0.03)]
    [InlineData("1920x1080", 0.045)]
    [InlineData("2048x2048", 0.075)]
    public void A_begun_megapixel_counts_whole(string size, double usd) =>
        Assert.Equal((decimal)usd, Table.Estimate(new ScriptedProvider { Id = "bfl" }, Asked("flux-2-pro", null, size))!.Value.Usd);

    [Theory]
    [InlineData("openai", "gpt-image-2.5-flare", "low")]
    [InlineData("openai", "gpt-image-2", "ultra")]
    [InlineData("openai", "gpt-image", "low")]
    [InlineData("huggingface", "gpt-image-2", "low")]
    public void What_is_not_listed_is_unknown_and_not_free(string provider, string model, string quality) =>
        Assert.Null(Table.Estimate(new ScriptedProvider { Id = provider }, Asked(model, quality, "1024x1024")));

    [Fact]
    public void A_free_provider_costs_nothing()
    {
        var free = new ScriptedProvider { Description = new ProviderDescription("Free", "Asks nothing.", Paid: false) };

        Assert.Equal(new Estimate(0), Table.Estimate(free, Asked("gpt-image-2", "low", "1024x1024")));
        Assert.Equal(new Cost(0, CostBasis.Free), Actual(Table, free, Final()));
    }

    [Fact]
    public void The_operators_price_wins_over_the_table_but_not_over_the_reported_cost()
    {
        var table = PriceTable.Load(id => id == "openai" ? 0.5m : null);

        Assert.Equal(new Estimate(0.5m), table.Estimate(Paid, Asked("gpt-image-2", null, "1024x1024") with { PartialImages = 3 }));
        Assert.Equal(new Cost(0.5m, CostBasis.PriceList), Actual(table, Paid, Final() with { Usage = new TokenUsage(1, 2, 3) }));
        Assert.Equal(new Cost(0.07m, CostBasis.Reported), Actual(table, Paid, Final() with { CostUsd = 0.07m }));
    }

    [Fact]
    public void Tokens_cost_by_their_kind()
    {
        // 100 of text at 5, 300 of images at 8, 1,056 of output at 30 dollars per million.
        var usage = new TokenUsage(400, 1056, 1456) { ImageInputTokens = 300 };

        Assert.Equal(new Cost(0.03458m, CostBasis.Tokens), Actual(Table, Paid, Final() with { Usage = usage }));
    }

    [Fact]
    public void A_usage_without_output_tokens_has_no_price() =>
        Assert.Equal(
            new Cost(0.053m, CostBasis.PriceList), Actual(Table, Paid, Final() with { Quality = "medium", Usage = new TokenUsage(0, 0, 0) }));

    [Fact]
    public void Without_tokens_the_table_decides_if_the_quality_is_known()
    {
        Assert.Equal(new Cost(0.053m, CostBasis.PriceList), Actual(Table, Paid, Final() with { Quality = "medium" }));
        Assert.Null(Actual(Table, Paid, Final()));
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(2_000_000)]
    public void A_cost_that_cannot_be_is_unknown(double usd) => Assert.Null(Actual(Table, Paid, Final() with { CostUsd = (decimal)usd }));

    [Theory]
    [InlineData(long.MaxValue, long.MaxValue, 0)]
    [InlineData(-5, -5, 0)]
    [InlineData(0, 100, long.MinValue)]
    public void Token_counts_that_cannot_be_make_no_cost(long input, long output, long images) =>
        Assert.Null(Actual(Table, Paid, Final() with { Usage = new TokenUsage(input, output, 0) { ImageInputTokens = images } }));

    [Theory]
    [InlineData(0, "$0.00")]
    [InlineData(0.12, "$0.12")]
    [InlineData(0.5, "$0.50")]
    [InlineData(0.042, "$0.042")]
    [InlineData(0.03458, "$0.035")]
    [InlineData(0.0036, "$0.0036")]
    [InlineData(12.345, "$12.35")]
    [InlineData(0.00995, "$0.01")]
    [InlineData(0.0999, "$0.10")]
    [InlineData(0.0000004, "$0.00")]
    public void Amounts_are_shown_in_cents_and_below_that_with_two_digits(double usd, string words) => Assert.Equal(words, Cost.ToText((decimal)usd));

    private static GenerationRequest Asked(string model, string? quality, string size) => Samples.Request() with
    {
        Model = model,
        Quality = quality,
        Size = PixelSize.TryParse(size, out var parsed) ? parsed : throw new ArgumentException(size),
        PartialImages = 0,
    };

    private static GenerationUpdate.FinalImage Final() => new(EncodedImage.From([1]));

    private static Cost? Actual(PriceTable table, ScriptedProvider provider, GenerationUpdate.FinalImage final) =>
        table.Actual(
            provider,
            Asked("gpt-image-2", null, "1024x1024"),
            Samples.Image() with
            {
                Model = final.Model,
                Quality = final.Quality,
                Usage = final.Usage,
                Size = new PixelSize(1024, 1024),
                Cost = final.CostUsd is { } usd ? new Cost(usd, CostBasis.Reported) : null,
            });
}
