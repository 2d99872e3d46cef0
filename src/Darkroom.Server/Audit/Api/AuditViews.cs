using Darkroom.Audit;

namespace Darkroom.Server.Audit.Api;

/// <summary>Something that happened and matters for security.</summary>
/// <param name="Actor">Who did it: the owner, a program with an API key, or a visitor with a link or without access.</param>
/// <param name="ActorName">The name of the API key, or the one that a visitor has given.</param>
/// <param name="Client">The network address that it came from.</param>
/// <param name="Subject">The id that it was about, or the method and the route of a refused request.</param>
/// <param name="Skipped">The number of refused requests before this one that were not stored, because there were too many; absent for none.</param>
public sealed record AuditEntryView(
    string Id, DateTimeOffset At, AuditEvent Event, AuditActor Actor, string? ActorName, string? Client, string? Subject, string? Detail, int? Skipped)
{
    internal static AuditEntryView From(AuditEntry entry) => new(
        entry.Id, entry.At, entry.Event, entry.Actor, entry.ActorName, entry.Client, entry.Subject, entry.Detail, entry.Skipped > 0 ? entry.Skipped : null);
}

/// <summary>One page of the audit log.</summary>
/// <param name="NextCursor">The cursor of the next page; absent on the last page.</param>
public sealed record AuditListView(ImmutableArray<AuditEntryView> Entries, string? NextCursor);
