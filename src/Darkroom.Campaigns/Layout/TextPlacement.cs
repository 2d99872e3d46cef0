namespace Darkroom.Campaigns.Layout;

/// <summary>Where on the picture a template's words stand; where the picture had better be calm.</summary>
internal enum TextPlacement
{
    /// <summary>Next to the picture, on a ground of their own.</summary>
    Beside,
    Top,
    Bottom,
    Left,
    Right,
    Middle,
}
