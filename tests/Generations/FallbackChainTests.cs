using System.Collections.Immutable;
using Darkroom.Generations;
using Darkroom.Providers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Darkroom.Tests.Generations;

public sealed class FallbackChainTests
{
    private static readonly ScriptedProvider First = Named("first");
    private static readonly ScriptedProvider Second = Named("second");
    private static readonly ScriptedProvider Third = Named("third");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_provider_that_is_not_in_the_chain_is_followed_by_its_first()
    {
        var step = await NextAsync(["second", "third"]);

        Assert.Equal(("second", "second by name", "first by name", true), (step!.Request.Provider, step.Name, step.FailedName, step.MayBeBilled));
    }

    [Fact]
    public async Task A_provider_of_the_chain_is_followed_by_those_after_it_and_the_last_by_none()
    {
        Assert.Equal("third", (await NextAsync(["first", "third", "second"]))!.Request.Provider);
        Assert.Null(await NextAsync(["third", "second", "first"]));
        Assert.Null(await NextAsync([]));
    }

    [Fact]
    public async Task A_provider_that_is_not_configured_or_has_failed_already_is_passed_over()
    {
        var off = Named("off", setup: new ProviderSetup("OFF_KEY"));
        Assert.Equal("third", (await NextAsync(["off", "second", "third"], failed: ["second"], more: off))!.Request.Provider);
    }

    [Theory]
    [InlineData(FailureCode.InvalidRequest, false)]
    [InlineData(FailureCode.ModerationBlocked, false)]
    [InlineData(FailureCode.Cancelled, false)]
    [InlineData(FailureCode.Interrupted, false)]
    [InlineData(FailureCode.Internal, false)]
    [InlineData(FailureCode.Authentication, true)]
    [InlineData(FailureCode.Permission, true)]
    [InlineData(FailureCode.Quota, true)]
    [InlineData(FailureCode.RateLimited, true)]
    [InlineData(FailureCode.ModelLoading, true)]
    [InlineData(FailureCode.Unavailable, true)]
    [InlineData(FailureCode.Timeout, true)]
    [InlineData(FailureCode.BadOutput, true)]
    public async Task Only_failures_of_the_provider_lead_to_another_one(FailureCode code, bool goes) =>
        Assert.Equal(goes, await NextAsync(["second"], code: code) is not null);

    [Fact]
    public async Task The_request_is_adapted_to_what_the_next_provider_can_do()
    {
        var plain = Named("plain", new ProviderCapabilities { Sizes = new SizeRule.OneOf([new(512, 512), new(512, 768)]), Models = ["plain-1"], Formats = ["jpeg"] });
        var asked = Samples.Request(2, "first") with { Quality = "high", NegativePrompt = "text", OutputFormat = "webp" };

        var request = (await NextAsync(["plain"], asked, more: plain))!.Request;

        Assert.Equal(
            new GenerationRequest { Prompt = asked.Prompt, N = 2, Size = new PixelSize(512, 512), Provider = "plain", Model = "plain-1" },
            request);
    }

    [Fact]
    public async Task Settings_that_the_next_provider_supports_are_used_and_a_missing_seed_is_chosen()
    {
        var rich = Named("rich", new ProviderCapabilities
        {
            Sizes = new SizeRule.OneOf([new(1024, 1024)]),
            Qualities = ["high"],
            Formats = ["webp"],
            NegativePrompt = true,
            Seed = true,
            PartialImages = 1,
        });
        var asked = Samples.Request(1, "first") with { Quality = "high", NegativePrompt = "text", OutputFormat = "webp", Seed = null };

        var request = (await NextAsync(["rich"], asked, more: rich))!.Request;

        Assert.Equal(("high", "text", "webp", 1, true), (request.Quality, request.NegativePrompt, request.OutputFormat, request.PartialImages, request.Seed is not null));
    }

    [Fact]
    public async Task A_provider_without_a_size_of_that_shape_or_with_too_short_prompts_is_passed_over()
    {
        var tall = Named("tall", new ProviderCapabilities { Sizes = new SizeRule.OneOf([new(512, 1024)]) });
        Assert.Equal("second", (await NextAsync(["tall", "second"], more: tall))!.Request.Provider);
        var terse = Named("terse", new ProviderCapabilities { Sizes = Second.Capabilities.Sizes, MaxPromptLength = 3 });
        Assert.Null(await NextAsync(["terse"], more: terse));
    }

    [Fact]
    public async Task Input_images_are_sent_only_to_providers_that_take_them()
    {
        var size = new SizeRule.OneOf([new(1024, 1024)]);
        var editor = Named("editor", new ProviderCapabilities { Sizes = size, Edits = new EditRule(1, Mask: false) });
        var image = new InputImage(new string('a', 64), "image/png", new PixelSize(64, 64), 1000, null);
        var asked = Samples.Request(1, "first") with { Images = [image] };

        var step = await NextAsync(["second", "editor"], asked, more: editor);
        Assert.Equal(("editor", 1), (step!.Request.Provider, step.Request.Inputs.Length));
        Assert.Null(await NextAsync(["second", "editor"], asked with { Images = [image, image] }, more: editor));
        Assert.Null(await NextAsync(["second", "editor"], asked with { Mask = image }, more: editor));

        // Images of another format or size are converted for each provider.
        Assert.NotNull(await NextAsync(["second", "editor"], asked with { Images = [image with { Mime = "image/avif", Length = 30_000_000 }] }, more: editor));
    }

    [Fact]
    public async Task What_went_well_stays_as_it_is()
    {
        var finished = new SlotResult.Finished(Samples.Image());
        Assert.Same(finished, await Chain(["second"], []).Around((_, _) => Task.FromResult<SlotResult>(finished))(Lease(Samples.Request(), []), Token));
    }

    [Fact]
    public async Task The_limit_of_the_day_leads_to_no_fallback()
    {
        var refused = new SlotResult.Failed(new Failure(FailureCode.Quota, "Today's limit."), SawOutput: false) { ProviderCalled = false };
        var result = await Chain(["second"], []).Around((_, _) => Task.FromResult<SlotResult>(refused))(Lease(Samples.Request(1, "first"), []), Token);
        Assert.Null(Assert.IsType<SlotResult.Failed>(result).Fallback);
    }

    private static async Task<FallbackStep?> NextAsync(
        string[] chain, GenerationRequest? asked = null, FailureCode code = FailureCode.Quota, string[]? failed = null, params ScriptedProvider[] more)
    {
        var result = new SlotResult.Failed(new Failure(code, "No."), SawOutput: true);
        var lease = Lease(asked ?? Samples.Request(1, "first"), failed ?? []);
        return Assert.IsType<SlotResult.Failed>(await Chain(chain, more).Around((_, _) => Task.FromResult<SlotResult>(result))(lease, Token)).Fallback;
    }

    private static FallbackChain Chain(string[] chain, ScriptedProvider[] more) =>
        new(new ProviderCatalog([First, Second, Third, .. more]), [.. chain], NullLogger<FallbackChain>.Instance);

    private static SlotLease Lease(GenerationRequest asked, string[] failed) => new("g", 0, 1, 1, "runner", asked, DateTimeOffset.UnixEpoch)
    {
        Failed = [.. failed.Select(id => new FailedProvider(id, id, Samples.Busy, false, null))],
    };

    private static ScriptedProvider Named(string id, ProviderCapabilities? can = null, ProviderSetup? setup = null) => new()
    {
        Id = id,
        Description = new ProviderDescription($"{id} by name", "", Paid: true),
        Setup = setup ?? new ProviderSetup(),
        Capabilities = can ?? new ProviderCapabilities { Sizes = new SizeRule.OneOf([new(1024, 1024)]) },
    };
}
