namespace Darkroom.Storage;

/// <summary>Stores the sessions of browsers that logged in. Every verb is one transaction.</summary>
public interface ISessionStore
{
    /// <summary>Stores a new session.</summary>
    Task AddAsync(Session session, CancellationToken cancellationToken);

    /// <summary>Returns the session with this token hash, whether or not its time is over; null if there is none.</summary>
    Task<Session?> FindAsync(string tokenHash, CancellationToken cancellationToken);

    /// <summary>Moves the time of a session's last use forward; an earlier time, or a session that was ended, changes nothing.</summary>
    Task UseAsync(string tokenHash, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Deletes one session.</summary>
    /// <returns>False if there was none.</returns>
    Task<bool> EndAsync(string tokenHash, CancellationToken cancellationToken);

    /// <summary>Deletes the sessions that belong to another access key, and those whose time is over.</summary>
    /// <param name="keyMark">The <see cref="Session.KeyMark"/> of the access key in use; empty if there is none.</param>
    /// <param name="createdAfter">Sessions that began at this time or earlier are deleted.</param>
    /// <param name="usedAfter">Sessions that were last used at this time or earlier are deleted.</param>
    /// <returns>How many were deleted.</returns>
    Task<int> EndOthersAsync(string keyMark, DateTimeOffset createdAfter, DateTimeOffset usedAfter, CancellationToken cancellationToken);
}

/// <summary>One browser that logged in.</summary>
/// <param name="TokenHash">A keyed hash of the secret in the browser's cookie, in hexadecimal; the secret itself is not stored.</param>
/// <param name="KeyMark">Distinguishes the sessions of different access keys. Too short to guess the key from.</param>
/// <param name="CreatedAt">When the browser logged in.</param>
/// <param name="UsedAt">When the session was last used; may lag behind by up to an hour.</param>
public sealed record Session(string TokenHash, string KeyMark, DateTimeOffset CreatedAt, DateTimeOffset UsedAt);
