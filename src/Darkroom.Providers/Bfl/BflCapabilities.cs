using System.Collections.Immutable;

namespace Darkroom.Providers.Bfl;

/// <summary>The capabilities of the FLUX models.</summary>
internal static class BflCapabilities
{
    public const string DefaultModel = "flux-2-pro";

    private static readonly SizeRule FirstGeneration = new SizeRule.Within(256, 1440, 32, 1440L * 1440, 4);
    private static readonly SizeRule SecondGeneration = new SizeRule.Within(64, 2048, 16, 2048L * 2048, 8);

    private static readonly ImmutableArray<(string Name, AspectSizes? Aspects, int MaxReferences)> Known =
    [
        (DefaultModel, null, 8),
        ("flux-2-max", null, 8),
        ("flux-2-flex", null, 8),
        ("flux-kontext-pro", AspectSizes.OneMegapixel, 4),
        ("flux-kontext-max", AspectSizes.OneMegapixel, 4),
        ("flux-pro-1.1-ultra", AspectSizes.OneMegapixel, 0),
        ("flux-pro-1.1", null, 0),
        ("flux-dev", null, 0),
    ];

    /// <summary>
    /// Returns a model's aspect ratios, or null if it takes width and height; and its maximum number of reference images, 0 if it accepts none.
    /// An unknown model is newer and treated like the newest.
    /// </summary>
    public static (string Name, AspectSizes? Aspects, int MaxReferences) ModelOf(string name) =>
        Known.FirstOrDefault(known => known.Name == name, Known[0] with { Name = name });

    /// <param name="name">The model, or null for the default.</param>
    /// <param name="preferred">The operator's default, or null.</param>
    public static ProviderCapabilities For(string? name, string? preferred)
    {
        var first = preferred ?? DefaultModel;
        var model = ModelOf(name ?? first);
        return new ProviderCapabilities
        {
            Sizes = model.Aspects?.SizeRule ?? (model.MaxReferences == 0 ? FirstGeneration : SecondGeneration),
            Formats = ["jpeg", "png"],
            Models = [first, .. Known.Select(known => known.Name).Where(known => known != first)],
            OtherModels = true,
            Steps = true,
            Seed = true,
            Edits = model.MaxReferences == 0 ? null : new EditRule(model.MaxReferences, Mask: false),
        };
    }
}
