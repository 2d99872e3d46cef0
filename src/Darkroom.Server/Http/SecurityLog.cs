using System.Diagnostics.CodeAnalysis;
using System.Text;
using Darkroom.Audit;
using Darkroom.Keys;

namespace Darkroom.Server.Http;

/// <summary>
/// Logs access and changes, in the category <c>Darkroom.Security</c> and in the audit log. Entries contain routes instead of addresses, because an address may contain
/// the secret of a link, and control characters are escaped.
/// </summary>
[SuppressMessage("Performance", "CA1873", Justification = "These entries are rare, and escaping a short text is cheap compared to the request.")]
internal sealed partial class SecurityLog(ILoggerFactory loggers, AuditTrail trail)
{
    public const string Category = "Darkroom.Security";
    private const int MaxLength = 200;

    private readonly ILogger _log = loggers.CreateLogger(Category);

    /// <param name="reason">A constant text.</param>
    public void Refused(HttpContext context, string reason)
    {
        var (method, route) = (Escape(context.Request.Method), RouteOf(context));
        LogRefused(reason, method, route, ClientOf(context));
        Add(context, AuditEvent.Refused, $"{method} {route}", reason, AuditActor.Visitor);
    }

    public void LoggedIn(HttpContext context)
    {
        LogLoggedIn(ClientOf(context));
        Add(context, AuditEvent.LoggedIn, null, null, AuditActor.Owner);
    }

    public void LoggedOut(HttpContext context)
    {
        LogLoggedOut(ClientOf(context));
        Add(context, AuditEvent.LoggedOut, null, null, AuditActor.Owner);
    }

    /// <summary>Logs a decision that was made with a review link.</summary>
    public void Decided(HttpContext context, string campaignId, string creative, string decision, string? by, string linkId)
    {
        var (campaign, key, name) = (Escape(campaignId), Escape(creative), Escape(by ?? ""));
        LogDecided(campaign, key, decision, name, linkId, ClientOf(context));
        Add(context, AuditEvent.Decided, linkId, $"{decision}: creative {key} of campaign {campaign}", AuditActor.Visitor, name);
    }

    public void LinkCreated(HttpContext context, string campaignId, string linkId, string? name)
    {
        var (campaign, guest) = (Escape(campaignId), Escape(name ?? "no name"));
        LogLinkCreated(linkId, campaign, guest, ClientOf(context));
        Add(context, AuditEvent.ReviewLinkCreated, linkId, $"campaign {campaign}, for {guest}");
    }

    public void LinkRevoked(HttpContext context, string campaignId, string linkId)
    {
        var (campaign, link) = (Escape(campaignId), Escape(linkId));
        LogLinkRevoked(link, campaign, ClientOf(context));
        Add(context, AuditEvent.ReviewLinkRevoked, link, $"campaign {campaign}");
    }

    public void ShareCreated(HttpContext context, string linkId, string kind, string targetId)
    {
        LogShareCreated(linkId, kind, targetId, ClientOf(context));
        Add(context, AuditEvent.ShareCreated, linkId, $"{kind} {targetId}");
    }

    public void ShareRevoked(HttpContext context, string linkId)
    {
        LogShareRevoked(linkId, ClientOf(context));
        Add(context, AuditEvent.ShareRevoked, linkId, null);
    }

    public void ApiKeyCreated(HttpContext context, string keyId, string name, string scope)
    {
        var escaped = Escape(name);
        LogApiKeyCreated(keyId, escaped, scope, ClientOf(context));
        Add(context, AuditEvent.ApiKeyCreated, keyId, $"{escaped}, scope {scope}");
    }

    public void ApiKeyChanged(HttpContext context, string keyId)
    {
        var key = Escape(keyId);
        LogApiKeyChanged(key, ClientOf(context));
        Add(context, AuditEvent.ApiKeyChanged, key, null);
    }

    public void ApiKeyRevoked(HttpContext context, string keyId)
    {
        var key = Escape(keyId);
        LogApiKeyRevoked(key, ClientOf(context));
        Add(context, AuditEvent.ApiKeyRevoked, key, null);
    }

    /// <param name="what">A constant text, such as "campaign".</param>
    public void Deleted(HttpContext context, string what, string id)
    {
        var escaped = Escape(id);
        LogDeleted(what, escaped, ClientOf(context));
        Add(context, AuditEvent.Deleted, escaped, what);
    }

    /// <param name="names">The names of the settings, without their values.</param>
    public void SettingsChanged(HttpContext context, string names)
    {
        var escaped = Escape(names);
        LogSettingsChanged(escaped, ClientOf(context));
        Add(context, AuditEvent.SettingsChanged, null, escaped);
    }

    /// <summary>Returns the pattern of the request's route, such as <c>/review/{token}</c>: unlike the path it contains no secret.</summary>
    public static string RouteOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } pattern
            ? $"/{pattern.Trim('/')}"
            : "an unknown address";

    /// <summary>Returns a text of limited length in one line, with every character escaped that a terminal or a log viewer could interpret.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var character in text)
        {
            if (escaped.Length >= MaxLength)
            {
                return escaped.Append('…').ToString();
            }

            if (character is '\\' || char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate)
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                escaped.Append(character);
            }
        }

        return escaped.ToString();
    }

    /// <summary>Adds an entry to the audit log.</summary>
    /// <param name="actor">Who did it; null for the caller of the request.</param>
    /// <param name="name">The name that a visitor has given.</param>
    private void Add(HttpContext context, AuditEvent kind, string? subject, string? detail, AuditActor? actor = null, string? name = null)
    {
        var key = actor is null ? context.Features.Get<Caller>()?.Key : null;
        trail.Add(
            kind,
            actor ?? (key is null ? AuditActor.Owner : AuditActor.ApiKey),
            key is null ? (name is { Length: > 0 } ? name : null) : Escape(key.Name),
            context.Connection.RemoteIpAddress?.ToString(),
            subject,
            detail);
    }

    private static string ClientOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "an unknown client";

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused ({Reason}): {Method} {Route} from {Client}")]
    private partial void LogRefused(string reason, string method, string route, string client);

    [LoggerMessage(Level = LogLevel.Information, Message = "Logged in from {Client}")]
    private partial void LogLoggedIn(string client);

    [LoggerMessage(Level = LogLevel.Information, Message = "Logged out from {Client}")]
    private partial void LogLoggedOut(string client);

    [LoggerMessage(Level = LogLevel.Information, Message = "Campaign {Campaign}, creative {Creative}: {Decision} by {Name}, review link {Link}, from {Client}")]
    private partial void LogDecided(string campaign, string creative, string decision, string name, string link, string client);

    [LoggerMessage(Level = LogLevel.Information, Message = "Review link {Link} of campaign {Campaign} created for {Name} from {Client}")]
    private partial void LogLinkCreated(string link, string campaign, string name, string client);

    [LoggerMessage(Level = LogLevel.Information, Message = "Review link {Link} of campaign {Campaign} revoked from {Client}")]
    private partial void LogLinkRevoked(string link, string campaign, string client);

    [LoggerMessage(Level = LogLevel.Information, Message = "Share link {Link} of {Kind} {Target} created from {Client}")]
    private partial void LogShareCreated(string link, string kind, string target, string client);

    [LoggerMessage(Level = LogLevel.Information, Message = "Share link {Link} revoked from {Client}")]
    private partial void LogShareRevoked(string link, string client);

    [LoggerMessage(Level = LogLevel.Information, Message = "API key {Key} '{Name}' with the scope {Scope} created from {Client}")]
    private partial void LogApiKeyCreated(string key, string name, string scope, string client);

    [LoggerMessage(Level = LogLevel.Information, Message = "Name or limits of API key {Key} changed from {Client}")]
    private partial void LogApiKeyChanged(string key, string client);

    [LoggerMessage(Level = LogLevel.Information, Message = "API key {Key} revoked from {Client}")]
    private partial void LogApiKeyRevoked(string key, string client);

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {What} {Id} from {Client}")]
    private partial void LogDeleted(string what, string id, string client);

    [LoggerMessage(Level = LogLevel.Information, Message = "Settings changed from {Client}: {Names}")]
    private partial void LogSettingsChanged(string names, string client);
}
