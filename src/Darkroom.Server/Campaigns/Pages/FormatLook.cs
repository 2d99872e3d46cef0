using System.Globalization;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary>How the pages draw a format.</summary>
internal static class FormatLook
{
    public static CampaignFormat From(string id, PixelSize size) =>
        CampaignFormats.TryFind(id, out var format) ? format : new CampaignFormat(id, id, "Custom", size, null, default);

    public static string ChannelId(CampaignFormat format) => format.Channel.ToLowerInvariant().Replace(' ', '-');

    /// <summary>Which columns its tiles stand in.</summary>
    public static string Columns(CampaignFormat format) => format.Size.Ratio switch
    {
        > 3 => "strip",
        > 1.4 => "wide",
        >= 0.7 => "square",
        >= 0.4 => "tall",
        _ => "sliver",
    };

    /// <summary>What is drawn around it: as it will be seen.</summary>
    public static string Mock(CampaignFormat format) => format.Channel switch
    {
        "Google display" => "banner",
        "YouTube" => "video",
        "Custom" => "plain",
        _ when format.Size.Ratio < 0.6 => "story",
        _ => "feed",
    };

    public static bool HasZones(CampaignFormat format) => format.Safe != default;

    /// <summary>What the channel covers, as an SVG path in the format's pixels: all but the safe zone.</summary>
    public static string CoveredPath(CampaignFormat format)
    {
        var (size, safe) = (format.Size, format.Safe);
        var (width, height) = (size.Width - safe.Left - safe.Right, size.Height - safe.Top - safe.Bottom);
        return string.Create(CultureInfo.InvariantCulture, $"M0 0H{size.Width}V{size.Height}H0zM{safe.Left} {safe.Top}h{width}v{height}h{-width}z");
    }
}
