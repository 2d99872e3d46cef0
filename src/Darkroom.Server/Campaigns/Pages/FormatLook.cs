using Darkroom.Campaigns.Layout;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary>How the pages show a format and a template.</summary>
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

        /// <summary>The channel's name in the language of the page.</summary>
        public string ChannelTitle => format.Channel switch
        {
            "Custom" => CampaignTexts.ChannelCustom,
            "Google display" => CampaignTexts.ChannelGoogleDisplay,
            var brand => brand,
        };

        /// <summary>The format's name in the language of the page; a custom size is its own name.</summary>
        public string Title => format.Name switch
        {
            "Square post" => CampaignTexts.FormatSquarePost,
            "Portrait post" => CampaignTexts.FormatPortraitPost,
            "Story" => CampaignTexts.FormatStory,
            "Reel cover" => CampaignTexts.FormatReelCover,
            "Link post" => CampaignTexts.FormatLinkPost,
            "Post" => CampaignTexts.FormatPost,
            "Pin" => CampaignTexts.FormatPin,
            "Video thumbnail" => CampaignTexts.FormatVideoThumbnail,
            "Medium rectangle" => CampaignTexts.FormatMediumRectangle,
            "Large rectangle" => CampaignTexts.FormatLargeRectangle,
            "Leaderboard" => CampaignTexts.FormatLeaderboard,
            "Wide skyscraper" => CampaignTexts.FormatWideSkyscraper,
            "Half page" => CampaignTexts.FormatHalfPage,
            "Mobile banner" => CampaignTexts.FormatMobileBanner,
            "Billboard" => CampaignTexts.FormatBillboard,
            var size => size,
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

    extension(CreativeTemplate template)
    {
        /// <summary>The template's name in the language of the page.</summary>
        public string Title => template.Id switch
        {
            "scrim" => CampaignTexts.TemplateScrim,
            "editorial" => CampaignTexts.TemplateEditorial,
            "block" => CampaignTexts.TemplateBlock,
            "split" => CampaignTexts.TemplateSplit,
            "centred" => CampaignTexts.TemplateCentred,
            "corner" => CampaignTexts.TemplateCorner,
            "framed" => CampaignTexts.TemplateFramed,
            "duotone" => CampaignTexts.TemplateDuotone,
            "band" => CampaignTexts.TemplateBand,
            _ => template.Name,
        };

        /// <summary>How it looks and what it is good for, in the language of the page.</summary>
        public string Hint => template.Id switch
        {
            "scrim" => CampaignTexts.TemplateScrimHint,
            "editorial" => CampaignTexts.TemplateEditorialHint,
            "block" => CampaignTexts.TemplateBlockHint,
            "split" => CampaignTexts.TemplateSplitHint,
            "centred" => CampaignTexts.TemplateCentredHint,
            "corner" => CampaignTexts.TemplateCornerHint,
            "framed" => CampaignTexts.TemplateFramedHint,
            "duotone" => CampaignTexts.TemplateDuotoneHint,
            "band" => CampaignTexts.TemplateBandHint,
            _ => template.Description,
        };
    }
}
