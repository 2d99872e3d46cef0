using System.Collections.Immutable;

namespace Darkroom.Webhooks;

/// <summary>Decides what follows from an attempt: the schedule that Standard Webhooks 1.0.0 recommends. Pure, so that every process decides alike.</summary>
public static class WebhookSchedule
{
    /// <summary>The status with which an endpoint says that it no longer exists.</summary>
    private const int Gone = 410;

    /// <summary>The share by which a delay is shortened or extended, so that messages that failed together do not return together.</summary>
    private const double Jitter = 0.1;

    /// <summary>The delays before the second and each further attempt.</summary>
    public static ImmutableArray<TimeSpan> Delays { get; } =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>The longest wait that an endpoint can ask for.</summary>
    public static TimeSpan MaxWait => Delays[^1];

    /// <param name="random">0 to 1, for the jitter.</param>
    public static WebhookVerdict After(WebhookLease lease, WebhookAttempt attempt, double random)
    {
        if (attempt.Error is null)
        {
            return new WebhookVerdict.Delivered();
        }

        if (attempt.Status == Gone)
        {
            return new WebhookVerdict.Gone();
        }

        if (lease.Type == WebhookEvents.Test || lease.Tries >= Delays.Length)
        {
            return new WebhookVerdict.Failed();
        }

        var delay = Delays[lease.Tries] * (1 + (Jitter * ((2 * random) - 1)));
        var asked = attempt.RetryAfter ?? TimeSpan.Zero;
        var wait = asked < MaxWait ? asked : MaxWait;
        return new WebhookVerdict.Retry(wait > delay ? wait : delay);
    }
}
