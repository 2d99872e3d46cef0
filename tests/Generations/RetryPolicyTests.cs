using Darkroom.Generations;

namespace Darkroom.Tests.Generations;

public sealed class RetryPolicyTests
{
    [Theory]
    [InlineData(FailureCode.RateLimited, true)]
    [InlineData(FailureCode.ModelLoading, true)]
    [InlineData(FailureCode.Unavailable, true)]
    [InlineData(FailureCode.Timeout, true)]
    [InlineData(FailureCode.InvalidRequest, false)]
    [InlineData(FailureCode.Authentication, false)]
    [InlineData(FailureCode.Permission, false)]
    [InlineData(FailureCode.Quota, false)]
    [InlineData(FailureCode.ModerationBlocked, false)]
    [InlineData(FailureCode.BadOutput, false)]
    [InlineData(FailureCode.Cancelled, false)]
    [InlineData(FailureCode.Interrupted, false)]
    [InlineData(FailureCode.Internal, false)]
    public void Only_failures_that_may_pass_by_waiting_are_retried(FailureCode code, bool again) =>
        Assert.Equal(again, Delay(new Failure(code, "x")) is not null);

    [Fact]
    public void What_may_have_been_paid_is_not_repeated() => Assert.Null(RetryPolicy.Delay(Samples.Busy, 1, 3, sawOutput: true, 0));

    [Theory]
    [InlineData(1, 3, true)]
    [InlineData(2, 3, true)]
    [InlineData(3, 3, false)]
    [InlineData(4, 3, false)]
    [InlineData(1, 1, false)]
    public void There_are_as_many_tries_as_allowed(int tries, int most, bool again) =>
        Assert.Equal(again, RetryPolicy.Delay(Samples.Busy, tries, most, false, 0) is not null);

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 1.5)]
    [InlineData(2, 0, 2)]
    [InlineData(2, 1, 3)]
    [InlineData(3, 1, 6)]
    [InlineData(9, 1, 120)]
    public void Without_a_hint_the_wait_doubles_with_each_try_and_jitter_adds_up_to_half(int tries, double jitter, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPolicy.Delay(Samples.Busy, tries, 10, false, jitter));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(10)]
    public void Without_a_hint_the_waits_add_up_to_30_seconds_at_least(int maxTries)
    {
        var total = Enumerable.Range(1, maxTries - 1).Sum(tries => RetryPolicy.Delay(Samples.Busy, tries, maxTries, false, 0)!.Value.TotalSeconds);

        Assert.InRange(total, 29.999, 600);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(20, 0, 20)]
    [InlineData(20, 1, 21)]
    [InlineData(120, 0.5, 120.5)]
    public void The_delay_that_the_provider_requests_is_never_shortened(double asked, double jitter, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Delay(Samples.Busy with { RetryAfter = TimeSpan.FromSeconds(asked) }, jitter));

    [Fact]
    public void A_wait_longer_than_two_minutes_is_left_to_a_person() =>
        Assert.Null(Delay(Samples.Busy with { RetryAfter = TimeSpan.FromSeconds(121) }));

    private static TimeSpan? Delay(Failure failure, double jitter = 0) => RetryPolicy.Delay(failure, 1, 3, false, jitter);
}
