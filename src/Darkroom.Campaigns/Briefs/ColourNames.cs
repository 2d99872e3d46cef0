using System.Globalization;

namespace Darkroom.Campaigns.Briefs;

/// <summary>Names a colour as a person would: image models know "dark blue" better than <c>#1d3557</c>.</summary>
internal static class ColourNames
{
    /// <summary>Where on the colour circle, in degrees, each name ends.</summary>
    private static readonly (int Until, string Name)[] Hues =
    [
        (15, "red"), (40, "orange"), (65, "yellow"), (90, "lime green"), (155, "green"), (190, "turquoise"), (255, "blue"), (290, "violet"),
        (330, "magenta"), (350, "pink"), (361, "red"),
    ];

    /// <param name="colour">Such as <c>#1d3557</c>.</param>
    public static string Describe(string colour)
    {
        var rgb = int.Parse(colour.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var (red, green, blue) = ((rgb >> 16) / 255.0, ((rgb >> 8) & 255) / 255.0, (rgb & 255) / 255.0);
        var (most, least) = (Math.Max(red, Math.Max(green, blue)), Math.Min(red, Math.Min(green, blue)));
        var (light, spread) = ((most + least) / 2, most - least);
        if (spread < 0.1)
        {
            return light switch { < 0.15 => "black", < 0.4 => "dark grey", < 0.7 => "grey", < 0.93 => "light grey", _ => "white" };
        }

        var hue = most == red ? ((green - blue) / spread) + 6 : most == green ? ((blue - red) / spread) + 2 : ((red - green) / spread) + 4;
        var name = Hues.First(one => hue % 6 * 60 < one.Until).Name;
        return light switch { < 0.33 => $"dark {name}", > 0.75 => $"pale {name}", _ => name };
    }
}
