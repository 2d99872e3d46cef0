using System.Collections.Immutable;

namespace Darkroom.Providers.Gemini;

/// <summary>The capabilities of Google's image models. They accept aspect ratios and resolutions, to which the sizes are mapped.</summary>
internal static class GeminiCapabilities
{
    public const string DefaultModel = "gemini-3.1-flash-image";

    // A request may have 20 MB in all, with images in base64.
    private const long MaxReferenceLength = 4 * 1024 * 1024;

    /// <summary>The edge to which the service scales larger images down.</summary>
    private const int MaxEdge = 3072;
    private const int MaxReferences = 3;

    private static readonly AspectSizes SecondGeneration = new([
        ("1:1", new(1024, 1024)),
        ("16:9", new(1344, 768)),
        ("9:16", new(768, 1344)),
        ("3:2", new(1248, 832)),
        ("2:3", new(832, 1248)),
        ("4:3", new(1184, 864)),
        ("3:4", new(864, 1184)),
        ("5:4", new(1152, 896)),
        ("4:5", new(896, 1152)),
        ("21:9", new(1536, 672)),
    ]);

    private static readonly AspectSizes ThirdGeneration = new AspectSizes([
        ("1:1", new(1024, 1024)),
        ("16:9", new(1376, 768)),
        ("9:16", new(768, 1376)),
        ("3:2", new(1264, 848)),
        ("2:3", new(848, 1264)),
        ("4:3", new(1200, 896)),
        ("3:4", new(896, 1200)),
        ("5:4", new(1152, 928)),
        ("4:5", new(928, 1152)),
        ("21:9", new(1584, 672)),
    ]).WithResolutions("1K", "2K", "4K");

    private static readonly AspectSizes Imagen = new([
        ("1:1", new(1024, 1024)),
        ("16:9", new(1408, 768)),
        ("9:16", new(768, 1408)),
        ("4:3", new(1280, 896)),
        ("3:4", new(896, 1280)),
    ]);

    // As of November 2026: gemini-2.5-flash-image, the previews and Imagen 4 are shut down.
    private static readonly ImmutableArray<string> KnownModels =
    [
        DefaultModel,
        "gemini-3-pro-image",
        "gemini-3.1-flash-lite-image",
    ];

    /// <summary>Whether a model uses <c>:predict</c>, as Imagen does.</summary>
    public static bool IsImagen(string model) => model.StartsWith("imagen-", StringComparison.Ordinal);

    /// <summary>Returns the ratio of a size, and its resolution if the model has several: <c>1K</c>, <c>2K</c> or <c>4K</c>.</summary>
    public static (string Ratio, string? Resolution) ShapeOf(string model, PixelSize size) =>
        HasResolutions(model) ? ThirdGeneration.Nearest(size) : (SizesOf(model).NearestRatio(size), null);

    /// <param name="name">The model, or null for the default.</param>
    /// <param name="preferred">The operator's default, or null.</param>
    public static ProviderCapabilities For(string? name, string? preferred)
    {
        var first = preferred ?? DefaultModel;
        var model = name ?? first;
        return new ProviderCapabilities
        {
            Sizes = SizesOf(model).SizeRule,
            Models = [first, .. KnownModels.Where(known => known != first)],
            OtherModels = true,
            Edits = IsImagen(model) ? null : new EditRule(MaxReferences, Mask: false) { MaxBytes = MaxReferenceLength, MaxEdge = MaxEdge },
        };
    }

    private static AspectSizes SizesOf(string model) => HasResolutions(model) ? ThirdGeneration : IsImagen(model) ? Imagen : SecondGeneration;

    // The third generation has several resolutions, except for its smallest model.
    private static bool HasResolutions(string model) =>
        model.StartsWith("gemini-3", StringComparison.Ordinal) && !model.Contains("lite", StringComparison.Ordinal);
}
