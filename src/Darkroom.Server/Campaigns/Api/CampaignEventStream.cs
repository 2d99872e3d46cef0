using System.Text;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using Darkroom.Server.Http;
using Darkroom.Generations;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>
/// Tells a page when what it shows is not so any more, as server-sent events. An event carries only the campaign's mark; whoever shows
/// another one reads the page again. So a missed event, or one too many, does no harm.
/// </summary>
/// <param name="find">The campaign as it is now; null where it is gone or must not be seen any more, which ends the stream.</param>
internal sealed class CampaignEventStream(Func<CancellationToken, Task<CampaignSnapshot?>> find) : IResult
{
    /// <summary><c>GET /api/campaigns/{id}/events</c>: for who owns it.</summary>
    public static async Task<IResult> OwnerAsync(string id, BaseImages pictures, CancellationToken cancellationToken) =>
        await pictures.FindAsync(id, cancellationToken) is null
            ? CampaignResults.NoCampaign
            : new CampaignEventStream(token => pictures.FindAsync(id, token));

    /// <summary><c>GET /api/review/{token}/events</c>: for a client, as long as the link works.</summary>
    public static async Task<IResult> ClientAsync(string token, CampaignReviews reviews, HttpContext context, CancellationToken cancellationToken) =>
        await reviews.FindAsync(token, cancellationToken) is var outcome and not ReviewOutcome.Open
            ? Review.Closed(outcome, context)
            : new CampaignEventStream(async cancel => await reviews.FindAsync(token, cancel) is ReviewOutcome.Open(_, var snapshot) ? snapshot : null);

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
            // The client left, or the host stops and the client will come back.
        }
    }

    private async Task FollowAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var signals = context.RequestServices.GetRequiredService<IJobSignals>();
        var (topics, told) = ((IReadOnlySet<string>)new HashSet<string>(), "");
        ISignalSubscription? news = null;
        var heartbeat = new Heartbeat(context.RequestServices.GetRequiredService<TimeProvider>());
        await WriteAsync(context, "retry: 1000\n\n", cancellationToken);
        try
        {
            while (await find(cancellationToken) is { } now)
            {
                if (news is null || !topics.SetEquals(now.Topics))
                {
                    // Another picture is another generation to listen to; read once more, for what came before anybody listened.
                    news?.Dispose();
                    (topics, news) = (now.Topics, signals.Subscribe(now.Topics));
                    continue;
                }

                if (now.StateTag != told)
                {
                    told = now.StateTag;
                    await WriteAsync(context, $"event: campaign\ndata: {{\"mark\":\"{told}\"}}\n\n", cancellationToken);
                    heartbeat.Sent();
                }

                // Looked at after a heartbeat too: a link ends without anybody doing anything.
                await heartbeat.WaitAsync(news, context.Response.BodyWriter, cancellationToken);
            }
        }
        finally
        {
            news?.Dispose();
        }
    }

    private static async Task WriteAsync(HttpContext context, string text, CancellationToken cancellationToken)
    {
        Encoding.UTF8.GetBytes(text, context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(cancellationToken);
    }
}
