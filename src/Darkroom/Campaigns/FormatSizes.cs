using System.Collections.Immutable;

namespace Darkroom.Campaigns;

/// <summary>Which formats a campaign can have, and their sizes.</summary>
public static class FormatSizes
{
    private static readonly ImmutableArray<(string Id, PixelSize Size)> Known =
    [
        ("instagram-square", new(1080, 1080)),
        ("instagram-portrait", new(1080, 1350)),
        ("instagram-story", new(1080, 1920)),
        ("instagram-reel", new(1080, 1920)),
        ("facebook", new(1200, 628)),
        ("linkedin", new(1200, 627)),
        ("x", new(1600, 900)),
        ("pinterest", new(1000, 1500)),
        ("youtube-thumbnail", new(1280, 720)),
        ("google-300x250", new(300, 250)),
        ("google-336x280", new(336, 280)),
        ("google-728x90", new(728, 90)),
        ("google-160x600", new(160, 600)),
        ("google-300x600", new(300, 600)),
        ("google-320x50", new(320, 50)),
        ("google-970x250", new(970, 250)),
    ];

    /// <summary>Ids of the formats that are known, custom sizes apart.</summary>
    public static IEnumerable<string> Ids => Known.Select(one => one.Id);

    /// <summary>Such as <c>instagram</c> or <c>google-display</c>.</summary>
    public static string ChannelOf(string format) =>
        format.Split('-')[0] is var channel && channel == "google" ? "google-display" : channel;

    /// <summary>The formats of a brief in its order, its custom sizes last.</summary>
    public static IEnumerable<(string Id, PixelSize Size)> Of(Brief brief) =>
        brief.Formats.SelectMany(id => Known.Where(one => one.Id == id))
            .Concat(brief.CustomSizes.Select(size => ($"custom-{size}", size)));
}
