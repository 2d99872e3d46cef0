using System.Collections.Immutable;

namespace Darkroom.Server.Campaigns;

/// <summary>What the pages need to know of a format.</summary>
/// <param name="SafeZone">Where words and logo stay, in pixels.</param>
public sealed record FormatFacts(string Id, string Channel, string Name, PixelSize Size, Zone SafeZone)
{
    public string ChannelId => Channel.ToLowerInvariant().Replace(' ', '-');

    /// <summary>Which columns its tiles stand in.</summary>
    public string Shape => Size.Ratio switch
    {
        > 3 => "strip",
        > 1.4 => "wide",
        >= 0.7 => "square",
        >= 0.4 => "tall",
        _ => "sliver",
    };

    /// <summary>What is drawn around it: as it will be seen.</summary>
    public string Mock => Id switch
    {
        _ when Id.Contains("story", StringComparison.Ordinal) || Id.Contains("reel", StringComparison.Ordinal) => "story",
        _ when Channel.Contains("Google", StringComparison.Ordinal) => "banner",
        _ when Channel.Contains("YouTube", StringComparison.Ordinal) => "video",
        _ when Id.StartsWith("custom", StringComparison.Ordinal) => "plain",
        _ => "feed",
    };
}

public readonly record struct Zone(int X, int Y, int Width, int Height);
