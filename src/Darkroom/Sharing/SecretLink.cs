using System.Security.Cryptography;
using System.Text;
using Darkroom.Generations;

namespace Darkroom.Sharing;

/// <summary>A link that opens one thing to anyone who has its address, until it expires or is revoked.</summary>
public interface ISecretLink
{
    string Id { get; }

    /// <summary>The SHA-256 of the address's secret, in hexadecimal. The secret itself is not stored.</summary>
    string TokenHash { get; }

    DateTimeOffset ExpiresAt { get; }

    DateTimeOffset? RevokedAt { get; }
}

/// <summary>The result of looking up a link by its token.</summary>
public abstract record LinkOutcome<TLink>
    where TLink : class, ISecretLink
{
    private LinkOutcome()
    {
    }

    public sealed record Open(TLink Link) : LinkOutcome<TLink>;

    /// <summary>The link has expired or was revoked. Only a client that has the whole address learns this.</summary>
    public sealed record Ended : LinkOutcome<TLink>;

    public sealed record Unknown : LinkOutcome<TLink>;
}

/// <summary>Creates and checks the tokens in the addresses of links.</summary>
public static class SecretLink
{
    private const int IdLength = 32;
    private const int SecretBytes = 32;
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(14);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(366);

    /// <summary>Returns when a new link expires.</summary>
    /// <param name="requested">At most a year from now; null for two weeks from now.</param>
    public static (DateTimeOffset ExpiresAt, ValidationError? Problem) Expiry(DateTimeOffset? requested, DateTimeOffset now)
    {
        var until = requested ?? now + DefaultLifetime;
        return (until, until > now && until <= now + MaxLifetime
            ? null
            : new ValidationError("expires_at", "Enter a time in the future, within a year from now."));
    }

    /// <summary>Creates a token, which cannot be read again, and the hash of its secret.</summary>
    /// <param name="id">The id of the new link, see <see cref="Ids.New"/>.</param>
    public static (string Token, string Hash) Create(string id)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        return (id + secret, HashOf(secret));
    }

    /// <summary>Returns what a token opens. The time it takes does not depend on how much of the secret is right.</summary>
    /// <param name="find">Returns the link with an id; null if there is none.</param>
    public static async Task<LinkOutcome<TLink>> FindAsync<TLink>(
        string token, Func<string, CancellationToken, Task<TLink?>> find, DateTimeOffset now, CancellationToken cancellationToken)
        where TLink : class, ISecretLink
    {
        if (token.Length != IdLength + (2 * SecretBytes) || !Ids.IsWellFormed(token[..IdLength])
            || await find(token[..IdLength], cancellationToken) is not { } link
            || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(token[IdLength..])), Encoding.ASCII.GetBytes(link.TokenHash)))
        {
            return new LinkOutcome<TLink>.Unknown();
        }

        return IsActive(link, now) ? new LinkOutcome<TLink>.Open(link) : new LinkOutcome<TLink>.Ended();
    }

    public static bool IsActive(ISecretLink link, DateTimeOffset now) => link.RevokedAt is null && link.ExpiresAt > now;

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
