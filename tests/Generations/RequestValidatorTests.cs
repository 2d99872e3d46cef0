using Darkroom.Generations;
using Darkroom.Providers;

namespace Darkroom.Tests.Generations;

public sealed class RequestValidatorTests
{
    private static readonly ScriptedProvider Able = new()
    {
        Capabilities = new ProviderCapabilities
        {
            Sizes = new SizeRule.Within(256, 2048, 16, 2_000_000, 3),
            Qualities = ["low", "high"],
            Formats = ["png", "webp"],
            Models = ["first", "second"],
            PartialImages = 3,
            Seed = true,
            NegativePrompt = true,
        },
    };

    private static readonly ScriptedProvider Plain = new()
    {
        Capabilities = new ProviderCapabilities
        {
            Sizes = new SizeRule.OneOf([new PixelSize(512, 512), new PixelSize(512, 768)]),
            PartialImages = 1,
            MaxPromptLength = 100,
        },
    };

    [Fact]
    public void Missing_fields_get_defaults()
    {
        var request = Accepted(new StartRequest { Prompt = "a fox" });

        Assert.Equal(("a fox", 1, new PixelSize(1024, 1024), Samples.Provider, "first", 3), (request.Prompt, request.N, request.Size, request.Provider, request.Model, request.PartialImages));
        Assert.Equal((null, null, null), (request.Quality, request.NegativePrompt, request.OutputFormat));
        Assert.InRange(request.Seed!.Value, 0, int.MaxValue);
    }

    [Fact]
    public void Defaults_respect_the_capabilities_of_the_provider()
    {
        var request = Accepted(new StartRequest { Prompt = "a fox" }, Plain);

        Assert.Equal((new PixelSize(512, 512), null, null, 1), (request.Size, request.Model, request.Seed, request.PartialImages));
    }

    [Fact]
    public void Given_fields_are_not_changed()
    {
        var request = new StartRequest
        {
            Prompt = " a fox\n🦊 ",
            N = 16,
            Size = "2048x768",
            Quality = "high",
            Provider = Samples.Provider,
            Model = "second",
            NegativePrompt = "text",
            Seed = 0,
            PartialImages = 0,
            OutputFormat = "webp",
        };

        Assert.Equal(
            new GenerationRequest
            {
                Prompt = " a fox\n🦊 ",
                N = 16,
                Size = new PixelSize(2048, 768),
                Quality = "high",
                Provider = Samples.Provider,
                Model = "second",
                NegativePrompt = "text",
                Seed = 0,
                PartialImages = 0,
                OutputFormat = "webp",
            },
            Accepted(request));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n\t ")]
    public void A_prompt_is_required(string? prompt) =>
        AssertProblem("prompt", new() { Prompt = prompt }, "A prompt is required: 1 to 4,000 characters");

    [Fact]
    public void A_prompt_may_have_the_providers_maximum_of_characters()
    {
        Accepted(new() { Prompt = new string('x', 4000) });
        AssertProblem("prompt", new() { Prompt = new string('x', 4001) }, "Too long: 4,001 of 4,000 characters.");
        Accepted(new() { Prompt = new string('x', 100) }, Plain);
        AssertProblem("prompt", new() { Prompt = new string('x', 101) }, "of 100 characters", Plain);
        var family = string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 100));
        Accepted(new() { Prompt = family }, Plain);
        AssertProblem("prompt", new() { Prompt = family + "!" }, "Too long: 101 of 100 characters.", Plain);
    }

    [Theory]
    [InlineData(@"a\u0000fox", false)]
    [InlineData(@"fox \ud83e", false)]
    [InlineData(@"\udd8a fox", false)]
    [InlineData(@"\ufffd and \ud83e too", false)]
    [InlineData(@"\ud83e\ud83e\udd8a", false)]
    [InlineData(@"\ufffd", true)]
    [InlineData(@"\ud83e\udd8a", true)]
    [InlineData(@"e\u0301 \u200d \u202e", true)]
    public void Invalid_Unicode_is_rejected(string escaped, bool good)
    {
        // An attribute cannot contain half a character, so it contains its escape.
        var prompt = System.Text.RegularExpressions.Regex.Unescape(escaped);
        if (good)
        {
            Accepted(new() { Prompt = prompt, NegativePrompt = prompt });
        }
        else
        {
            AssertProblem("prompt", new() { Prompt = prompt }, "not text");
            AssertProblem("negative_prompt", new() { Prompt = "x", NegativePrompt = prompt }, "not text");
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(16, true)]
    [InlineData(0, false)]
    [InlineData(17, false)]
    [InlineData(-1, false)]
    [InlineData(int.MinValue, false)]
    [InlineData(int.MaxValue, false)]
    public void A_request_has_one_to_sixteen_images(int n, bool good) =>
        AssertGood(good, "n", new() { Prompt = "x", N = n }, $"{n} is out of range. Choose a whole number from 1 to 16.");

    [Theory]
    [InlineData(0, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(-1, false)]
    public void A_request_has_zero_to_three_partial_images(int count, bool good) => AssertGood(
        good, "partial_images", new() { Prompt = "x", PartialImages = count }, $"{count} is out of range. Choose a whole number from 0 to 3.");

    [Fact]
    public void Partial_images_are_limited_to_the_providers_maximum() => AssertProblem(
        "partial_images", new() { Prompt = "x", PartialImages = 2 }, "Scripted sends at most 1. Choose 0 to 1.", Plain);

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(9_007_199_254_740_991, 1, true)]
    [InlineData(9_007_199_254_740_990, 2, true)]
    [InlineData(9_007_199_254_740_991, 2, false)]
    [InlineData(9_007_199_254_740_992, 1, false)]
    [InlineData(-1, 1, false)]
    [InlineData(long.MinValue, 1, false)]
    public void The_seed_of_every_image_is_an_integer_that_browsers_read_exactly(long seed, int n, bool good) => AssertGood(
        good, "seed", new() { Prompt = "x", Seed = seed, N = n }, $"{seed} is out of range. Choose a whole number from 0 to {9_007_199_254_740_991 - n + 1}.");

    [Theory]
    [InlineData("256x256", true)]
    [InlineData("2048x688", true)]
    [InlineData("1024x1025", false)]
    [InlineData("240x256", false)]
    [InlineData("2064x1024", false)]
    [InlineData("2048x1024", false)]
    [InlineData("1024x256", false)]
    public void A_size_must_be_supported_by_the_provider(string size, bool good) => AssertGood(
        good, "size", new() { Prompt = "x", Size = size }, $"Scripted does not support {size}. Choose edges from 256 to 2048 px, both divisible by 16, at most 3:1 and 2.0 megapixels.");

    [Theory]
    [InlineData("")]
    [InlineData("big")]
    [InlineData("1024")]
    [InlineData("1024×1024")]
    [InlineData("1024x1024x1024")]
    [InlineData("-1024x1024")]
    [InlineData(" 1024x1024")]
    [InlineData("0x1024")]
    [InlineData("100000x100000")]
    public void A_size_is_written_width_x_height(string size) =>
        AssertProblem("size", new() { Prompt = "x", Size = size }, $"'{size}' is not a size. Send width x height in pixels, such as 1024x1024.");

    [Fact]
    public void A_short_list_of_sizes_is_part_of_the_message() =>
        AssertProblem("size", new() { Prompt = "x", Size = "768x512" }, "Scripted does not support 768x512. Choose 512x512 or 512x768.", Plain);

    [Theory]
    [InlineData("1:1", 1024, 1024)]
    [InlineData("16:9", 1360, 768)]
    [InlineData("9:16", 768, 1360)]
    public void An_aspect_ratio_becomes_a_size(string ratio, int width, int height)
    {
        var size = Accepted(new() { Prompt = "x", AspectRatio = ratio }).Size;

        Assert.InRange(size.Width, width - 16, width + 16);
        Assert.InRange(size.Height, height - 16, height + 16);
    }

    [Fact]
    public void An_aspect_ratio_is_width_colon_height_with_a_size_near_it()
    {
        AssertProblem("aspect_ratio", new() { Prompt = "x", AspectRatio = "wide" }, "'wide' is not an aspect ratio. Send width:height, such as 16:9.");
        AssertProblem("aspect_ratio", new() { Prompt = "x", AspectRatio = "0:1" }, "is not an aspect ratio");
        AssertProblem("aspect_ratio", new() { Prompt = "x", AspectRatio = "99:1" }, "Scripted has no size near 99:1. Choose edges");
        AssertProblem("aspect_ratio", new() { Prompt = "x", AspectRatio = "16:9" }, "Scripted has no size near 16:9. Choose 512x512 or 512x768.", Plain);
        AssertProblem("aspect_ratio", new() { Prompt = "x", AspectRatio = "1:1", Size = "1024x1024" }, "Send either size or aspect_ratio, not both.");
    }

    [Fact]
    public void A_choice_must_be_one_of_the_available_values()
    {
        AssertProblem("quality", new() { Prompt = "x", Quality = "HIGH" }, "'HIGH' is not available. Choose low or high.");
        AssertProblem("quality", new() { Prompt = "x", Quality = "high" }, "Scripted does not support quality; leave it out.", Plain);
        AssertProblem("output_format", new() { Prompt = "x", OutputFormat = "gif" }, "'gif' is not available. Choose png or webp.");
        AssertProblem("output_format", new() { Prompt = "x", OutputFormat = "png" }, "Scripted does not support output_format; leave it out.", Plain);
        AssertProblem("model", new() { Prompt = "x", Model = "third" }, "Scripted has no model 'third'. Choose first or second.");
        AssertProblem("model", new() { Prompt = "x", Model = "first" }, "Scripted has no models to choose from; leave it out.", Plain);
        AssertProblem("seed", new() { Prompt = "x", Seed = 1 }, "Scripted does not support seeds; leave it out.", Plain);
        AssertProblem("negative_prompt", new() { Prompt = "x", NegativePrompt = "y" }, "Scripted does not support negative prompts; leave it out, or describe it in the prompt.", Plain);
    }

    [Fact]
    public void An_empty_negative_prompt_means_not_set_and_a_long_one_is_rejected()
    {
        Assert.Null(Accepted(new() { Prompt = "x", NegativePrompt = "" }, Plain).NegativePrompt);
        Accepted(new() { Prompt = "x", NegativePrompt = new string('y', 4000) });
        AssertProblem("negative_prompt", new() { Prompt = "x", NegativePrompt = new string('y', 4001) }, "of 4,000 characters");
    }

    [Fact]
    public void Other_models_are_allowed_if_the_provider_accepts_any()
    {
        var any = new ScriptedProvider { Capabilities = Able.Capabilities with { OtherModels = true } };

        Assert.Equal("mine", Accepted(new() { Prompt = "x", Model = "mine" }, any).Model);
        Accepted(new() { Prompt = "x", Model = new string('m', 200) }, any);
        foreach (var model in new[] { "", new string('m', 201), "a\nb" })
        {
            AssertProblem("model", new() { Prompt = "x", Model = model }, "Scripted has no model", any);
        }
    }

    [Fact]
    public void Images_are_accepted_up_to_the_providers_maximum()
    {
        var editor = new ScriptedProvider { Capabilities = Able.Capabilities with { Edits = new EditRule(2, Mask: true) } };
        var plainEditor = new ScriptedProvider { Capabilities = Able.Capabilities with { Edits = new EditRule(2, Mask: false) } };
        var one = new ImageReference.Stored("1");

        Accepted(new() { Prompt = "x", Images = [one, one], Mask = one }, editor);
        Accepted(new() { Prompt = "x", Images = [] });
        AssertProblem("images", new() { Prompt = "x", Images = [one] }, "Scripted generates from text only; leave images out, or choose a provider that accepts them.");
        AssertProblem("mask", new() { Prompt = "x", Mask = one }, "Scripted generates from text only; leave the mask out.");
        AssertProblem("images", new() { Prompt = "x", Images = [one, one, one] }, "There are 3; Scripted accepts at most 2.", editor);
        AssertProblem("mask", new() { Prompt = "x", Mask = one }, "send that image in images too", editor);
        AssertProblem("mask", new() { Prompt = "x", Images = [one], Mask = one }, "Scripted accepts no mask; leave it out.", plainEditor);
    }

    [Fact]
    public void All_errors_are_reported_together()
    {
        var (request, problems) = RequestValidator.Run(
            new StartRequest { N = 0, Size = "big", Quality = "x", Model = "x", Seed = -1, PartialImages = 9, OutputFormat = "x" }, Able);

        Assert.Null(request);
        Assert.Equal(["model", "n", "output_format", "partial_images", "prompt", "quality", "seed", "size"], problems.Select(problem => problem.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Quoted_values_are_shortened_at_whole_characters()
    {
        var problem = Assert.Single(RequestValidator.Run(new() { Prompt = "x", Quality = new string('q', 39) + "🦊🦊" }, Able).Errors);

        Assert.StartsWith($"'{new string('q', 39)}…' is", problem.Message, StringComparison.Ordinal);
        var whole = Assert.Single(RequestValidator.Run(new() { Prompt = "x", Quality = new string('q', 40) }, Able).Errors);
        Assert.StartsWith($"'{new string('q', 40)}' is", whole.Message, StringComparison.Ordinal);
    }

    private static GenerationRequest Accepted(StartRequest start, ScriptedProvider? provider = null)
    {
        var (request, problems) = RequestValidator.Run(start, provider ?? Able);
        Assert.Empty(problems);
        return request!;
    }

    private static void AssertGood(bool good, string field, StartRequest request, string message)
    {
        if (good)
        {
            Accepted(request);
        }
        else
        {
            AssertProblem(field, request, message);
        }
    }

    private static void AssertProblem(string field, StartRequest start, string message, ScriptedProvider? provider = null)
    {
        var (request, problems) = RequestValidator.Run(start, provider ?? Able);
        Assert.Null(request);
        var problem = Assert.Single(problems);
        Assert.Equal(field, problem.Field);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }
}
