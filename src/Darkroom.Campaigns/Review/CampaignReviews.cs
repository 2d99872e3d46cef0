using System.Collections.Immutable;
using Darkroom.Campaigns.Briefs;
using Darkroom.Generations;
using Darkroom.Sharing;

namespace Darkroom.Campaigns.Review;

/// <summary>Creates and checks the links through which people without a login review a campaign, also while its images are generated.</summary>
public sealed class CampaignReviews(ICampaignStore store, TimeProvider time)
{
    /// <summary>Creates a link.</summary>
    /// <param name="expiresAt">At most a year from now; null for two weeks from now.</param>
    /// <param name="name">The person that the link is for; null or empty for no one in particular.</param>
    /// <returns>The link and its token, which cannot be read again. The link is null if there are problems or the campaign does not exist.</returns>
    public async Task<(ReviewLink? Link, string Token, ImmutableArray<ValidationError> Problems)> CreateAsync(
        string campaignId, DateTimeOffset? expiresAt, string? name, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (until, problem) = SecretLink.Expiry(expiresAt, now);
        if (problem is not null)
        {
            return (null, "", [problem]);
        }

        name = string.IsNullOrWhiteSpace(name) ? null : name.Trim();
        var validator = new FieldValidator();
        validator.Text("name", name, 0, BriefLimits.Reviewer);
        if (validator.Any)
        {
            return (null, "", validator.Problems);
        }

        var id = Ids.New(time);
        var (token, hash) = SecretLink.Create(id);
        var link = new ReviewLink(id, campaignId, hash, now, until, Name: name);
        return await store.AddLinkAsync(link, cancellationToken) ? (link, token, []) : (null, "", []);
    }

    /// <inheritdoc cref="SecretLink.FindAsync"/>
    public Task<LinkOutcome<ReviewLink>> FindAsync(string token, CancellationToken cancellationToken) =>
        SecretLink.FindAsync(token, store.FindLinkAsync, time.GetUtcNow(), cancellationToken);

    public bool IsActive(ReviewLink link) => SecretLink.IsActive(link, time.GetUtcNow());
}
