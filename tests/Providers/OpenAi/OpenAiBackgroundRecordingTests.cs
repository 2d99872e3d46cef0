using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

/// <summary>Replays background mode as the real service speaks it. It was recorded for text; the image tool was not.</summary>
public sealed class OpenAiBackgroundRecordingTests : OpenAiBackgroundTest
{
    private const string Streamed = "openai/openai-dotnet/ResponsesTests__CanStreamBackgroundResponses.json";
    private const string Cancelled = "openai/openai-dotnet/ResponsesTests__CanCancelBackgroundResponses.json";
    private const string StreamedId = "resp_0a5004ef5dc3564c0069845a9c82c481938b9b7c975a6f56b1";
    private const string CancelledId = "resp_0a3365ff556124e80068c9ef39d03881939a80f61fb572fe25";

    [Fact]
    public async Task Resumes_a_recorded_stream_after_its_second_event()
    {
        var entries = Recordings.Entries(Streamed);
        var begun = string.Concat(entries[0].Body.Split("\n\n").Take(2).Select(line => line + "\n\n"));
        Server.On(Path, new ResponsesScript().Raw(begun));
        Server.On($"{Path}/{StreamedId}", new ResponsesScript().Raw(entries[2].Body));
        var running = FollowAsync();

        await PassAsync(1);

        var outcome = await running;
        Assert.Equal([$"{StreamedId}:0"], outcome.Tokens);
        Assert.Equal(1, outcome.Progress);
        AssertQuoted(outcome);
        Assert.Equal([Begin, $"GET {Path}/{StreamedId}?stream=true&starting_after=1"], Sent);
    }

    [Fact]
    public async Task A_polled_recorded_response_reads_like_its_stream()
    {
        var (status, contentType, body) = Recordings.Entries(Streamed)[1];
        Server.On($"{Path}/{StreamedId}", Scripts.Answer(400, "{}"), Scripts.Answer(status, body, contentType));

        AssertQuoted(await ResumeAsync($"{StreamedId}:1"));
    }

    [Fact]
    public async Task A_recorded_response_is_queued_and_then_cancelled()
    {
        var entries = Recordings.Entries(Cancelled);
        Server.On(Path, Scripts.Answer(entries[0].Status, entries[0].Body, entries[0].ContentType));
        Server.On($"{Path}/{CancelledId}", Scripts.Answer(entries[1].Status, entries[1].Body, entries[1].ContentType));
        Server.On($"{Path}/{CancelledId}/cancel", Scripts.Answer(entries[1].Status, entries[1].Body, entries[1].ContentType));
        var provider = Background();
        var running = FollowAsync(provider);
        await Time.TimerSetAsync(TimeSpan.FromSeconds(2)).WaitAsync(Cancel);

        await provider.CancelAsync($"{CancelledId}:0", Cancel);
        Time.Advance(TimeSpan.FromSeconds(2));

        var outcome = await running;
        Assert.Equal([$"{CancelledId}:0"], outcome.Tokens);
        Assert.Equal(FailureCode.Cancelled, outcome.Failure?.Code);
        Assert.Equal([Begin, $"POST {Path}/{CancelledId}/cancel", $"GET {Path}/{CancelledId}"], Sent);
    }

    // Text where an image was wanted.
    private static void AssertQuoted(Outcome outcome)
    {
        Assert.Equal((FailureCode.BadOutput, false), (outcome.Failure!.Code, outcome.WorkGoesOn));
        Assert.Contains("Sure! Here’s a gentle bedtime", outcome.Failure.Message, StringComparison.Ordinal);
    }
}
