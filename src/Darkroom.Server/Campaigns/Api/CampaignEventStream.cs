using System.Text;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Review;
using Darkroom.Generations;
using Darkroom.Server.Http;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>
/// Notifies a page that what it shows is out of date, as server-sent events. An event carries only the campaign's state tag; a page that
/// shows another one reads itself again, so a missed or superfluous event does no harm.
/// </summary>
/// <param name="find">Returns the state tag; null if the campaign is gone or the client has lost access, which ends the stream.</param>
internal sealed class CampaignEventStream(Func<CancellationToken, Task<CampaignStateTag?>> find) : IResult
{
    /// <summary><c>GET /api/campaigns/{id}/events</c>, for the owner.</summary>
    public static async Task<IResult> OwnerAsync(string id, ICampaignStore store, CancellationToken cancellationToken) =>
        await store.ExistsAsync(id, cancellationToken)
            ? new CampaignEventStream(token => store.StateTagAsync(id, token))
            : CampaignResults.NoCampaign;

    /// <summary><c>GET /api/review/{token}/events</c>, for a client, as long as the link works.</summary>
    public static async Task<IResult> ClientAsync(
        string token, CampaignReviews reviews, ICampaignStore store, HttpContext context, CancellationToken cancellationToken) =>
        await reviews.FindAsync(token, cancellationToken) is var outcome and not ReviewOutcome.Open
            ? Review.Closed(outcome, context)
            : new CampaignEventStream(async cancel =>
                await reviews.FindAsync(token, cancel) is ReviewOutcome.Open(var link) ? await store.StateTagAsync(link.CampaignId, cancel) : null);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var end = EventStream.EndOf(httpContext);
        EventStream.Prepare(httpContext.Response);
        try
        {
            await FollowAsync(httpContext, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client left, or the host is stopping and the client will reconnect.
        }
    }

    private async Task FollowAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var signals = context.RequestServices.GetRequiredService<IJobSignals>();
        var (topics, sent) = ((IReadOnlySet<string>)new HashSet<string>(), "");
        ISignalSubscription? subscription = null;
        var heartbeat = new Heartbeat(context.RequestServices.GetRequiredService<TimeProvider>());
        await WriteAsync(context, "retry: 1000\n\n", cancellationToken);
        try
        {
            while (await find(cancellationToken) is { } tag)
            {
                if (subscription is null || !topics.SetEquals(tag.Topics))
                {
                    // Read again after subscribing: something may have changed before.
                    subscription?.Dispose();
                    (topics, subscription) = (tag.Topics, signals.Subscribe(tag.Topics));
                    continue;
                }

                if (tag.Value != sent)
                {
                    sent = tag.Value;
                    await WriteAsync(context, $"event: campaign\ndata: {{\"mark\":\"{sent}\"}}\n\n", cancellationToken);
                    heartbeat.Sent();
                }

                // Also read after each heartbeat: a link expires without a signal.
                await heartbeat.WaitAsync(subscription, context.Response.BodyWriter, cancellationToken);
            }
        }
        finally
        {
            subscription?.Dispose();
        }
    }

    private static async Task WriteAsync(HttpContext context, string text, CancellationToken cancellationToken)
    {
        Encoding.UTF8.GetBytes(text, context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(cancellationToken);
    }
}
