using System.Collections.Immutable;
using Darkroom.Campaigns;

namespace Darkroom.Server.Campaigns;

/// <summary>The formats as the pages draw them.</summary>
internal static class FormatCatalog
{
    private static readonly (string Prefix, string Channel)[] Channels =
    [
        ("instagram", "Instagram"), ("facebook", "Facebook"), ("linkedin", "LinkedIn"), ("x", "X"), ("pinterest", "Pinterest"), ("youtube", "YouTube"), ("google", "Google display"),
    ];

    public static ImmutableArray<FormatFacts> All { get; } =
        [.. FormatSizes.Of(new Brief { Formats = [.. FormatSizes.Ids] }).Select(one => Of(one.Id, one.Size))];

    public static FormatFacts Of(string id, PixelSize size)
    {
        var channel = Channels.FirstOrDefault(one => id.StartsWith(one.Prefix + "-", StringComparison.Ordinal) || id == one.Prefix).Channel ?? "Other sizes";
        var name = id[(id.IndexOf('-', StringComparison.Ordinal) + 1)..];
        return new FormatFacts(id, channel, char.ToUpperInvariant(name[0]) + name[1..], size, new Zone(size.Width / 20, size.Height / 20, size.Width - (size.Width / 10), size.Height - (size.Height / 10)));
    }
}
