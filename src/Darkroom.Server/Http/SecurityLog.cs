using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Darkroom.Server.Http;

/// <summary>
/// What an operator wants to see about access, under the log category <c>Darkroom.Security</c>. Entries name routes instead of addresses,
/// because an address may hold the secret of a review link, and control characters in them are escaped.
/// </summary>
[SuppressMessage("Performance", "CA1873", Justification = "These entries are rare, and escaping a short text costs little beside the request.")]
internal sealed partial class SecurityLog(ILoggerFactory loggers)
{
    public const string Category = "Darkroom.Security";
    private const int MaxLength = 200;

    private readonly ILogger _log = loggers.CreateLogger(Category);

    /// <summary>A request was refused although it had a route or a secret that somebody had to know.</summary>
    /// <param name="reason">A constant text.</param>
    public void Refused(HttpContext context, string reason) =>
        LogRefused(reason, Escape(context.Request.Method), RouteOf(context), ClientOf(context));

    public void LoggedIn(HttpContext context) => LogLoggedIn(ClientOf(context));

    public void LoggedOut(HttpContext context) => LogLoggedOut(ClientOf(context));

    /// <summary>A decision about a creative was made by a review link.</summary>
    /// <param name="decision">The approval or "comment".</param>
    /// <param name="by">The name as people are shown it.</param>
    public void Decided(HttpContext context, string campaignId, string creative, string decision, string? by, string linkId) =>
        LogDecided(Escape(campaignId), Escape(creative), decision, Escape(by ?? ""), linkId, ClientOf(context));

    public void LinkCreated(HttpContext context, string campaignId, string linkId, string? name) =>
        LogLinkCreated(linkId, Escape(campaignId), Escape(name ?? "nobody in particular"), ClientOf(context));

    public void LinkRevoked(HttpContext context, string campaignId, string linkId) =>
        LogLinkRevoked(Escape(linkId), Escape(campaignId), ClientOf(context));

    /// <param name="what">A constant text, such as "campaign".</param>
    public void Deleted(HttpContext context, string what, string id) => LogDeleted(what, Escape(id), ClientOf(context));

    /// <summary>Returns the pattern of the request's route, such as <c>/review/{token}</c>: unlike its path it holds no secret.</summary>
    public static string RouteOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } pattern
            ? $"/{pattern.Trim('/')}"
            : "an unknown address";

    /// <summary>Returns a text in one line and of limited length, with everything that a terminal or a log reader could act on escaped.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var one in text)
        {
            if (escaped.Length >= MaxLength)
            {
                return escaped.Append('…').ToString();
            }

            if (one is '\\' || char.GetUnicodeCategory(one) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate)
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)one:x4}");
            }
            else
            {
                escaped.Append(one);
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {What} {Id} from {Client}")]
    private partial void LogDeleted(string what, string id, string client);
}
