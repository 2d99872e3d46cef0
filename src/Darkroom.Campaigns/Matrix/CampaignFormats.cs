using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Darkroom.Campaigns.Matrix;

/// <summary>The formats of all channels.</summary>
public static class CampaignFormats
{
    /// <summary>The shortest edge of a custom size in pixels.</summary>
    public const int MinEdge = 50;

    /// <summary>The longest edge of a custom size in pixels.</summary>
    public const int MaxEdge = 4_096;

    private const long Megabyte = 1_000_000;
    private const long DisplayBytes = 150_000;
    private const string CustomPrefix = "custom-";

    /// <summary>All formats in the order of the form.</summary>
    public static readonly ImmutableArray<CampaignFormat> All =
    [
        new("instagram-square", "Square post", "Instagram", new(1080, 1080), 8 * Megabyte, default),
        new("instagram-portrait", "Portrait post", "Instagram", new(1080, 1350), 8 * Megabyte, default),
        new("instagram-story", "Story", "Instagram", new(1080, 1920), 8 * Megabyte, new(0, 270, 0, 340)),
        new("instagram-reel", "Reel cover", "Instagram", new(1080, 1920), 8 * Megabyte, new(64, 270, 120, 480)),
        new("facebook", "Link post", "Facebook", new(1200, 628), 8 * Megabyte, default),
        new("linkedin", "Link post", "LinkedIn", new(1200, 627), 5 * Megabyte, default),
        new("x", "Post", "X", new(1600, 900), 5 * Megabyte, default),
        new("pinterest", "Pin", "Pinterest", new(1000, 1500), 20 * Megabyte, default),
        new("youtube-thumbnail", "Video thumbnail", "YouTube", new(1280, 720), 2 * Megabyte, new(0, 0, 0, 84)),
        Display("Medium rectangle", 300, 250),
        Display("Large rectangle", 336, 280),
        Display("Leaderboard", 728, 90),
        Display("Wide skyscraper", 160, 600),
        Display("Half page", 300, 600),
        Display("Mobile banner", 320, 50),
        Display("Billboard", 970, 250),
    ];

    /// <summary>Finds one of <see cref="All"/>, or a custom size <c>custom-WIDTHxHEIGHT</c> with edges from <see cref="MinEdge"/> to <see cref="MaxEdge"/>.</summary>
    public static bool TryFind(string? id, [NotNullWhen(true)] out CampaignFormat? format)
    {
        format = All.FirstOrDefault(known => known.Id == id);
        if (format is null && id is not null && id.StartsWith(CustomPrefix, StringComparison.Ordinal)
            && PixelSize.TryParse(id[CustomPrefix.Length..], out var size) && Allowed(size.Width) && Allowed(size.Height))
        {
            format = new CampaignFormat($"{CustomPrefix}{size}", $"{size.Width} × {size.Height}", "Custom", size, null, default);
        }

        return format is not null;
    }

    private static bool Allowed(int edge) => edge is >= MinEdge and <= MaxEdge;

    private static CampaignFormat Display(string name, int width, int height) => new(
        string.Create(CultureInfo.InvariantCulture, $"google-{width}x{height}"), name, "Google display", new(width, height), DisplayBytes, default)
    {
        IsShownInItsSize = true,
    };
}
