using Darkroom.Campaigns.Matrix;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary>How the pages show a format.</summary>
internal static class FormatLook
{
    extension(CampaignFormat format)
    {
        /// <summary>The layout of its row of tiles.</summary>
        public string Columns => format.Size.Ratio switch
        {
            > 3 => "strip",
            > 1.4 => "wide",
            >= 0.7 => "square",
            >= 0.4 => "tall",
            _ => "sliver",
        };

        /// <summary>The imitation of the channel that is drawn around a tile.</summary>
        public string Mock => format.Channel switch
        {
            "Google display" => "banner",
            "YouTube" => "video",
            "Custom" => "plain",
            _ when format.Size.Ratio < 0.6 => "story",
            _ => "feed",
        };

        /// <summary>What the channel covers, everything but the safe zone, as an SVG path in the format's pixels.</summary>
        public string CoveredPath
        {
            get
            {
                var (size, safe) = (format.Size, format.Safe);
                var (width, height) = (size.Width - safe.Left - safe.Right, size.Height - safe.Top - safe.Bottom);
                return string.Create(CultureInfo.InvariantCulture, $"M0 0H{size.Width}V{size.Height}H0zM{safe.Left} {safe.Top}h{width}v{height}h{-width}z");
            }
        }
    }
}
