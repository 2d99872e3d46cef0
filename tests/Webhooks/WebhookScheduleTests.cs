using Darkroom.Webhooks;

namespace Darkroom.Tests.Webhooks;

/// <summary>What follows from an attempt.</summary>
public sealed class WebhookScheduleTests
{
    private const double Middle = 0.5;

    [Fact]
    public void A_failed_message_is_tried_ten_times_within_four_days()
    {
        TimeSpan[] delays =
        [
            TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
            TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
        ];

        foreach (var (delay, tries) in delays.Select((delay, tries) => (delay, tries)))
        {
            Assert.Equal(new WebhookVerdict.Retry(delay), After(tries, Failed(500), Middle));
            Assert.Equal(new WebhookVerdict.Retry(delay * 0.9), After(tries, Failed(500), 0));
            Assert.Equal(new WebhookVerdict.Retry(delay * 1.1), After(tries, Failed(500), 1));
        }

        Assert.Equal(new WebhookVerdict.Failed(), After(delays.Length, Failed(500), Middle));
    }

    [Fact]
    public void A_success_ends_the_delivery_and_410_disables_the_endpoint_at_any_attempt()
    {
        foreach (var tries in new[] { 0, 9 })
        {
            Assert.Equal(new WebhookVerdict.Delivered(), After(tries, new WebhookAttempt(default, 1, 204, null, null), Middle));
            Assert.Equal(new WebhookVerdict.Gone(), After(tries, Failed(410), Middle));
        }
    }

    [Fact]
    public void Retry_After_extends_a_delay_to_a_day_at_most_and_never_shortens_it()
    {
        Assert.Equal(new WebhookVerdict.Retry(TimeSpan.FromMinutes(1)), After(0, Failed(503, TimeSpan.FromMinutes(1)), Middle));
        Assert.Equal(new WebhookVerdict.Retry(TimeSpan.FromMinutes(5)), After(1, Failed(429, TimeSpan.FromSeconds(1)), Middle));
        Assert.Equal(new WebhookVerdict.Retry(TimeSpan.FromHours(24)), After(0, Failed(429, TimeSpan.FromDays(365)), Middle));
        Assert.Equal(new WebhookVerdict.Retry(TimeSpan.FromHours(24) * 1.1), After(8, Failed(429, TimeSpan.FromDays(365)), 1));
        Assert.Equal(new WebhookVerdict.Failed(), After(9, Failed(429, TimeSpan.FromSeconds(1)), Middle));
    }

    [Fact]
    public void A_test_is_tried_once() =>
        Assert.Equal(new WebhookVerdict.Failed(), WebhookSchedule.After(Lease(0) with { Type = WebhookEvents.Test }, Failed(500), Middle));

    private static WebhookVerdict After(int tries, WebhookAttempt attempt, double random) => WebhookSchedule.After(Lease(tries), attempt, random);

    private static WebhookLease Lease(int tries) =>
        new("id", new WebhookEndpoint("endpoint", "https://example.com", [], [], default), WebhookEvents.ImageReady, default, "{}", 1, tries);

    private static WebhookAttempt Failed(int status, TimeSpan? retryAfter = null) => new(default, 1, status, "Failed.", null) { RetryAfter = retryAfter };
}
