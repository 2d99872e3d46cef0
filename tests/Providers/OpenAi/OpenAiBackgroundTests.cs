using Darkroom.Providers;
using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

/// <summary>In background mode a response outlives its connection: what is reported, and how a broken stream goes on.</summary>
public sealed class OpenAiBackgroundTests : OpenAiBackgroundTest
{
    [Fact]
    public async Task Requests_background_mode_and_storage()
    {
        Server.On(Path, ResponsesScript.Image(Sharp));

        await FollowAsync();

        Assert.Equal(
            """
            {"model":"gpt-4.1-mini","input":"a lighthouse","tools":[{"type":"image_generation","model":"gpt-image-2","size":"1024x1024","partial_images":3}],"tool_choice":{"type":"image_generation"},"background":true,"stream":true,"store":true}
            """,
            Server.Requests[0].Text);
    }

    [Fact]
    public async Task Reports_a_token_immediately_and_after_each_partial_image()
    {
        Server.On(Path, ResponsesScript.Image(Sharp, One, Two));
        var order = new List<string>();

        await RunAsync(Background(), onUpdate: update => order.Add(update is GenerationUpdate.Resumable(var token) ? token : update.GetType().Name));

        Assert.Equal(["resp_1:0", "Progress", "PartialImage", "resp_1:5", "PartialImage", "resp_1:6", "FinalImage"], order);
    }

    [Fact]
    public async Task Without_background_mode_reports_no_token_and_sends_one_request()
    {
        Server.On(Path, new ResponsesScript().Begin().Partial(0, One));

        var outcome = await FollowAsync(Background(on: false));

        Assert.Empty(outcome.Tokens);
        Assert.Equal((FailureCode.BadOutput, false), (outcome.Failure!.Code, outcome.WorkGoesOn));
        Assert.Equal([Begin], Sent);
    }

    [Fact]
    public async Task Resumes_an_aborted_stream_after_one_second_without_a_second_call()
    {
        Server.On(Path, CutAfter(new ResponsesScript().Begin().Partial(0, One), "resp_1:5"));
        Server.On(Response, new ResponsesScript().From(6).Partial(1, Two).Final(Sharp, "as it is").Completed(Sharp, new TokenUsage(1, 2, 3)));
        var running = FollowAsync();

        await PassAsync(1);

        var outcome = await running;
        outcome.AssertPartials((0, One), (1, Two));
        Assert.Equal(Sharp, outcome.Image);
        Assert.Equal(("gpt-image-2", "as it is", new TokenUsage(1, 2, 3)), (outcome.Final!.Model, outcome.Final.RevisedPrompt, outcome.Final.Usage));
        Assert.Equal(["resp_1:0", "resp_1:5", "resp_1:6"], outcome.Tokens);
        Assert.Equal(1, outcome.Progress);
        Assert.Equal([Begin, StreamAfter(5)], Sent);
        Assert.Equal($"Bearer {Key}", Server.Requests[1].Headers["Authorization"]);
        Assert.Contains("text/event-stream", Server.Requests[1].Headers["Accept"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resumes_a_stream_that_ends_early()
    {
        Server.On(Path, new ResponsesScript().Begin());
        Server.On(Response, new ResponsesScript().From(5).Final(Sharp).Completed(Sharp));
        var running = FollowAsync();

        await PassAsync(1);

        Assert.Equal(Sharp, (await running).Image);
        Assert.Equal([Begin, StreamAfter(4)], Sent);
    }

    [Fact]
    public async Task Resumes_any_number_of_times_while_there_is_progress()
    {
        Server.On(Path, CutAfter(new ResponsesScript().Created(), "resp_1:0"));
        Server.On(
            Response,
            CutAfter(new ResponsesScript().From(1).Partial(0, One), "resp_1:1"),
            CutAfter(new ResponsesScript().From(2).Partial(1, Two), "resp_1:2"),
            CutAfter(new ResponsesScript().From(3).Partial(2, One), "resp_1:3"),
            CutAfter(new ResponsesScript().From(4).Partial(3, One), "resp_1:4"),
            new ResponsesScript().From(5).Final(Sharp).Completed(Sharp));
        var running = FollowAsync();

        await PassAsync(1, 1, 1, 1, 1);

        Assert.Equal(Sharp, (await running).Image);
        Assert.Equal([Begin, StreamAfter(0), StreamAfter(1), StreamAfter(2), StreamAfter(3), StreamAfter(4)], Sent);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(0)]
    public async Task Polls_after_three_attempts_without_progress(int status)
    {
        var nothing = status == 0 ? Scripts.Abort() : Scripts.Answer(status, ResponsesScript.ErrorBody(null, "Later."));
        Server.On(Path, CutAfter(new ResponsesScript().Created(), "resp_1:0"));
        Server.On(Response, nothing, nothing, nothing, Scripts.Answer(200, ResponsesScript.Whole(Sharp)));
        var running = FollowAsync();

        await PassAsync(1, 2, 4);

        Assert.Equal(Sharp, (await running).Image);
        Assert.Equal([Begin, StreamAfter(0), StreamAfter(0), StreamAfter(0), Poll], Sent);
    }

    [Fact]
    public async Task Waits_as_long_as_the_service_requests()
    {
        Server.On(Path, CutAfter(new ResponsesScript().Created(), "resp_1:0"));
        Server.On(
            Response,
            Scripts.Answer(429, ResponsesScript.ErrorBody("rate_limit_exceeded", "Slow down."), headers: ("Retry-After", "30")),
            new ResponsesScript().From(1).Final(Sharp).Completed(Sharp));
        var running = FollowAsync();

        await PassAsync(1, 30);

        Assert.Equal(Sharp, (await running).Image);
    }

    [Fact]
    public async Task Drops_repeated_partial_images()
    {
        Server.On(Path, CutAfter(new ResponsesScript().Begin().Partial(0, One), "resp_1:5"));
        Server.On(Response, new ResponsesScript().From(40).Partial(0, One).Partial(1, Two).Partial(1, Two).Final(Sharp).Completed(Sharp));
        var running = FollowAsync();

        await PassAsync(1);

        (await running).AssertPartials((0, One), (1, Two));
    }

    [Fact]
    public async Task An_abort_before_the_response_id_is_not_resumed()
    {
        Server.On(Path, new ResponsesScript());

        var outcome = await FollowAsync();

        Assert.Equal((FailureCode.Unavailable, false), (outcome.Failure!.Code, outcome.WorkGoesOn));
        Assert.Equal([Begin], Sent);
    }

    [Theory]
    [InlineData("../files/file_1")]
    [InlineData("resp 1")]
    [InlineData("")]
    public async Task Never_puts_an_invalid_id_into_a_url(string id)
    {
        Server.On(Path, new ResponsesScript().Event("response.created", new() { ["response"] = new System.Text.Json.Nodes.JsonObject { ["id"] = id } }));

        var outcome = await FollowAsync();

        Assert.Empty(outcome.Tokens);
        Assert.Equal(FailureCode.BadOutput, outcome.Failure?.Code);
        Assert.Equal([Begin], Sent);
    }

    [Fact]
    public async Task The_timeout_covers_all_connections_and_the_work_continues()
    {
        Server.On(Path, CutAfter(new ResponsesScript().Created(), "resp_1:0"));
        Server.On(Response, new ResponsesScript().From(1).Partial(0, One).Hang());
        var running = RunAsync(Background(), onUpdate: update =>
        {
            if (update is GenerationUpdate.PartialImage)
            {
                Time.Advance(TimeSpan.FromSeconds(299));
            }

            OpenGate(update);
        });

        await PassAsync(1);

        var outcome = await running;
        Assert.Equal((FailureCode.Timeout, true), (outcome.Failure!.Code, outcome.WorkGoesOn));
    }

    [Fact]
    public async Task A_timeout_while_waiting_to_resume_is_reported_as_timeout()
    {
        Server.On(Path, CutAfter(new ResponsesScript().Created(), "resp_1:0"));
        var running = FollowAsync();
        await Time.TimerSetAsync(TimeSpan.FromSeconds(1)).WaitAsync(Cancel);

        // The deadline's timer is the older one, so it goes off first.
        Time.Advance(TimeSpan.FromMinutes(5));

        var outcome = await running;
        Assert.Equal((FailureCode.Timeout, true), (outcome.Failure!.Code, outcome.WorkGoesOn));
        Assert.Equal([Begin], Sent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_the_call_does_not_cancel_the_response(bool whileWaiting)
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var script = new ResponsesScript().Begin();
        Server.On(Path, whileWaiting ? CutAfter(script, "resp_1:0") : script.Hang());
        var seen = new Gate();
        var running = RunAsync(Background(), cancel: caller.Token, onUpdate: update =>
        {
            OpenGate(update);
            seen.OpenIf(update is GenerationUpdate.Progress);
        });
        await (whileWaiting ? Time.TimerSetAsync(TimeSpan.FromSeconds(1)) : seen.PassAsync(Cancel)).WaitAsync(Cancel);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal([Begin], Sent);
    }
}
