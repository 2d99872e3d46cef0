using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Generations;

namespace Darkroom.Campaigns.Review;

/// <summary>What a review link's address leads to.</summary>
public abstract record ReviewOutcome
{
    private ReviewOutcome()
    {
    }

    public sealed record Open(ReviewLink Link, CampaignSnapshot Snapshot) : ReviewOutcome;

    /// <summary>It was good once: expired or revoked. Only who has the whole address learns this.</summary>
    public sealed record Ended : ReviewOutcome;

    public sealed record Unknown : ReviewOutcome;
}

/// <summary>Links by which somebody without a login looks at one campaign and decides, also while it is still being made.</summary>
public sealed class CampaignReviews(ICampaignStore store, BaseImages pictures, TimeProvider time)
{
    private const int IdLength = 32;
    private const int SecretBytes = 32;
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(14);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(366);

    /// <summary>Makes a link.</summary>
    /// <param name="expiresAt">Two weeks from now when null; a year from now at most.</param>
    /// <param name="name">The person the link is made for; null or empty for nobody in particular.</param>
    /// <returns>The link and its token, which is told this once; null where there is no such campaign, or with problems.</returns>
    public async Task<(ReviewLink? Link, string Token, ImmutableArray<ValidationError> Problems)> OpenAsync(
        string campaignId, DateTimeOffset? expiresAt, string? name, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var until = expiresAt ?? now + DefaultLifetime;
        if (until <= now || until > now + MaxLifetime)
        {
            return (null, "", [new ValidationError("expires_at", "Write a time that is to come, within a year from now.")]);
        }

        name = string.IsNullOrWhiteSpace(name) ? null : name.Trim();
        var check = new FieldValidator();
        check.Text("name", name, 0, BriefLimits.Reviewer);
        if (check.Any)
        {
            return (null, "", check.Problems);
        }

        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        var link = new ReviewLink(Ids.New(time), campaignId, HashOf(Convert.ToHexStringLower(secret)), now, until, Name: name);
        return await store.AddLinkAsync(link, cancellationToken) ? (link, link.Id + Convert.ToHexStringLower(secret), []) : (null, "", []);
    }

    /// <summary>Finds what a token opens. How long it takes says nothing about how much of a secret was right.</summary>
    public async Task<ReviewOutcome> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length != IdLength + (2 * SecretBytes) || !Ids.IsWellFormed(token[..IdLength])
            || await store.FindLinkAsync(token[..IdLength], cancellationToken) is not { } link
            || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(token[IdLength..])), Encoding.ASCII.GetBytes(link.TokenHash)))
        {
            return new ReviewOutcome.Unknown();
        }

        if (!IsActive(link))
        {
            return new ReviewOutcome.Ended();
        }

        return await pictures.FindAsync(link.CampaignId, cancellationToken) is { } snapshot
            ? new ReviewOutcome.Open(link, snapshot)
            : new ReviewOutcome.Unknown();
    }

    public bool IsActive(ReviewLink link) => link.RevokedAt is null && link.ExpiresAt > time.GetUtcNow();

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
