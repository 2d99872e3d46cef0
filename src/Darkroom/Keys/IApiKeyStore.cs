using System.Collections.Immutable;

namespace Darkroom.Keys;

/// <summary>
/// Stores API keys, and reports what they were used for. Images and dollars are counted by the verbs that start generations and record charges, in
/// their transactions. Every verb is one transaction. The days are those of the gallery's time zone.
/// </summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface IApiKeyStore
{
    /// <summary>The maximum number of keys that give access.</summary>
    const int MaxActive = 200;

    /// <summary>The maximum number of days of <see cref="UsageAsync"/>.</summary>
    const int MaxDays = 400;

    /// <summary>Adds a key.</summary>
    /// <param name="secretHash">The SHA-256 of its secret, in hexadecimal.</param>
    /// <returns>False if there are <see cref="MaxActive"/> keys that give access; nothing was added then.</returns>
    Task<bool> AddAsync(ApiKey key, string secretHash, CancellationToken cancellationToken);

    /// <summary>Returns the key whose secret has this hash, also a revoked or expired one; null if there is none.</summary>
    Task<ApiKey?> FindAsync(string secretHash, CancellationToken cancellationToken);

    /// <summary>Returns keys with their use, the newest first, including revoked and expired ones.</summary>
    /// <param name="limit">The maximum number of keys.</param>
    Task<ImmutableArray<ListedKey>> ListAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Returns a key with its use, also a revoked or expired one; null if there is none with this id.</summary>
    Task<ListedKey?> GetAsync(string id, CancellationToken cancellationToken);

    /// <summary>Changes the name and the limits of a key. What is null stays.</summary>
    /// <returns>False if there is none with this id.</returns>
    Task<bool> ChangeAsync(string id, string? name, KeyLimits? limits, CancellationToken cancellationToken);

    /// <summary>Revokes a key. Revoking it again changes nothing. Images that it has started are still made.</summary>
    /// <returns>False if there is none with this id.</returns>
    Task<bool> RevokeAsync(string id, CancellationToken cancellationToken);

    /// <summary>Moves the time of a key's last use forward; an earlier time changes nothing.</summary>
    Task UseAsync(string id, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Returns what a key was used for on each day on which it was, the newest day first.</summary>
    /// <param name="days">The number of days including today, 1 to <see cref="MaxDays"/>.</param>
    Task<ImmutableArray<KeyDay>> UsageAsync(string id, int days, CancellationToken cancellationToken);
}

/// <summary>What a key was used for in a time.</summary>
/// <param name="Images">The images that count: without those that failed or were cancelled and cost nothing.</param>
/// <param name="Usd">The sum of the known costs, in US dollars.</param>
/// <param name="Unknown">The number of calls whose cost is not known, or not yet.</param>
public sealed record KeyUsage(long Images, decimal Usd, long Unknown)
{
    public static KeyUsage Zero { get; } = new(0, 0, 0);
}

/// <summary>What a key was used for on one day.</summary>
public sealed record KeyDay(DateOnly Day, KeyUsage Usage);

/// <summary>A key in a list.</summary>
/// <param name="Open">The number of its images that wait or are being made.</param>
public sealed record ListedKey(ApiKey Key, KeyUsage Today, KeyUsage Month, int Open);
