using Darkroom.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Audit.Api;

/// <summary><c>GET /api/audit</c>.</summary>
internal static class ListAudit
{
    private const int DefaultLimit = 100;

    public static async Task<Results<Ok<AuditListView>, ProblemHttpResult>> HandleAsync(
        string? @event, string? cursor, string? limit, IAuditLog log, CancellationToken cancellationToken)
    {
        if (!AuditQuery.TryReadEvent(@event, out var kind, out var error)
            || !QueryParameters.TryReadNumber(limit, "limit", (1, IAuditLog.MaxLimit, DefaultLimit), out var count, out error))
        {
            return Problems.Invalid(error);
        }

        if (cursor is not null && !Ids.IsWellFormed(cursor))
        {
            return Problems.Invalid(new ValidationError("cursor", "Send the next_cursor of the page before, unchanged."));
        }

        var found = await log.ListAsync(kind, cursor, count, cancellationToken);
        return TypedResults.Ok(new AuditListView([.. found.Select(AuditEntryView.From)], found.Length == count ? found[^1].Id : null));
    }
}
