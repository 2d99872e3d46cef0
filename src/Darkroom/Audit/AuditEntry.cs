namespace Darkroom.Audit;

/// <summary>Something that happened and matters for security.</summary>
/// <param name="Id">Sorts by time.</param>
/// <param name="ActorName">The name of the API key, or the one that a visitor has given; null if there is none.</param>
/// <param name="Client">The network address that it came from; null if it is unknown.</param>
/// <param name="Subject">What it was about: an id, or the route of a refused request. Null if there is no single one.</param>
/// <param name="Detail">What else is known, without secrets.</param>
/// <param name="Skipped">The number of refused requests before this one that were not stored, because there were too many.</param>
public sealed record AuditEntry(
    string Id, DateTimeOffset At, AuditEvent Event, AuditActor Actor, string? ActorName, string? Client, string? Subject, string? Detail, int Skipped);

/// <summary>What happened.</summary>
public enum AuditEvent
{
    Refused,
    LoggedIn,
    LoggedOut,
    SettingsChanged,
    ApiKeyCreated,
    ApiKeyChanged,
    ApiKeyRevoked,
    ShareCreated,
    ShareRevoked,
    ReviewLinkCreated,
    ReviewLinkRevoked,

    /// <summary>A visitor with a review link decided about a creative.</summary>
    Decided,
    Deleted,
}

/// <summary>Who did it.</summary>
public enum AuditActor
{
    Owner,

    /// <summary>A program with an API key.</summary>
    ApiKey,

    /// <summary>A person with a link, or a client without access.</summary>
    Visitor,
}
