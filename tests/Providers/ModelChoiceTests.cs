using Darkroom.Generations;
using Darkroom.Providers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Darkroom.Tests.Providers;

/// <summary>Which models there are on a day, and what the newest of a family can do.</summary>
public sealed class ModelChoiceTests : ProviderBench
{
    private static readonly ModelCatalog Catalog = ModelCatalog.Shipped;

    [Theory]
    [InlineData("openai", "gpt-image-3", "gpt-image-2.6-flare")]
    [InlineData("openai", "gpt-image-2.7-corona", "gpt-image-2.6-flare")]
    [InlineData("openai-server", "vendor/gpt-image-3", "gpt-image-2.6-flare")]
    [InlineData("openrouter", "openai/gpt-image-3", "openai/gpt-image-2.6-flare")]
    [InlineData("gemini", "gemini-4-flash-image", "gemini-3.1-flash-image")]
    [InlineData("gemini", "gemini-4-flash-lite-image", "gemini-3.1-flash-lite-image")]
    [InlineData("xai", "grok-imagine-image-3.0", "grok-imagine-image-2.0")]
    [InlineData("bfl", "flux-3-pro", "flux-2-pro")]
    public void An_unknown_newer_model_has_the_rules_of_the_newest_of_its_family(string provider, string unknown, string newest)
    {
        var (found, known) = (Catalog.Find(provider, unknown)!, Catalog.Find(provider, newest)!);

        Assert.Equal(known.Sizes.Text, found.Sizes.Text);
        Assert.Equal(known.Qualities, found.Qualities);
        Assert.Equal(known.Backgrounds, found.Backgrounds);
        Assert.Equal(known.Edits?.MaxImages, found.Edits?.MaxImages);
        Assert.Equal((unknown, false, (DateOnly?)null), (found.Name, found.Known, found.Shutdown));
    }

    [Fact]
    public void Facts_of_the_newer_models()
    {
        var flare = Catalog.Find("openai", "gpt-image-2.5-flare")!;
        Assert.Equal((0, 3), (flare.PartialImages, Catalog.Find("openai", "gpt-image-2.6-flare")!.PartialImages));
        Assert.Equal(["auto", "opaque"], Catalog.Find("openai", "gpt-image-2-2026-04-21")!.Backgrounds);
        Assert.Contains("transparent", flare.Backgrounds);
        var grok = Catalog.Find("xai", "grok-imagine-image-2.0")!;
        Assert.Equal((5, "21:9"), (grok.Edits!.MaxImages, grok.Aspects!.NearestRatio(new PixelSize(21, 9))));
        Assert.Equal(("8:1", "512"), Catalog.Find("gemini", "gemini-3.1-flash-image")!.Aspects!.Nearest(new PixelSize(1536, 192)));
        Assert.Equal(new PixelSize(1024, 1024), Catalog.Find("gemini", "gemini-3.1-flash-image")!.Sizes.Closest(new PixelSize(1, 1)));
    }

    [Theory]
    [InlineData("2026-08-01", null, false)]
    [InlineData("2026-09-02", "Ends on 1 Dec 2026; use gpt-image-2.6-flare.", false)]
    [InlineData("2026-11-30", "Ends on 1 Dec 2026; use gpt-image-2.6-flare.", false)]
    [InlineData("2026-12-01", "gpt-image-1.5 was shut down on 1 Dec 2026. Use gpt-image-2.6-flare.", true)]
    public void A_model_says_that_it_ends_within_ninety_days(string day, string? text, bool over)
    {
        var end = Choice("openai", day).Capabilities("gpt-image-1.5").End;

        Assert.Equal((text, over), (end?.Text, end?.Over ?? false));
    }

    [Fact]
    public void A_default_that_is_shut_down_moves_to_its_replacement_and_says_so()
    {
        var before = Choice("openai", "2026-11-30", "gpt-image-1.5").Capabilities(null);
        var after = Choice("openai", "2026-12-01", "gpt-image-1.5").Capabilities(null);

        Assert.Equal(("gpt-image-1.5", "Ends on 1 Dec 2026; use gpt-image-2.6-flare."), (before.Models[0], before.Notice));
        Assert.Equal("gpt-image-2.6-flare", after.Models[0]);
        Assert.Equal("gpt-image-1.5 was shut down on 1 Dec 2026; gpt-image-2.6-flare is used instead.", after.Notice);
        Assert.DoesNotContain("gpt-image-1.5", after.Models);
        Assert.Contains("max", after.Qualities);
    }

    [Fact]
    public void The_text_model_moves_to_its_replacement_and_the_operators_too()
    {
        Assert.Equal("gpt-4.1-mini", Choice("openai", "2027-01-13").TextModel(null));
        Assert.Equal("gpt-6-luna", Choice("openai", "2027-01-14").TextModel(null));
        Assert.Equal("gpt-6-luna", Choice("openai", "2027-01-14").TextModel("gpt-4.1-mini"));
        Assert.Equal("gpt-5", Choice("openai", "2027-01-14").TextModel("gpt-5"));
    }

    [Fact]
    public void A_gateway_may_still_have_what_the_service_has_shut_down()
    {
        var gateway = new ModelChoice("openai", "gpt-image-1", atHome: false, On("2026-12-01"), log: null);

        Assert.Equal("gpt-image-1", gateway.Default);
        Assert.Null(gateway.Capabilities("gpt-image-1").End);
    }

    [Fact]
    public void The_log_says_once_that_the_default_is_another()
    {
        var logger = Log.CreateLogger("models");
        var choice = new ModelChoice("gemini", "gemini-2.5-flash-image", atHome: true, On("2026-12-01"), logger);

        choice.Capabilities(null);
        choice.Capabilities(null);

        Assert.Equal(
            "Warning: The default model of gemini is gemini-3.1-flash-image: gemini-2.5-flash-image was shut down on 2 Oct 2026; gemini-3.1-flash-image is used instead.",
            Assert.Single(Log.Lines, line => line.Contains("shut down", StringComparison.Ordinal)).Trim());
    }

    [Fact]
    public void A_request_for_a_shut_down_model_is_refused_with_its_replacement_and_never_sent()
    {
        var provider = KnownProviders.All.First(kind => kind.Id == "gemini").Build(new ProviderOptions { ApiKey = "k" }, Parts(On("2026-12-01")));

        var (request, errors) = RequestValidator.Run(new StartRequest { Prompt = "a fox", Model = "imagen-4.0-generate-001" }, provider);

        Assert.Null(request);
        Assert.Equal(
            ("model", "imagen-4.0-generate-001 was shut down on 17 Aug 2026. Use gemini-3.1-flash-image."),
            (Assert.Single(errors).Field, errors[0].Message));
    }

    [Theory]
    [InlineData("2026-11-29")]
    [InlineData("2027-02-01")]
    [InlineData("2030-01-01")]
    public void No_default_and_no_offered_model_is_shut_down(string day)
    {
        foreach (var kind in KnownProviders.All)
        {
            var provider = kind.Build((ProviderOptions)Activator.CreateInstance(kind.Options)!, Parts(On(day)));
            Assert.All(provider.CapabilitiesOf(null).Models, model => Assert.False(provider.CapabilitiesOf(model).End is { Over: true }, model));
        }
    }

    private static ModelChoice Choice(string provider, string day, string? preferred = null) =>
        new(provider, preferred, atHome: true, On(day), NullLogger.Instance);

    private static DatedTime On(string day) => new(new DateTimeOffset(DateOnly.Parse(day).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));
}
