using Darkroom.Audit;
using Darkroom.Server.Audit.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Audit.Pages;

/// <summary><c>/settings/audit</c>: the audit log, a page at a time. What the address says wrongly is left out.</summary>
internal static class ShowAudit
{
    public const string Path = "/settings/audit";
    private const int PageSize = 100;

    public static async Task<IResult> HandleAsync(string? @event, string? before, IAuditLog log, CancellationToken cancellationToken)
    {
        _ = AuditQuery.TryReadEvent(@event, out var kind, out _);
        var found = await log.ListAsync(kind, before is not null && Ids.IsWellFormed(before) ? before : null, PageSize + 1, cancellationToken);
        return new RazorComponentResult<AuditPage>(new
        {
            Event = kind,
            Entries = found.Length > PageSize ? found[..PageSize] : found,
            Next = found.Length > PageSize ? found[PageSize - 1].Id : null,
        });
    }
}
