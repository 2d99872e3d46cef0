using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Studio.Pages;

/// <summary>Whether the studio shows campaigns between its runs, as the browser chose. A cookie, so that the first paint has it.</summary>
internal static class CampaignRuns
{
    private const string Cookie = "darkroom_campaign_runs";
    private const string Hidden = "hidden";

    public static bool AreHidden(HttpRequest request) => request.Cookies[Cookie] == Hidden;

    /// <summary><c>POST /campaign-runs</c>: hides the campaigns, or shows them again.</summary>
    public static IResult Choose([FromForm] bool hidden, HttpContext context, PublicAddress address)
    {
        BrowserChoice.Store(context, Cookie, hidden ? Hidden : null, address);
        return new SeeOther("/");
    }
}
