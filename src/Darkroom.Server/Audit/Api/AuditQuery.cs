using System.Diagnostics.CodeAnalysis;
using Darkroom.Audit;

namespace Darkroom.Server.Audit.Api;

/// <summary>Reads the parameters of the audit log.</summary>
internal static class AuditQuery
{
    /// <summary>Reads what happened; null or empty for everything.</summary>
    public static bool TryReadEvent(string? text, out AuditEvent? kind, [NotNullWhen(false)] out ValidationError? error)
    {
        var found = Enum.GetValues<AuditEvent>().Where(one => Wire.Name(one) == text).ToList();
        kind = found is [var only] ? only : null;
        error = string.IsNullOrEmpty(text) || kind is not null
            ? null
            : new ValidationError("event", $"Choose one of {string.Join(", ", Enum.GetValues<AuditEvent>().Select(Wire.Name))}.");
        return error is null;
    }
}
