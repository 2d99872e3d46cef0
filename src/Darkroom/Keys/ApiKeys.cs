using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Darkroom.Storage;

namespace Darkroom.Keys;

/// <summary>
/// Creates, finds and revokes API keys. A key that was found is kept in memory for <see cref="KeptFor"/>, so that a program that sends many requests
/// causes few reads. What this process changes takes effect at once.
/// </summary>
/// <param name="store">The keys.</param>
/// <param name="providers">The ids of all providers, also of those that are not configured.</param>
/// <param name="time">The clock.</param>
public sealed class ApiKeys(IApiKeyStore store, ImmutableArray<string> providers, TimeProvider time)
{
    /// <summary>How every key begins.</summary>
    public const string Prefix = "dk_";

    public const int MaxNameLength = 100;

    /// <summary>The number of keys that a list contains at most, the newest.</summary>
    public const int MaxListed = 500;

    /// <summary>The time after which a revocation by another process takes effect.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(3);

    private const int SecretBytes = 32;
    private const int HintLength = 4;
    private const int MaxKept = 1000;
    private static readonly int SecretLength = Prefix.Length + Base64Url.GetEncodedLength(SecretBytes);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(3660);

    /// <summary>The accuracy of the stored time of the last use: a write for each request would be too much.</summary>
    private static readonly TimeSpan UseAccuracy = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, (ApiKey Key, DateTimeOffset Until)> _kept = new(StringComparer.Ordinal);
    private int _changes;

    /// <summary>Returns whether a bearer token is an API key, whether or not it is a right one.</summary>
    public static bool IsKey(string bearer) => bearer.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>
    /// Returns the SHA-256 of a secret, in hexadecimal. A slow hash would add nothing: it protects secrets that people choose, and 2^256 random ones
    /// cannot be tried. The duration of a lookup by this hash reveals nothing, because a client cannot choose the hash of what it sends.
    /// </summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Creates a key.</summary>
    /// <returns>The key with its secret, which cannot be read again, or what is wrong.</returns>
    public async Task<(ApiKey? Key, string Secret, ImmutableArray<(string Field, string Message)> Problems)> CreateAsync(
        string? name, KeyScope scope, KeyLimits limits, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var problems = Check(name ?? "", limits);
        if (expiresAt <= now || expiresAt > now + MaxLifetime)
        {
            problems = problems.Add(("expires_at", EngineTexts.KeyExpiryInvalid));
        }

        if (!problems.IsEmpty)
        {
            return (null, "", problems);
        }

        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var key = new ApiKey(Ids.New(time), name!.Trim(), secret[^HintLength..], scope, limits, now, expiresAt);
        return await store.AddAsync(key, HashOf(secret), cancellationToken)
            ? (key, secret, [])
            : (null, "", [("name", LocalText.Format(EngineTexts.KeyTooMany, IApiKeyStore.MaxActive))]);
    }

    /// <summary>Returns the key with a secret, also a revoked or expired one, and stores the use of one that gives access; null if there is none.</summary>
    public async Task<ApiKey?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        if (secret.Length != SecretLength)
        {
            return null;
        }

        var (hash, now) = (HashOf(secret), time.GetUtcNow());
        if (_kept.TryGetValue(hash, out var kept) && now < kept.Until && now >= kept.Until - KeptFor)
        {
            return kept.Key;
        }

        var changes = Volatile.Read(ref _changes);
        if (await store.FindAsync(hash, cancellationToken) is not { } key)
        {
            return null;
        }

        if (key.IsActive(now) && !(now - key.UsedAt < UseAccuracy))
        {
            key = key with { UsedAt = now };
            await UseAsync(key.Id, now, cancellationToken);
        }

        Keep(hash, key, now, changes);
        return key;
    }

    /// <summary>Changes the name and the limits of a key. What is null stays.</summary>
    /// <returns>Whether there is such a key, and what is wrong with the values.</returns>
    public async Task<(bool Found, ImmutableArray<(string Field, string Message)> Problems)> ChangeAsync(
        string id, string? name, KeyLimits? limits, CancellationToken cancellationToken)
    {
        if (Check(name, limits) is { IsEmpty: false } problems)
        {
            return (true, problems);
        }

        var found = Ids.IsWellFormed(id) && await store.ChangeAsync(id, name?.Trim(), limits, cancellationToken);
        Forget();
        return (found, []);
    }

    /// <summary>Revokes a key at once.</summary>
    /// <returns>False if there is none with this id.</returns>
    public async Task<bool> RevokeAsync(string id, CancellationToken cancellationToken)
    {
        var found = Ids.IsWellFormed(id) && await store.RevokeAsync(id, cancellationToken);
        Forget();
        return found;
    }

    /// <summary>Returns what is wrong with the values that are not null.</summary>
    private ImmutableArray<(string Field, string Message)> Check(string? name, KeyLimits? limits)
    {
        var problems = limits?.Problems(providers) ?? [];
        return name?.Trim() is null or { Length: > 0 and <= MaxNameLength }
            ? problems
            : problems.Insert(0, ("name", LocalText.Format(EngineTexts.KeyNameInvalid, MaxNameLength)));
    }

    /// <param name="changes">The number of changes before the key was read: after another one the key may be an old state.</param>
    private void Keep(string hash, ApiKey key, DateTimeOffset now, int changes)
    {
        if (_kept.Count >= MaxKept)
        {
            _kept.Clear();
        }

        _kept[hash] = (key, now + KeptFor);
        if (changes != Volatile.Read(ref _changes))
        {
            _kept.TryRemove(hash, out _);
        }
    }

    private void Forget()
    {
        Interlocked.Increment(ref _changes);
        _kept.Clear();
    }

    private async Task UseAsync(string id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        try
        {
            await store.UseAsync(id, at, cancellationToken);
        }
        catch (StorageException)
        {
            // A full disk must not lock out programs that only read; a later request stores the use.
        }
    }
}
