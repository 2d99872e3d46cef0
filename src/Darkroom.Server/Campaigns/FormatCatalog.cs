namespace Darkroom.Server.Campaigns;

internal static class FormatCatalog
{
    public static IReadOnlyList<FormatFacts> All { get; } =
    [
        F("instagram-square", "Instagram", "Square", 1080, 1080), F("instagram-portrait", "Instagram", "Portrait", 1080, 1350),
        F("instagram-story", "Instagram", "Story", 1080, 1920), F("facebook-feed", "Facebook", "Feed", 1200, 628), F("linkedin-feed", "LinkedIn", "Feed", 1200, 627),
        F("x-post", "X", "Post", 1600, 900), F("pinterest-pin", "Pinterest", "Pin", 1000, 1500), F("youtube-thumbnail", "YouTube", "Thumbnail", 1280, 720),
        F("google-300x250", "Google display", "Medium rectangle", 300, 250), F("google-336x280", "Google display", "Large rectangle", 336, 280),
        F("google-728x90", "Google display", "Leaderboard", 728, 90), F("google-160x600", "Google display", "Wide skyscraper", 160, 600),
        F("google-300x600", "Google display", "Half page", 300, 600), F("google-320x50", "Google display", "Mobile banner", 320, 50), F("google-970x250", "Google display", "Billboard", 970, 250),
    ];

    private static FormatFacts F(string id, string channel, string name, int width, int height) =>
        new(id, channel, name, new PixelSize(width, height), new Zone(width / 20, height / 20, width - width / 10, height - height / 10));
}
