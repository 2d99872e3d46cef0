using System.Text.Json.Nodes;
using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

/// <summary>Picking up what an earlier call began, and asking how far it is where it cannot be streamed.</summary>
public sealed class OpenAiResumeTests : OpenAiBackgroundTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Resumes_a_token_immediately_with_GET_requests_only(bool stillOn)
    {
        Server.On(Response, new ResponsesScript().From(6).Partial(1, Two).Final(Sharp).Completed(Sharp));

        var outcome = await ResumeAsync("resp_1:5", Background(stillOn));

        outcome.AssertPartials((1, Two));
        Assert.Equal(Sharp, outcome.Image);
        Assert.Equal(["resp_1:6"], outcome.Tokens);
        Assert.Equal([StreamAfter(5)], Sent);
    }

    [Fact]
    public async Task Does_not_report_repeated_events_again()
    {
        Server.On(Response, ResponsesScript.Image(Sharp, One, Two));

        var outcome = await ResumeAsync("resp_1:5");

        outcome.AssertPartials((1, Two));
        Assert.Equal(Sharp, outcome.Image);
    }

    [Fact]
    public async Task Keeps_the_query_of_the_base_url()
    {
        Server.On(Response, new ResponsesScript().Final(Sharp).Completed(Sharp));

        await ResumeAsync("resp_1:5", Background(baseUrl: new Uri(Server.BaseUrl + "?api-version=preview")));

        Assert.Equal([$"GET {Response}?api-version=preview&stream=true&starting_after=5"], Sent);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":5")]
    [InlineData("resp_1")]
    [InlineData("resp_1:")]
    [InlineData("resp_1:-1")]
    [InlineData("resp_1:x")]
    [InlineData("../files/f:1")]
    public async Task Never_sends_an_invalid_token(string token)
    {
        var outcome = await ResumeAsync(token);
        await Background().CancelAsync(token, Cancel);

        Assert.Equal((FailureCode.Interrupted, false), (outcome.Failure!.Code, outcome.WorkGoesOn));
        Assert.Empty(Server.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_unknown_response_is_interrupted(bool whenPolled)
    {
        var gone = Scripts.Answer(404, ResponsesScript.ErrorBody(null, "Response with id 'resp_1' not found."));
        Server.On(Response, whenPolled ? Scripts.Answer(400, "{}") : gone, gone);

        var outcome = await ResumeAsync("resp_1:5");

        Assert.Equal((FailureCode.Interrupted, false), (outcome.Failure!.Code, outcome.WorkGoesOn));
        Assert.Contains("no longer knows", outcome.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(whenPolled ? [StreamAfter(5), Poll] : [StreamAfter(5)], Sent);
    }

    [Theory]
    [InlineData(401, FailureCode.Authentication)]
    [InlineData(403, FailureCode.Permission)]
    public async Task A_rejected_key_ends_the_call_but_not_the_work(int status, FailureCode expected)
    {
        Server.On(Response, Scripts.Answer(status, "{}"));

        var outcome = await ResumeAsync("resp_1:5");

        Assert.Equal((expected, true), (outcome.Failure!.Code, outcome.WorkGoesOn));
        Assert.Equal([StreamAfter(5)], Sent);
    }

    public static TheoryData<string> NotStreamed => ["refused", "run out", "run out after something new", "json", "page"];

    [Theory]
    [MemberData(nameof(NotStreamed))]
    public async Task Polls_a_response_that_cannot_be_streamed_every_two_seconds(string why)
    {
        var working = Scripts.Answer(200, ResponsesScript.Whole(null, status: "in_progress"));
        Server.On(
            Response,
            why switch
            {
                "refused" => Scripts.Answer(400, ResponsesScript.ErrorBody(null, "Streaming is not possible.")),
                "run out" => new ResponsesScript(),
                "run out after something new" => new ResponsesScript().From(6).Event("response.in_progress", []),
                "json" => working,
                _ => Scripts.Answer(200, "<html></html>", "text/html"),
            },
            Scripts.Answer(200, ResponsesScript.Whole(null, status: "queued")),
            working,
            working,
            Scripts.Answer(200, ResponsesScript.Whole(Sharp, new TokenUsage(1, 2, 3), "as it is")));
        var running = ResumeAsync("resp_1:5");

        await PassAsync(2, 2, 2);

        var outcome = await running;
        Assert.Equal(Sharp, outcome.Image);
        Assert.Equal(("gpt-image-2", "as it is", new TokenUsage(1, 2, 3)), (outcome.Final!.Model, outcome.Final.RevisedPrompt, outcome.Final.Usage));
        Assert.Equal(1, outcome.Progress);
        Assert.Equal([StreamAfter(5), Poll, Poll, Poll, Poll], Sent);
    }

    [Fact]
    public async Task Reports_a_token_and_polls_if_the_service_does_not_stream()
    {
        Server.On(Path, Scripts.Answer(200, ResponsesScript.Whole(null, status: "queued")));
        Server.On(Response, Scripts.Answer(200, ResponsesScript.Whole(Sharp)));
        var running = FollowAsync();

        await PassAsync(2);

        var outcome = await running;
        Assert.Equal(["resp_1:0"], outcome.Tokens);
        Assert.Equal(Sharp, outcome.Image);
        Assert.Equal([Begin, Poll], Sent);
    }

    [Fact]
    public async Task Ignores_an_image_in_an_unfinished_response()
    {
        Server.On(
            Response,
            Scripts.Answer(400, "{}"),
            Scripts.Answer(200, ResponsesScript.Whole(One, status: "in_progress")),
            Scripts.Answer(200, ResponsesScript.Whole(Sharp)));
        var running = ResumeAsync("resp_1:5");

        await PassAsync(2);

        Assert.Equal(Sharp, (await running).Image);
    }

    [Theory]
    [InlineData("failed", FailureCode.ModerationBlocked)]
    [InlineData("incomplete", FailureCode.ModerationBlocked)]
    [InlineData("cancelled", FailureCode.Cancelled)]
    [InlineData("completed", FailureCode.BadOutput)]
    public async Task Classifies_every_end_without_an_image(string status, FailureCode expected)
    {
        var ended = JsonNode.Parse(ResponsesScript.Whole(null, status: status))!;
        ended["error"] = status == "failed" ? new JsonObject { ["code"] = "moderation_blocked", ["message"] = "Blocked." } : null;
        ended["incomplete_details"] = status == "incomplete" ? new JsonObject { ["reason"] = "content_filter" } : null;
        Server.On(Response, Scripts.Answer(400, "{}"), Scripts.Answer(200, ended.ToJsonString()));
        var polled = await ResumeAsync("resp_1:5");
        Server.On(Response, new ResponsesScript().Event($"response.{status}", new() { ["response"] = ended }));
        var streamed = await ResumeAsync("resp_1:5");

        Assert.Equal((expected, false), (polled.Failure!.Code, polled.WorkGoesOn));
        Assert.Equal((expected, false), (streamed.Failure!.Code, streamed.WorkGoesOn));
    }

    [Fact]
    public async Task Keeps_polling_through_transient_errors()
    {
        Server.On(
            Response,
            Scripts.Answer(400, "{}"),
            Scripts.Answer(503, "{}"),
            Scripts.Abort(),
            Scripts.Answer(200, "<html></html>", "text/html"),
            Scripts.Answer(200, "{\"id\":"),
            Scripts.Answer(429, "{}"),
            Scripts.Answer(200, ResponsesScript.Whole(Sharp)));
        var running = ResumeAsync("resp_1:5");

        await PassAsync(2, 2, 2, 2, 2);

        Assert.Equal(Sharp, (await running).Image);
    }

    [Fact]
    public async Task A_rejected_poll_ends_the_call()
    {
        Server.On(Response, Scripts.Answer(400, ResponsesScript.ErrorBody(null, "No such id.")));

        var outcome = await ResumeAsync("resp_1:5");

        Assert.Equal((FailureCode.InvalidRequest, false), (outcome.Failure!.Code, outcome.WorkGoesOn));
        Assert.Equal([StreamAfter(5), Poll], Sent);
    }

    [Fact]
    public async Task Polling_ends_at_the_timeout()
    {
        Server.On(Response, Scripts.Answer(400, "{}"), Scripts.Answer(200, ResponsesScript.Whole(null, status: "queued")));
        var running = ResumeAsync("resp_1:5");

        await PassAsync(2);
        await Time.TimerSetAsync(TimeSpan.FromSeconds(2)).WaitAsync(Cancel);
        Time.Advance(TimeSpan.FromSeconds(298));

        var outcome = await running;
        Assert.Equal((FailureCode.Timeout, true), (outcome.Failure!.Code, outcome.WorkGoesOn));
        Assert.Equal([StreamAfter(5), Poll, Poll], Sent);
    }
}
