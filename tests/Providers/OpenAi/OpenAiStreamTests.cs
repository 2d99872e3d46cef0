using System.Text.Json.Nodes;
using Darkroom.Providers;
using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

public sealed class OpenAiStreamTests : OpenAiTest
{
    private static readonly byte[] One = TestImages.SmallPng(1);
    private static readonly byte[] Two = TestImages.SmallPng(2);
    private static readonly byte[] Three = TestImages.SmallPng(3);
    private static readonly byte[] Sharp = TestImages.SmallPng(4);

    [Fact]
    public async Task A_stream_yields_progress_partial_images_and_the_final_image_in_order()
    {
        var outcome = await PlayAsync(ResponsesScript.Image(Sharp, One, Two, Three));

        Assert.Equal(1, outcome.Progress);
        outcome.AssertPartials((0, One), (1, Two), (2, Three));
        Assert.Equal(Sharp, outcome.Image);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Accepts_fewer_partial_images_than_requested(int sent)
    {
        var outcome = await PlayAsync(ResponsesScript.Image(Sharp, [.. new[] { One, Two }.Take(sent)]));

        Assert.Equal(sent, outcome.Partials.Count);
        Assert.Equal(Sharp, outcome.Image);
    }

    [Fact]
    public async Task Drops_a_partial_image_that_was_not_requested()
    {
        var outcome = await PlayAsync(ResponsesScript.Image(Sharp, Sharp), Asked with { PartialImages = 0 });

        Assert.Empty(outcome.Partials);
        Assert.Equal(Sharp, outcome.Image);
    }

    [Fact]
    public async Task Yields_each_partial_image_before_the_next_is_sent()
    {
        var (afterFirst, afterSecond) = (new Gate(), new Gate());
        Server.On(Path, new ResponsesScript().Begin().Partial(0, One).Wait(afterFirst).Partial(1, Two).Wait(afterSecond)
            .Final(Sharp).Completed(Sharp));

        var outcome = await RunAsync(Provider(), onUpdate: update =>
        {
            // Without the update the gate stays shut and the test never ends.
            afterFirst.OpenIf(update is GenerationUpdate.PartialImage { Index: 0 });
            afterSecond.OpenIf(update is GenerationUpdate.PartialImage { Index: 1 });
        });

        Assert.Equal(Sharp, outcome.Image);
    }

    [Theory]
    [InlineData("generating")]
    [InlineData("completed")]
    [InlineData("something new")]
    public async Task The_finished_item_is_the_final_image_in_any_status(string status)
    {
        var outcome = await PlayAsync(
            new ResponsesScript().Begin().Partial(0, One).Final(Sharp, "a tall lighthouse", status).Completed(Sharp));

        Assert.Equal(Sharp, outcome.Image);
        Assert.Equal("a tall lighthouse", outcome.Final?.RevisedPrompt);
    }

    [Fact]
    public async Task Reports_the_model_that_the_server_names()
    {
        var outcome = await PlayAsync(
            new ResponsesScript { ImageModel = "gpt-image-2-2026-04-21" }.Begin().Final(Sharp).Completed(Sharp));

        Assert.Equal("gpt-image-2-2026-04-21", outcome.Final?.Model);
    }

    [Fact]
    public async Task Reports_image_tokens_without_the_tokens_of_the_text_model()
    {
        var told = await PlayAsync(new ResponsesScript().Begin().Final(Sharp).Completed(Sharp, new TokenUsage(20, 4260, 4280)));
        var untold = await PlayAsync(new ResponsesScript().Begin().Final(Sharp).Completed(Sharp));

        Assert.Equal(new TokenUsage(20, 4260, 4280), told.Final?.Usage);
        Assert.Null(untold.Final?.Usage);
    }

    [Fact]
    public async Task Reads_an_image_that_only_the_last_event_contains()
    {
        var outcome = await PlayAsync(
            new ResponsesScript().Begin().Completed(Sharp, new TokenUsage(1, 2, 3), "a tall lighthouse"));

        Assert.Equal(Sharp, outcome.Image);
        Assert.Equal("a tall lighthouse", outcome.Final?.RevisedPrompt);
        Assert.Equal(new TokenUsage(1, 2, 3), outcome.Final?.Usage);
    }

    [Fact]
    public async Task Ignores_an_item_without_a_result()
    {
        var outcome = await PlayAsync(new ResponsesScript().Begin().Final("", status: "failed").Final(Sharp).Completed(Sharp));

        Assert.Equal(Sharp, outcome.Image);
    }

    [Fact]
    public async Task Ignores_the_result_of_another_tool()
    {
        var other = new JsonObject { ["type"] = "code_call", ["result"] = Convert.ToBase64String(One) };

        var outcome = await PlayAsync(
            new ResponsesScript().Begin().Event("response.output_item.done", new() { ["item"] = other }).Final(Sharp).Completed(Sharp));

        Assert.Equal(Sharp, outcome.Image);
    }

    [Fact]
    public async Task Uses_the_first_of_several_images()
    {
        var outcome = await PlayAsync(new ResponsesScript().Begin().Final(One).Final(Two).Completed(Two));

        Assert.Equal(One, outcome.Image);
    }

    [Fact]
    public async Task Ignores_unknown_events_fields_comments_and_invalid_JSON()
    {
        var outcome = await PlayAsync(new ResponsesScript()
            .Comment("ping")
            .Event("response.queued", new() { ["response"] = new JsonObject { ["output"] = "odd", ["tools"] = 7 } })
            .Begin()
            .Event("response.brand_new", new() { ["obfuscation"] = "kd8", ["item"] = 5, ["response"] = null })
            .Event("response.new_image", new() { ["partial_image_b64"] = "AAAA" })
            .Raw("data: {not json\n\n")
            .Raw("data: 17\n\n")
            .Raw("id: 5\nretry: 10\ndata:\n\n")
            .Partial(0, One)
            .Comment("")
            .Final(Sharp)
            .Completed(Sharp));

        outcome.AssertPartials((0, One));
        Assert.Equal(Sharp, outcome.Image);
    }

    [Fact]
    public async Task Reads_a_stream_without_event_lines() =>
        Assert.Equal(Sharp, (await PlayAsync(new ResponsesScript().WithoutEventLines().Begin().Final(Sharp).Completed(Sharp))).Image);

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Reads_every_standard_line_ending(string newLine)
    {
        var outcome = await PlayAsync(
            new ResponsesScript().LinesEndWith(newLine).Begin().Comment("ping").Partial(0, One).Final(Sharp).Completed(Sharp));

        outcome.AssertPartials((0, One));
        Assert.Equal(Sharp, outcome.Image);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Reads_events_split_into_small_chunks(int bytes)
    {
        var outcome = await PlayAsync(
            new ResponsesScript().LinesEndWith("\r\n").InPiecesOf(bytes).Begin().Partial(0, One).Final(Sharp).Completed());

        outcome.AssertPartials((0, One));
        Assert.Equal(Sharp, outcome.Image);
    }

    [Fact]
    public async Task Ignores_a_done_marker_after_the_end()
    {
        var outcome = await PlayAsync(new ResponsesScript().Begin().Final(Sharp).Raw("data: [DONE]\n\n"));

        Assert.Equal(Sharp, outcome.Image);
    }

    [Fact]
    public async Task A_done_marker_without_an_image_is_an_early_end() =>
        Assert.Equal(FailureCode.BadOutput, (await FailAsync(new ResponsesScript().Begin().Raw("data: [DONE]\n\n").Hang())).Code);

    [Fact]
    public async Task Reads_escaped_spaced_and_prefixed_base64()
    {
        var base64 = Convert.ToBase64String(Sharp);
        var odd = "data:image/png;base64," + base64[..8] + "\\n \\t" + base64[8..].Replace("/", "\\/", StringComparison.Ordinal);

        var outcome = await PlayAsync(new ResponsesScript().Begin()
            .Raw($$"""data: {"item":{"result":"{{odd}}","type":"image_generation_call"},"type":"response.output_item.done"}""" + "\n\n")
            .Completed());

        Assert.Equal(Sharp, outcome.Image);
    }

    [Theory]
    [InlineData("UklGR...AAAP")]
    [InlineData("iVBORw0KG")]
    [InlineData("")]
    public async Task Skips_a_partial_image_that_is_not_base64(string base64)
    {
        var outcome = await PlayAsync(new ResponsesScript().Begin().Partial(0, base64).Partial(1, Two).Final(Sharp).Completed());

        outcome.AssertPartials((1, Two));
        Assert.Equal(Sharp, outcome.Image);
    }

    [Fact]
    public async Task A_final_image_that_is_not_base64_is_bad_output()
    {
        var failure = await FailAsync(new ResponsesScript().Begin().Partial(0, One).Final("UklGR...AAAP").Completed(Sharp));

        Assert.Equal(FailureCode.BadOutput, failure.Code);
        Assert.Contains("base64", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preserves_frames_of_megabytes_byte_for_byte()
    {
        var first = TestImages.NoisyPng(1024, 1024, 1, 1_000_000);
        var second = TestImages.NoisyPng(1536, 1024, 2, 2_200_000);
        var final = TestImages.NoisyPng(1536, 1024, 3, 3_500_000);

        var outcome = await PlayAsync(new ResponsesScript().InPiecesOf(9_999).Begin().Partial(0, first).Partial(1, second)
            .ImageCompleted().Final(final).Message("").Completed(final, new TokenUsage(1, 2, 3)));

        Assert.Equal([first, second], outcome.Partials.Select(partial => partial.Bytes));
        Assert.Equal(final, outcome.Image);
        Assert.Equal(new TokenUsage(1, 2, 3), outcome.Final?.Usage);
    }

    [Fact]
    public async Task Reads_the_response_of_a_server_that_does_not_stream()
    {
        var outcome = await PlayAsync(Scripts.Answer(200, ResponsesScript.Whole(Sharp, new TokenUsage(1, 2, 3), "a tall lighthouse")));

        Assert.Equal(Sharp, outcome.Image);
        Assert.Equal("a tall lighthouse", outcome.Final?.RevisedPrompt);
        Assert.Equal("gpt-image-2", outcome.Final?.Model);
        Assert.Equal(new TokenUsage(1, 2, 3), outcome.Final?.Usage);
    }

    [Fact]
    public async Task Reads_a_whole_response_of_megabytes()
    {
        var image = TestImages.NoisyPng(1536, 1024, 3, 3_500_000);

        Assert.Equal(image, (await PlayAsync(Scripts.Answer(200, ResponsesScript.Whole(image)))).Image);
    }

    [Fact]
    public async Task Ignores_Retry_After_on_a_successful_response()
    {
        var outcome = await PlayAsync(new ResponsesScript().Header("Retry-After", "30").Begin().Final(Sharp).Completed());

        Assert.Equal(Sharp, outcome.Image);
    }

    [Fact]
    public async Task An_error_after_the_image_does_not_lose_the_image()
    {
        Script[] endings =
        [
            new ResponsesScript().Begin().Final(Sharp),
            new ResponsesScript().Begin().Final(Sharp).Error("server_error", "Oh no."),
            new ResponsesScript().Begin().Final(Sharp).Failed("server_error", "Oh no."),
            new ResponsesScript().Begin().Final(Sharp).Incomplete("max_output_tokens"),
        ];

        foreach (var ending in endings)
        {
            Assert.Equal(Sharp, (await PlayAsync(ending)).Image);
        }
    }

    [Fact]
    public async Task Does_not_log_prompts_keys_or_images()
    {
        await PlayAsync(ResponsesScript.Image(Sharp, One));
        await PlayAsync(Scripts.Answer(401, ResponsesScript.ErrorBody("invalid_api_key", $"Incorrect API key provided: {Key}.")));

        Assert.NotEmpty(Log.Lines);
        Assert.All(Log.Lines, line =>
        {
            Assert.DoesNotContain(Key, line, StringComparison.Ordinal);
            Assert.DoesNotContain(Asked.Prompt, line, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Sharp)[..12], line, StringComparison.Ordinal);
        });
    }
}
