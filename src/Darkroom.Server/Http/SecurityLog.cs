using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Darkroom.Server.Http;

/// <summary>
/// Logs access and changes, in the category <c>Darkroom.Security</c>. Entries contain routes instead of addresses, because an address may contain
/// the secret of a link, and control characters are escaped.
/// </summary>
[SuppressMessage("Performance", "CA1873", Justification = "These entries are rare, and escaping a short text is cheap compared to the request.")]
internal sealed partial class SecurityLog(ILoggerFactory loggers)
{
    public const string Category = "Darkroom.Security";
    private const int MaxLength = 200;

    private readonly ILogger _log = loggers.CreateLogger(Category);

    /// <param name="reason">A constant text.</param>
    public void Refused(HttpContext context, string reason) =>
        LogRefused(reason, Escape(context.Request.Method), RouteOf(context), ClientOf(context));

    public void LoggedIn(HttpContext context) => LogLoggedIn(ClientOf(context));

    public void LoggedOut(HttpContext context) => LogLoggedOut(ClientOf(context));

    /// <summary>Logs a decision that was made with a review link.</summary>
    public void Decided(HttpContext context, string campaignId, string creative, string decision, string? by, string linkId) =>
        LogDecided(Escape(campaignId), Escape(creative), decision, Escape(by ?? ""), linkId, ClientOf(context));

    public void LinkCreated(HttpContext context, string campaignId, string linkId, string? name) =>
        LogLinkCreated(linkId, Escape(campaignId), Escape(name ?? "no name"), ClientOf(context));

    public void LinkRevoked(HttpContext context, string campaignId, string linkId) =>
        LogLinkRevoked(Escape(linkId), Escape(campaignId), ClientOf(context));

    public void ShareCreated(HttpContext context, string linkId, string kind, string targetId) => LogShareCreated(linkId, kind, targetId, ClientOf(context));

    public void ShareRevoked(HttpContext context, string linkId) => LogShareRevoked(linkId, ClientOf(context));

    public void ApiKeyCreated(HttpContext context, string keyId, string name, string scope) => LogApiKeyCreated(keyId, Escape(name), scope, ClientOf(context));

    public void ApiKeyChanged(HttpContext context, string keyId) => LogApiKeyChanged(Escape(keyId), ClientOf(context));

    public void ApiKeyRevoked(HttpContext context, string keyId) => LogApiKeyRevoked(Escape(keyId), ClientOf(context));

    /// <param name="what">A constant text, such as "campaign".</param>
    public void Deleted(HttpContext context, string what, string id) => LogDeleted(what, Escape(id), ClientOf(context));

    /// <param name="names">The names of the settings, without their values.</param>
    public void SettingsChanged(HttpContext context, string names) => LogSettingsChanged(Escape(names), ClientOf(context));

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
