namespace Darkroom.Providers.ComfyUi;

/// <summary>What workflows have in common.</summary>
internal static class ComfyUiCapabilities
{
    /// <summary>The sizes of a workflow that takes width and height.</summary>
    public static readonly SizeRule AnySize = new SizeRule.Within(MinEdge: 64, MaxEdge: 4096, MultipleOf: 8, MaxPixels: 4096L * 4096, MaxRatio: 8);

    public static readonly NumberRule Steps = new(1, 150, Whole: true);
    public static readonly NumberRule Guidance = new(0, 30);
    public static readonly NumberRule Strength = new(0, 1);
    public static readonly NumberRule ClipSkip = new(1, 12, Whole: true);

    /// <summary>The size of a workflow that has its own.</summary>
    public static SizeRule OnlySize(PixelSize? size) => new SizeRule.OneOf([size ?? new PixelSize(1024, 1024)]);
}
