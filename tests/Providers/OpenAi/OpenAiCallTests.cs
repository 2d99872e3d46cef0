using Darkroom.Providers;
using Darkroom.Providers.OpenAi;
using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

/// <summary>How a call ends when time or the caller ends it, or the answer stops.</summary>
public sealed class OpenAiCallTests : OpenAiTest
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UsageWait = TimeSpan.FromSeconds(1);
    private static readonly byte[] One = TestImages.SmallPng(1);
    private static readonly byte[] Sharp = TestImages.SmallPng(4);

    [Fact]
    public async Task Cancelling_before_the_response_throws_and_aborts_the_request()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Server.On(Path, exchange =>
        {
            exchange.Gone.Register(gone.SetResult);
            return Scripts.Hang()(exchange);
        });
        var running = RunAsync(Provider(), cancel: caller.Token);
        await Server.RequestsAsync(1).WaitAsync(Cancel);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await gone.Task.WaitAsync(Cancel);
    }

    [Fact]
    public async Task Cancelling_during_the_stream_throws_and_aborts_the_request()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Server.On(Path, exchange =>
        {
            exchange.Gone.Register(gone.SetResult);
            return new ResponsesScript().Begin().Partial(0, One).Hang().PlayAsync(exchange);
        });

        var seen = new Gate();
        var running = RunAsync(
            Provider(), onUpdate: update => seen.OpenIf(update is GenerationUpdate.PartialImage), cancel: caller.Token);
        await seen.PassAsync(Cancel);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await gone.Task.WaitAsync(Cancel);
    }

    [Fact]
    public async Task Cancelling_while_waiting_for_the_usage_throws()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var time = new ManualTime();
        Server.On(Path, new ResponsesScript().Begin().Final(Sharp).Hang());
        var running = RunAsync(Provider(time: time), cancel: caller.Token);
        await time.TimerSetAsync(UsageWait).WaitAsync(Cancel);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_cancelled_token_sends_no_request()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(Provider(), cancel: new CancellationToken(canceled: true)));

        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task Times_out_after_five_minutes()
    {
        var time = new ManualTime();
        Server.On(Path, Scripts.Hang());
        var running = RunAsync(Provider(time: time));
        await Server.RequestsAsync(1).WaitAsync(Cancel);

        time.Advance(FiveMinutes - TimeSpan.FromTicks(1));
        Assert.False(running.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));

        var failure = (await running).Failure;
        Assert.Equal(FailureCode.Timeout, failure?.Code);
        Assert.Contains("300 seconds", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timeout_without_a_stream_counts_as_started()
    {
        var time = new ManualTime();
        Server.On(Path, Scripts.Hang());
        var running = RunAsync(Provider(time: time), Asked with { PartialImages = 0 });
        await Server.RequestsAsync(1).WaitAsync(Cancel);

        time.Advance(FiveMinutes);

        var outcome = await running;
        Assert.Equal((FailureCode.Timeout, 1), (outcome.Failure?.Code, outcome.Progress));
    }

    [Fact]
    public async Task Without_partial_images_reads_one_JSON_response()
    {
        Server.On(Path, Scripts.Answer(200, ResponsesScript.Whole(Sharp, new TokenUsage(20, 4260, 4280), "a tall lighthouse")));

        var outcome = await RunAsync(Provider(), Asked with { PartialImages = 0 });

        Assert.Equal(Sharp, outcome.Image);
        Assert.Equal((new TokenUsage(20, 4260, 4280), "a tall lighthouse"), (outcome.Final!.Usage, outcome.Final.RevisedPrompt));
    }

    [Fact]
    public async Task The_configured_timeout_also_ends_a_started_stream()
    {
        var time = new ManualTime();
        Server.On(Path, new ResponsesScript().Begin().Partial(0, One).Hang());
        var provider = Provider(new OpenAiOptions { BaseUrl = Server.BaseUrl, ApiKey = Key, TimeoutSeconds = 90 }, time);

        var outcome = await RunAsync(provider, onUpdate: update =>
            time.Advance(update is GenerationUpdate.PartialImage ? TimeSpan.FromSeconds(90) : TimeSpan.Zero));

        Assert.Equal(TimeSpan.FromSeconds(90), provider.Limits.Timeout);
        outcome.AssertPartials((0, One));
        Assert.Equal(FailureCode.Timeout, outcome.Failure?.Code);
    }

    [Fact]
    public async Task An_endless_error_body_times_out()
    {
        var time = new ManualTime();
        var sent = new Gate();
        Server.On(Path, async exchange =>
        {
            exchange.Response.StatusCode = 500;
            await exchange.WriteAsync("{");
            await sent.PassAsync(exchange.Gone);
        });
        var running = RunAsync(Provider(time: time));
        await sent.Reached.WaitAsync(Cancel);

        time.Advance(FiveMinutes);

        Assert.Equal(FailureCode.Timeout, (await running).Failure?.Code);
    }

    [Fact]
    public async Task Waits_at_most_one_second_for_the_usage()
    {
        var time = new ManualTime();
        Server.On(Path, new ResponsesScript().Begin().Final(Sharp).Hang());
        var running = RunAsync(Provider(time: time));
        await time.TimerSetAsync(UsageWait).WaitAsync(Cancel);

        time.Advance(UsageWait - TimeSpan.FromTicks(1));
        Assert.False(running.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));

        var outcome = await running;
        Assert.Equal(Sharp, outcome.Image);
        Assert.Null(outcome.Final?.Usage);
    }

    [Fact]
    public async Task Reports_usage_that_arrives_within_one_second()
    {
        var time = new ManualTime();
        var gate = new Gate();
        Server.On(Path, new ResponsesScript().Begin().Final(Sharp).Wait(gate)
            .Message("Here.").Completed(Sharp, new TokenUsage(1, 2, 3)).Hang());
        var running = RunAsync(Provider(time: time));
        await time.TimerSetAsync(UsageWait).WaitAsync(Cancel);

        gate.Open();

        var outcome = await running;
        Assert.Equal(Sharp, outcome.Image);
        Assert.Equal(new TokenUsage(1, 2, 3), outcome.Final?.Usage);
    }

    [Fact]
    public async Task A_connection_lost_after_the_image_does_not_lose_the_image()
    {
        var time = new ManualTime();
        var gate = new Gate();
        Server.On(Path, new ResponsesScript().Begin().Final(Sharp).Wait(gate).Abort());
        var running = RunAsync(Provider(time: time));
        await time.TimerSetAsync(UsageWait).WaitAsync(Cancel);

        gate.Open();

        Assert.Equal(Sharp, (await running).Image);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_that_ends_after_acceptance_is_not_retryable(bool abort)
    {
        var gate = new Gate();
        var script = new ResponsesScript().Begin().Partial(0, One).Raw("event: response.output_item.done\ndata: {\"it").Wait(gate);
        Server.On(Path, abort ? script.Abort() : script);

        var outcome = await RunAsync(Provider(), onUpdate: update =>
            gate.OpenIf(update is GenerationUpdate.PartialImage));

        outcome.AssertPartials((0, One));
        Assert.Equal(FailureCode.BadOutput, outcome.Failure?.Code);
        Assert.False(outcome.Failure?.Transient);
        Assert.Contains("ended early", outcome.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_ends_with_its_first_event_is_not_retryable() =>
        Assert.Equal(FailureCode.BadOutput, (await FailAsync(new ResponsesScript().Created())).Code);

    [Fact]
    public async Task A_stream_that_ends_before_any_data_is_retryable()
    {
        var empty = await FailAsync(new ResponsesScript());

        Assert.Equal(FailureCode.Unavailable, empty.Code);
        Assert.True(empty.Transient);
    }

    [Fact]
    public async Task An_endless_response_is_bad_output()
    {
        var limit = 2 * 1024 * 1024;
        Server.On(Path, exchange => PourAsync(exchange, "text/event-stream", "data: "));
        var stream = await RunAsync(Provider(longestAnswer: limit));
        Server.On(Path, exchange => PourAsync(exchange, "application/json", "{\"output\":\""));
        var whole = await RunAsync(Provider(longestAnswer: limit));

        Assert.Equal((FailureCode.BadOutput, "OpenAI's answer is larger than 2 MiB."), (stream.Failure!.Code, stream.Failure.Message));
        Assert.Equal((FailureCode.BadOutput, "OpenAI's answer is larger than 2 MiB."), (whole.Failure!.Code, whole.Failure.Message));
    }

    [Fact]
    public async Task Accepts_a_response_of_exactly_the_limit()
    {
        var whole = ResponsesScript.Whole(Sharp);
        Server.On(Path, Scripts.Answer(200, whole));

        Assert.Equal(Sharp, (await RunAsync(Provider(longestAnswer: whole.Length))).Image);
        Assert.Equal(FailureCode.BadOutput, (await RunAsync(Provider(longestAnswer: whole.Length - 1))).Failure?.Code);
    }

    [Fact]
    public async Task Concurrent_calls_are_independent()
    {
        Server.On(Path, exchange =>
        {
            var seed = int.Parse(exchange.Request.Json.GetProperty("input").GetString()!, null);
            return ResponsesScript.Image(TestImages.SmallPng(seed), TestImages.SmallPng(1000 + seed)).PlayAsync(exchange);
        });
        var provider = Provider();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(seed => RunAsync(provider, Asked with { Prompt = $"{seed}" })));

        Assert.Equal(Enumerable.Range(0, 32).Select(seed => TestImages.SmallPng(seed)), outcomes.Select(outcome => outcome.Image));
        Assert.Equal(
            Enumerable.Range(1000, 32).Select(seed => TestImages.SmallPng(seed)), outcomes.Select(outcome => outcome.Partials[0].Bytes));
    }

    private static async Task PourAsync(Exchange exchange, string contentType, string start)
    {
        exchange.Response.ContentType = contentType;
        await exchange.WriteAsync(start);
        var more = new string('A', 64 * 1024);
        while (true)
        {
            await exchange.WriteAsync(more);
        }
    }
}
