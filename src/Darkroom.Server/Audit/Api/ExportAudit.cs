using System.Text;
using Darkroom.Audit;
using Darkroom.Packaging;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Audit.Api;

/// <summary><c>GET /api/audit/csv</c>: all entries as a table for spreadsheets, read and sent a page at a time.</summary>
internal static class ExportAudit
{
    public static Results<PushStreamHttpResult, ProblemHttpResult> Handle(string? @event, IAuditLog log, TimeProvider time, CancellationToken cancellationToken) =>
        AuditQuery.TryReadEvent(@event, out var kind, out var error)
            ? TypedResults.Stream(
                stream => WriteAsync(stream, kind, log, cancellationToken),
                "text/csv; charset=utf-8",
                string.Create(CultureInfo.InvariantCulture, $"audit-{time.GetUtcNow():yyyy-MM-dd}.csv"))
            : Problems.Invalid(error);

    private static async Task WriteAsync(Stream stream, AuditEvent? kind, IAuditLog log, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await writer.WriteAsync(CsvLine.ByteOrderMark + CsvLine.Of(["id", "at", "event", "actor", "actor_name", "client", "subject", "detail", "skipped"]));
        string? last = null;
        ImmutableArray<AuditEntry> page;
        do
        {
            page = await log.ListAsync(kind, last, IAuditLog.MaxLimit, cancellationToken);
            foreach (var entry in page)
            {
                await writer.WriteAsync(CsvLine.Of(
                [
                    entry.Id, entry.At.ToString("O", CultureInfo.InvariantCulture), Wire.Name(entry.Event), Wire.Name(entry.Actor),
                    entry.ActorName, entry.Client, entry.Subject, entry.Detail, entry.Skipped,
                ]));
            }

            await writer.FlushAsync(cancellationToken);
            last = page.IsEmpty ? null : page[^1].Id;
        }
        while (page.Length == IAuditLog.MaxLimit);
    }
}
