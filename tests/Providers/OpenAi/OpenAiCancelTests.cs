using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

/// <summary>What is told to the service beside a call: to stop a response, and to forget one.</summary>
public sealed class OpenAiCancelTests : OpenAiBackgroundTest
{
    private const string CancelPath = Response + "/cancel";

    public static TheoryData<string> Refusals => ["400", "401", "404", "409", "500", "503", "abort"];

    [Fact]
    public async Task Cancel_posts_to_the_response()
    {
        Server.On(CancelPath, Scripts.Answer(200, ResponsesScript.Whole(null, status: "cancelled")));

        await Background().CancelAsync("resp_1:5", Cancel);

        Assert.Equal(["POST " + CancelPath], Sent);
        Assert.Equal($"Bearer {Key}", Server.Requests[0].Headers["Authorization"]);
        Assert.Empty(Server.Requests[0].Body);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Ignores_a_rejected_cancel(string refusal)
    {
        Server.On(CancelPath, Refuse(refusal));

        await Background().CancelAsync("resp_1:5", Cancel);

        Assert.Equal(["POST " + CancelPath], Sent);
    }

    [Fact]
    public async Task Cancel_times_out_after_five_seconds()
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
    public async Task Cancel_throws_if_its_token_is_cancelled()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Server.On(CancelPath, Scripts.Hang());
        var cancelling = Background().CancelAsync("resp_1:5", caller.Token);
        await Server.RequestsAsync(1).WaitAsync(Cancel);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelling);
    }

    [Fact]
    public async Task Deletes_the_response_only_on_Forget()
    {
        Server.On(Path, ResponsesScript.Image(Sharp));
        Server.On(Response, Scripts.Answer(200, """{"id":"resp_1","object":"response.deleted","deleted":true}"""));
        await FollowAsync();
        Assert.Equal([Begin], Sent);

        await Background().ForgetAsync("resp_1:7", Cancel);

        Assert.Equal([Begin, Delete], Sent);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Ignores_a_rejected_deletion(string refusal)
    {
        Server.On(Response, Refuse(refusal));

        await Background().ForgetAsync("resp_1:7", Cancel);

        Assert.Equal([Delete], Sent);
    }

    [Fact]
    public async Task Deletion_times_out_after_five_seconds()
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
