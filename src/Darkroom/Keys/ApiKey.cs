namespace Darkroom.Keys;

/// <summary>What an API key may do. Each scope includes those before it.</summary>
public enum KeyScope
{
    /// <summary>Looks at images and downloads them.</summary>
    Read,

    /// <summary>Also starts, cancels and retries generations, uploads images, and organises what is there.</summary>
    Generate,

    /// <summary>Also deletes for good, creates links for people without a login, and changes settings.</summary>
    Admin,
}

/// <summary>A key with which a program uses the API. Its secret is shown once, when the key is created; only a hash of it is stored.</summary>
/// <param name="Hint">The last characters of the secret, by which people recognise the key.</param>
/// <param name="ExpiresAt">When the key ends; null for never.</param>
/// <param name="UsedAt">When the key was last used; may lag behind by up to an hour. Null if it never was.</param>
public sealed record ApiKey(
    string Id,
    string Name,
    string Hint,
    KeyScope Scope,
    KeyLimits Limits,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt = null,
    DateTimeOffset? UsedAt = null,
    DateTimeOffset? RevokedAt = null)
{
    /// <summary>Returns whether the key gives access at a time.</summary>
    public bool IsActive(DateTimeOffset now) => RevokedAt is null && !(ExpiresAt <= now);
}
