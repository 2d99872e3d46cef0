using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Darkroom.Campaigns.Briefs;
using Darkroom.Generations;

namespace Darkroom.Campaigns.Review;

/// <summary>The result of looking up a review link by its token.</summary>
public abstract record ReviewOutcome
{
    private ReviewOutcome()
    {
    }

    /// <summary>The link works. Its campaign exists: links are deleted with their campaign.</summary>
    public sealed record Open(ReviewLink Link) : ReviewOutcome;

    /// <summary>The link has expired or was revoked. Only a client that has the whole address learns this.</summary>
    public sealed record Ended : ReviewOutcome;

    public sealed record Unknown : ReviewOutcome;
}

/// <summary>Creates and checks the links through which people without a login review a campaign, also while its images are generated.</summary>
public sealed class CampaignReviews(ICampaignStore store, TimeProvider time)
{
    private const int IdLength = 32;
    private const int SecretBytes = 32;
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(14);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(366);

    /// <summary>Creates a link.</summary>
    /// <param name="expiresAt">At most a year from now; null for two weeks from now.</param>
    /// <param name="name">The person that the link is for; null or empty for no one in particular.</param>
    /// <returns>The link and its token, which cannot be read again. The link is null if there are problems or the campaign does not exist.</returns>
    public async Task<(ReviewLink? Link, string Token, ImmutableArray<ValidationError> Problems)> CreateAsync(
        string campaignId, DateTimeOffset? expiresAt, string? name, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var until = expiresAt ?? now + DefaultLifetime;
        if (until <= now || until > now + MaxLifetime)
        {
            return (null, "", [new ValidationError("expires_at", "Enter a time in the future, within a year from now.")]);
        }

        name = string.IsNullOrWhiteSpace(name) ? null : name.Trim();
        var validator = new FieldValidator();
        validator.Text("name", name, 0, BriefLimits.Reviewer);
        if (validator.Any)
        {
            return (null, "", validator.Problems);
        }

        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        var link = new ReviewLink(Ids.New(time), campaignId, HashOf(Convert.ToHexStringLower(secret)), now, until, Name: name);
        return await store.AddLinkAsync(link, cancellationToken) ? (link, link.Id + Convert.ToHexStringLower(secret), []) : (null, "", []);
    }

    /// <summary>Returns what a token opens. The time it takes does not depend on how much of the secret is right.</summary>
    public async Task<ReviewOutcome> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length != IdLength + (2 * SecretBytes) || !Ids.IsWellFormed(token[..IdLength])
            || await store.FindLinkAsync(token[..IdLength], cancellationToken) is not { } link
            || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(token[IdLength..])), Encoding.ASCII.GetBytes(link.TokenHash)))
        {
            return new ReviewOutcome.Unknown();
        }

        return IsActive(link) ? new ReviewOutcome.Open(link) : new ReviewOutcome.Ended();
    }

    public bool IsActive(ReviewLink link) => link.RevokedAt is null && link.ExpiresAt > time.GetUtcNow();

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
