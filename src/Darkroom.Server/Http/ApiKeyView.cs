using Darkroom.Keys;

namespace Darkroom.Server.Http;

/// <summary>An API key.</summary>
/// <param name="Key">The key itself. Only the response that creates it has it: it is not stored.</param>
/// <param name="Hint">The last characters of the key.</param>
/// <param name="UsedAt">When it was last used, to the hour; absent if it never was.</param>
/// <param name="Active">False once it was revoked or has expired.</param>
/// <param name="Open">The number of its images that wait or are being made.</param>
public sealed record ApiKeyView(
    string Id,
    string? Key,
    string Name,
    string Hint,
    KeyScope Scope,
    KeyLimits Limits,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? UsedAt,
    DateTimeOffset? RevokedAt,
    bool Active,
    KeyUsage Today,
    KeyUsage Month,
    int Open)
{
    internal static ApiKeyView From(ListedKey listed, DateTimeOffset now, string? secret = null)
    {
        var key = listed.Key;
        return new(
            key.Id, secret, key.Name, key.Hint, key.Scope, key.Limits, key.CreatedAt, key.ExpiresAt, key.UsedAt, key.RevokedAt, key.IsActive(now),
            listed.Today, listed.Month, listed.Open);
    }
}

/// <summary>The API keys, the newest first.</summary>
public sealed record ApiKeyListView(ImmutableArray<ApiKeyView> Keys);
