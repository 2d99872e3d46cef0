using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using Darkroom.Sharing;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>
/// Notifies a page when the campaign that it shows has changed, as server-sent events. An event carries only the campaign's state tag; a page
/// that shows a different one loads its parts again. A missed or repeated event does no harm.
/// </summary>
internal static class CampaignEventStream
{
    public static readonly StreamedEvents Events = new(("campaign", typeof(CampaignMarkView)), ("heartbeat", null));

    /// <summary><c>GET /api/campaigns/{id}/events</c>: for the owner.</summary>
    public static async Task<IResult> OwnerAsync(string id, ICampaignStore store, TimeProvider time, CancellationToken cancellationToken) =>
        await store.ExistsAsync(id, cancellationToken)
            ? new EventStream(new Source(token => store.StateTagAsync(id, token), time))
            : CampaignResults.NoCampaign;

    /// <summary><c>GET /api/review/{token}/events</c>: for a client, as long as the link is valid.</summary>
    public static async Task<IResult> ClientAsync(
        string token, CampaignReviews reviews, ICampaignStore store, TimeProvider time, HttpContext context, CancellationToken cancellationToken) =>
        await reviews.FindAsync(token, cancellationToken) is var outcome and not LinkOutcome<ReviewLink>.Open
            ? Review.Closed(outcome, context)
            : new EventStream(new Source(
                async cancel => await reviews.FindAsync(token, cancel) is LinkOutcome<ReviewLink>.Open(var link) ? await store.StateTagAsync(link.CampaignId, cancel) : null,
                time));

    /// <param name="find">Returns the state tag; null if the campaign was deleted or the link has ended, which ends the stream.</param>
    private sealed class Source(Func<CancellationToken, Task<CampaignStateTag?>> find, TimeProvider time) : EventSource
    {
        private IReadOnlySet<string> _topics = ImmutableHashSet<string>.Empty;
        private string _sent = "";
        private bool _over;

        public override IReadOnlySet<string> Topics => _topics;

        public override async Task<ImmutableArray<StreamEvent>> NextAsync(int limit, CancellationToken cancellationToken)
        {
            if (await find(cancellationToken) is not { } tag)
            {
                _over = true;
                return [];
            }

            // A base image that is generated again is another generation to listen to.
            _topics = tag.Topics;
            if (tag.Value == _sent)
            {
                return [];
            }

            _sent = tag.Value;
            return [new StreamEvent(null, "", new LoggedEvent(0, "campaign", null, time.GetUtcNow(), $"{{\"mark\":\"{_sent}\"}}", null))];
        }

        public override ValueTask<bool> IsOverAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_over);
    }
}

/// <summary>The data of a <c>campaign</c> event.</summary>
/// <param name="Mark">The state tag: a page that shows another one loads its parts again.</param>
public sealed record CampaignMarkView(string Mark);
