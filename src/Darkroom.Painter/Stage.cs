using System.Numerics;

namespace Darkroom.Painter;

/// <summary>The positions in one image. All layers use it, so that light, haze and horizon are consistent.</summary>
/// <param name="Horizon">The horizon's height in scene units from the top.</param>
/// <param name="SunX">The horizontal position of the sun, or of the moon at night.</param>
/// <param name="SunY">The vertical position. After sunset it is below the horizon, and only the glow is visible.</param>
/// <param name="SunRadius">The disc's radius.</param>
/// <param name="FocusX">The subject's horizontal position.</param>
internal sealed record Stage(
    Scene Scene, ViewFrame Frame, ColourPalette Palette, SceneRandom Deal, float Horizon, float SunX, float SunY, float SunRadius, float FocusX)
{
    /// <summary>The strength of the light near the sun or moon, 0 to 1.</summary>
    public float LightStrength { get; } = (scene: Scene.Hour, wet: Scene.Has(Motif.Fog | Motif.Rain)) switch
    {
        (Hour.Night, _) => 0.28f,
        (Hour.Dusk, _) => 0.5f,
        (Hour.Day, _) => 0.55f,
        (_, true) => 0.75f,
        _ => 1f,
    };

    public static Stage From(Scene scene, ViewFrame frame, SceneRandom deal)
    {
        var palettes = Palettes.From(scene.Hour);
        var palette = Weather.Over(palettes[deal.Choice("palette", palettes.Count)].Leaning(scene.Prompt.Colours, Lean(scene)), scene);
        var horizon = frame.Height * HorizonShare(scene, deal);
        var sunX = frame.Width * deal.Between("sun", 0.16f, 0.84f);
        var left = deal.Choice("side", 2) == 0;
        var focus = frame.Width * (left ? deal.Between("focus", 0.24f, 0.38f) : deal.Between("focus", 0.62f, 0.76f));
        return new Stage(
            scene, frame, palette, deal, horizon, sunX, SunHeight(scene, horizon, deal),
            deal.Between("sun size", 0.032f, 0.075f) * (scene.Has(Motif.Storm) || scene.Hour == Hour.Day ? 0.6f : 1f), focus);
    }

    /// <summary>The nearness of a point to the light: 1 at the light, 0.5 at the given distance.</summary>
    public float Nearness(float x, float y, float distance) => Curves.Glow(Curves.Length(x - SunX, y - SunY), distance);

    /// <summary>The direction towards the light, up to one unit long. It is shorter near the light, to avoid a sudden change of direction.</summary>
    public Vector2 Towards(float x, float y)
    {
        var (dx, dy) = (SunX - x, SunY - y);
        var scale = 1f / (Curves.Length(dx, dy) + 0.12f);
        return new Vector2(dx * scale, dy * scale);
    }

    /// <summary>The side of the light: 1 for right, -1 for left, with a smooth transition below the light.</summary>
    public float Side(float x) => MathF.Max(-1f, MathF.Min(1f, (SunX - x) * 5f));

    private static float Lean(Scene scene) =>
        scene.Prompt.Colours.Count == 1
        && scene.Has(Motif.Creature | Motif.Boat | Motif.House | Motif.Lighthouse | Motif.Flowers | Motif.Person) ? 0.25f : 1f;

    private static float HorizonShare(Scene scene, SceneRandom deal) => scene.Place switch
    {
        Place.City => deal.Between("horizon", 0.66f, 0.78f),
        Place.Mountains => deal.Between("horizon", 0.58f, 0.72f),
        Place.Forest => deal.Between("horizon", 0.62f, 0.74f),
        Place.Meadow => deal.Between("horizon", 0.46f, 0.62f),
        _ => deal.Between("horizon", 0.5f, 0.7f),
    };

    private static float SunHeight(Scene scene, float horizon, SceneRandom deal) => scene.Hour switch
    {
        Hour.Dawn => horizon * deal.Between("sun height", 0.62f, 0.86f),
        Hour.Golden => horizon * deal.Between("sun height", 0.5f, 0.8f),
        Hour.Sunset => horizon * deal.Between("sun height", 0.66f, 0.93f),
        Hour.Dusk => horizon * 1.02f,
        Hour.Day => horizon * deal.Between("sun height", 0.14f, 0.4f),
        _ => horizon * deal.Between("sun height", 0.2f, 0.5f),
    };
}
