using Darkroom.Campaigns;

namespace Darkroom.Server.Campaigns;

internal static class ShapeWords
{
    /// <summary>As addresses and the API say it.</summary>
    public static string Id(Shape shape) => shape switch
    {
        Shape.Square => "square",
        Shape.Portrait => "portrait",
        _ => "landscape",
    };

    public static string Name(Shape shape) => shape switch
    {
        Shape.Square => "Square",
        Shape.Portrait => "Portrait",
        _ => "Landscape",
    };
}
