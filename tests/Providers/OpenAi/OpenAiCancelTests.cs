using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

/// <summary>What is told to the service beside a call: to stop a response, and to forget one.</summary>
public sealed class OpenAiCancelTests : OpenAiBackgroundTest
{
    private const string CancelPath = Response + "/cancel";

    public static TheoryData<string> Refusals => ["400", "401", "404", "409", "500", "503", "abort"];

    [Fact]
    public async Task Cancelling_posts_to_the_response()
    {
        Server.On(CancelPath, Scripts.Answer(200, ResponsesScript.Whole(null, status: "cancelled")));

        await Background().CancelAsync("resp_1:5", Cancel);

        Assert.Equal(["POST " + CancelPath], Sent);
        Assert.Equal($"Bearer {Key}", Server.Requests[0].Headers["Authorization"]);
        Assert.Empty(Server.Requests[0].Body);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refused_cancel_is_nothing_to_speak_of(string refusal)
    {
        Server.On(CancelPath, Refuse(refusal));

        await Background().CancelAsync("resp_1:5", Cancel);

        Assert.Equal(["POST " + CancelPath], Sent);
    }

    [Fact]
    public async Task A_cancel_nobody_answers_is_given_up_after_five_seconds()
    {
        Server.On(CancelPath, Scripts.Hang());
        var cancelling = Background().CancelAsync("resp_1:5", Cancel);
        await Server.RequestsAsync(1).WaitAsync(Cancel);

        Time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        Assert.False(cancelling.IsCompleted);
        Time.Advance(TimeSpan.FromTicks(1));

        await cancelling.WaitAsync(Cancel);
    }

    [Fact]
    public async Task Who_no_longer_wants_to_cancel_gets_a_cancellation()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Server.On(CancelPath, Scripts.Hang());
        var cancelling = Background().CancelAsync("resp_1:5", caller.Token);
        await Server.RequestsAsync(1).WaitAsync(Cancel);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelling);
    }

    [Fact]
    public async Task The_service_keeps_the_picture_until_it_is_told_to_forget_it()
    {
        Server.On(Path, ResponsesScript.Picture(Sharp));
        Server.On(Response, Scripts.Answer(200, """{"id":"resp_1","object":"response.deleted","deleted":true}"""));
        await FollowAsync();
        Assert.Equal([Begin], Sent);

        await Background().ForgetAsync("resp_1:7", Cancel);

        Assert.Equal([Begin, Delete], Sent);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refused_deletion_changes_nothing(string refusal)
    {
        Server.On(Response, Refuse(refusal));

        await Background().ForgetAsync("resp_1:7", Cancel);

        Assert.Equal([Delete], Sent);
    }

    [Fact]
    public async Task A_deletion_nobody_answers_ends_after_five_seconds()
    {
        Server.On(Response, Scripts.Hang());
        var forgetting = Background().ForgetAsync("resp_1:7", Cancel);
        await Server.RequestsAsync(1).WaitAsync(Cancel);

        Time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        Assert.False(forgetting.IsCompleted);
        Time.Advance(TimeSpan.FromTicks(1));

        await forgetting.WaitAsync(Cancel);
    }

    private static Script Refuse(string how) =>
        how == "abort" ? Scripts.Abort() : Scripts.Answer(int.Parse(how, null), ResponsesScript.ErrorBody(null, "No."));
}
