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
    public async Task A_stream_gives_progress_the_partial_images_and_the_final_image_in_order()
    {
        var outcome = await PlayAsync(ResponsesScript.Picture(Sharp, One, Two, Three));

        Assert.Equal(1, outcome.Progress);
        outcome.AssertPartials((0, One), (1, Two), (2, Three));
        Assert.Equal(Sharp, outcome.Picture);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Fewer_partial_images_than_asked_for_are_fine(int sent)
    {
        var outcome = await PlayAsync(ResponsesScript.Picture(Sharp, [.. new[] { One, Two }.Take(sent)]));

        Assert.Equal(sent, outcome.Partials.Count);
        Assert.Equal(Sharp, outcome.Picture);
    }

    [Fact]
    public async Task A_partial_image_nobody_asked_for_is_dropped()
    {
        var outcome = await PlayAsync(ResponsesScript.Picture(Sharp, Sharp), Asked with { PartialImages = 0 });

        Assert.Empty(outcome.Partials);
        Assert.Equal(Sharp, outcome.Picture);
    }

    [Fact]
    public async Task Each_partial_image_is_given_on_before_the_next_one_is_sent()
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

        Assert.Equal(Sharp, outcome.Picture);
    }

    [Theory]
    [InlineData("generating")]
    [InlineData("completed")]
    [InlineData("something new")]
    public async Task The_item_is_the_final_image_whatever_its_status_and_without_the_completed_event(string status)
    {
        var outcome = await PlayAsync(
            new ResponsesScript().Begin().Partial(0, One).Final(Sharp, "a tall lighthouse", status).Completed(Sharp));

        Assert.Equal(Sharp, outcome.Picture);
        Assert.Equal("a tall lighthouse", outcome.Final?.RevisedPrompt);
    }

    [Fact]
    public async Task The_model_that_made_it_is_the_one_the_server_names()
    {
        var outcome = await PlayAsync(
            new ResponsesScript { ImageModel = "gpt-image-2-2026-04-21" }.Begin().Final(Sharp).Completed(Sharp));

        Assert.Equal("gpt-image-2-2026-04-21", outcome.Final?.Model);
    }

    [Fact]
    public async Task Image_tokens_are_reported_and_the_text_models_are_not()
    {
        var told = await PlayAsync(new ResponsesScript().Begin().Final(Sharp).Completed(Sharp, new TokenUsage(20, 4260, 4280)));
        var untold = await PlayAsync(new ResponsesScript().Begin().Final(Sharp).Completed(Sharp));

        Assert.Equal(new TokenUsage(20, 4260, 4280), told.Final?.Usage);
        Assert.Null(untold.Final?.Usage);
    }

    [Fact]
    public async Task A_picture_that_only_the_last_event_holds_is_taken_from_there()
    {
        var outcome = await PlayAsync(
            new ResponsesScript().Begin().Completed(Sharp, new TokenUsage(1, 2, 3), "a tall lighthouse"));

        Assert.Equal(Sharp, outcome.Picture);
        Assert.Equal("a tall lighthouse", outcome.Final?.RevisedPrompt);
        Assert.Equal(new TokenUsage(1, 2, 3), outcome.Final?.Usage);
    }

    [Fact]
    public async Task An_item_without_a_result_is_not_the_picture()
    {
        var outcome = await PlayAsync(new ResponsesScript().Begin().Final("", status: "failed").Final(Sharp).Completed(Sharp));

        Assert.Equal(Sharp, outcome.Picture);
    }

    [Fact]
    public async Task The_result_of_another_tool_is_not_the_picture()
    {
        var other = new JsonObject { ["type"] = "code_call", ["result"] = Convert.ToBase64String(One) };

        var outcome = await PlayAsync(
            new ResponsesScript().Begin().Event("response.output_item.done", new() { ["item"] = other }).Final(Sharp).Completed(Sharp));

        Assert.Equal(Sharp, outcome.Picture);
    }

    [Fact]
    public async Task Of_several_pictures_in_one_response_the_first_wins()
    {
        var outcome = await PlayAsync(new ResponsesScript().Begin().Final(One).Final(Two).Completed(Two));

        Assert.Equal(One, outcome.Picture);
    }

    [Fact]
    public async Task Unknown_events_fields_comments_and_broken_json_are_ignored()
    {
        var outcome = await PlayAsync(new ResponsesScript()
            .Comment("ping")
            .Event("response.queued", new() { ["response"] = new JsonObject { ["output"] = "odd", ["tools"] = 7 } })
            .Begin()
            .Event("response.brand_new", new() { ["obfuscation"] = "kd8", ["item"] = 5, ["response"] = null })
            .Event("response.new_picture", new() { ["partial_image_b64"] = "AAAA" })
            .Raw("data: {not json\n\n")
            .Raw("data: 17\n\n")
            .Raw("id: 5\nretry: 10\ndata:\n\n")
            .Partial(0, One)
            .Comment("")
            .Final(Sharp)
            .Completed(Sharp));

        outcome.AssertPartials((0, One));
        Assert.Equal(Sharp, outcome.Picture);
    }

    [Fact]
    public async Task Event_lines_may_be_missing() =>
        Assert.Equal(Sharp, (await PlayAsync(new ResponsesScript().WithoutEventLines().Begin().Final(Sharp).Completed(Sharp))).Picture);

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Lines_may_end_in_any_way_the_standard_allows(string newLine)
    {
        var outcome = await PlayAsync(
            new ResponsesScript().LinesEndWith(newLine).Begin().Comment("ping").Partial(0, One).Final(Sharp).Completed(Sharp));

        outcome.AssertPartials((0, One));
        Assert.Equal(Sharp, outcome.Picture);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Events_may_come_in_tiny_pieces(int bytes)
    {
        var outcome = await PlayAsync(
            new ResponsesScript().LinesEndWith("\r\n").InPiecesOf(bytes).Begin().Partial(0, One).Final(Sharp).Completed());

        outcome.AssertPartials((0, One));
        Assert.Equal(Sharp, outcome.Picture);
    }

    [Fact]
    public async Task A_done_marker_after_the_end_is_tolerated()
    {
        var outcome = await PlayAsync(new ResponsesScript().Begin().Final(Sharp).Raw("data: [DONE]\n\n"));

        Assert.Equal(Sharp, outcome.Picture);
    }

    [Fact]
    public async Task A_done_marker_without_a_picture_is_an_early_end() =>
        Assert.Equal(FailureCode.BadOutput, (await FailAsync(new ResponsesScript().Begin().Raw("data: [DONE]\n\n").Hang())).Code);

    [Fact]
    public async Task Base64_may_be_escaped_spaced_and_prefixed_as_json_allows()
    {
        var base64 = Convert.ToBase64String(Sharp);
        var odd = "data:image/png;base64," + base64[..8] + "\\n \\t" + base64[8..].Replace("/", "\\/", StringComparison.Ordinal);

        var outcome = await PlayAsync(new ResponsesScript().Begin()
            .Raw($$"""data: {"item":{"result":"{{odd}}","type":"image_generation_call"},"type":"response.output_item.done"}""" + "\n\n")
            .Completed());

        Assert.Equal(Sharp, outcome.Picture);
    }

    [Theory]
    [InlineData("UklGR...AAAP")]
    [InlineData("iVBORw0KG")]
    [InlineData("")]
    public async Task A_partial_image_that_is_not_base64_is_skipped(string base64)
    {
        var outcome = await PlayAsync(new ResponsesScript().Begin().Partial(0, base64).Partial(1, Two).Final(Sharp).Completed());

        outcome.AssertPartials((1, Two));
        Assert.Equal(Sharp, outcome.Picture);
    }

    [Fact]
    public async Task A_final_image_that_is_not_base64_is_bad_output()
    {
        var failure = await FailAsync(new ResponsesScript().Begin().Partial(0, One).Final("UklGR...AAAP").Completed(Sharp));

        Assert.Equal(FailureCode.BadOutput, failure.Code);
        Assert.Contains("base64", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_of_megabytes_come_through_byte_for_byte()
    {
        var first = TestImages.NoisyPng(1024, 1024, 1, 1_000_000);
        var second = TestImages.NoisyPng(1536, 1024, 2, 2_200_000);
        var final = TestImages.NoisyPng(1536, 1024, 3, 3_500_000);

        var outcome = await PlayAsync(new ResponsesScript().InPiecesOf(9_999).Begin().Partial(0, first).Partial(1, second)
            .ImageCompleted().Final(final).Message("").Completed(final, new TokenUsage(1, 2, 3)));

        Assert.Equal([first, second], outcome.Partials.Select(partial => partial.Bytes));
        Assert.Equal(final, outcome.Picture);
        Assert.Equal(new TokenUsage(1, 2, 3), outcome.Final?.Usage);
    }

    [Fact]
    public async Task A_server_that_does_not_stream_is_understood()
    {
        var outcome = await PlayAsync(Scripts.Answer(200, ResponsesScript.Whole(Sharp, new TokenUsage(1, 2, 3), "a tall lighthouse")));

        Assert.Equal(Sharp, outcome.Picture);
        Assert.Equal("a tall lighthouse", outcome.Final?.RevisedPrompt);
        Assert.Equal("gpt-image-2", outcome.Final?.Model);
        Assert.Equal(new TokenUsage(1, 2, 3), outcome.Final?.Usage);
    }

    [Fact]
    public async Task A_whole_answer_of_megabytes_is_understood()
    {
        var picture = TestImages.NoisyPng(1536, 1024, 3, 3_500_000);

        Assert.Equal(picture, (await PlayAsync(Scripts.Answer(200, ResponsesScript.Whole(picture)))).Picture);
    }

    [Fact]
    public async Task A_retry_after_header_on_a_good_answer_means_nothing()
    {
        var outcome = await PlayAsync(new ResponsesScript().Header("Retry-After", "30").Begin().Final(Sharp).Completed());

        Assert.Equal(Sharp, outcome.Picture);
    }

    [Fact]
    public async Task What_goes_wrong_after_the_picture_does_not_take_it_away()
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
            Assert.Equal(Sharp, (await PlayAsync(ending)).Picture);
        }
    }

    [Fact]
    public async Task Prompts_keys_and_pictures_stay_out_of_the_log()
    {
        await PlayAsync(ResponsesScript.Picture(Sharp, One));
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
