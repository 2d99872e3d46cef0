using System.Collections.Immutable;

namespace Darkroom.Audit;

/// <summary>Stores the audit log. Entries are added and, when they are old, deleted; nothing changes them. Every verb is one transaction.</summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface IAuditLog
{
    /// <summary>The most entries of a page.</summary>
    const int MaxLimit = 500;

    /// <summary>Adds entries.</summary>
    Task AddAsync(IReadOnlyCollection<AuditEntry> entries, CancellationToken cancellationToken);

    /// <summary>Returns a page of entries, the newest first.</summary>
    /// <param name="kind">What happened; null for everything.</param>
    /// <param name="before">The id of the last entry of the page before; null for the first page.</param>
    /// <param name="limit">From 1 to <see cref="MaxLimit"/>.</param>
    Task<ImmutableArray<AuditEntry>> ListAsync(AuditEvent? kind, string? before, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes the entries from before a time.</summary>
    /// <returns>How many were deleted.</returns>
    Task<int> DeleteOldAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
