using Darkroom.Painter.Layers;

namespace Darkroom.Painter;

/// <summary>Composes the sky's layers for an hour and a weather.</summary>
internal static class Skies
{
    public static IEnumerable<ILayer> Over(Stage stage, Dice dice)
    {
        var scene = stage.Scene;
        var night = scene.Hour == Hour.Night;
        var storm = scene.Has(Motif.Storm);
        var (cover, wildness) = Clouds(stage);
        yield return new Sky(stage);
        if (night && !storm && !scene.Has(Motif.Rain))
        {
            yield return new Stars(stage, stage.Horizon, 1f, scene.Has(Motif.Stars) ? 1f : stage.Deal.Share("milky way") * 0.5f);
        }

        if (scene.Has(Motif.Aurora))
        {
            yield return new Aurora(stage, 3);
        }
        else if (Shines(scene))
        {
            yield return new Disc(stage, moon: night);
        }

        yield return new Clouds(stage, cover, wildness);
        if (storm && stage.Deal.Choice("lightning", 2) == 1)
        {
            yield return new Lightning(stage, Strike(stage, dice), dice);
        }
    }

    // The position of the lightning: opposite the subject and beside the sun, in front of which it would not be visible.
    private static float Strike(Stage stage, Dice dice)
    {
        var x = stage.Frame.Width - stage.FocusX + dice.Between(-0.1f, 0.1f);
        return MathF.Abs(x - stage.SunX) > 0.16f ? x : stage.SunX + (x < stage.Frame.CentreX ? -0.16f : 0.16f);
    }

    /// <summary>Shafts of light if the sun shines. They are faint at noon.</summary>
    public static IEnumerable<ILayer> Shafts(Stage stage, float strength, float bottom)
    {
        var scene = stage.Scene;
        if (scene.Hour != Hour.Night && (Shines(scene) || scene.Hour == Hour.Dusk))
        {
            yield return new Rays(stage, scene.Hour == Hour.Day ? strength * 0.35f : strength, bottom);
        }
    }

    private static bool Shines(Scene scene) => scene.Hour switch
    {
        Hour.Dusk => false,
        Hour.Day => !scene.Has(Motif.Storm | Motif.Rain | Motif.Snow | Motif.Fog),
        Hour.Night => scene.Has(Motif.Moon) || (scene.Place != Place.City && !scene.Has(Motif.Storm | Motif.Rain)),
        _ => true,
    };

    private static (float Cover, float Wildness) Clouds(Stage stage)
    {
        var scene = stage.Scene;
        return scene switch
        {
            _ when scene.Has(Motif.Storm) => (stage.Deal.Between("clouds", 0.78f, 0.95f), 1f),
            _ when scene.Has(Motif.Aurora) => (0.1f, 0f),
            _ when scene.Has(Motif.Rain) => (0.8f, 0.5f),
            _ when scene.Has(Motif.Fog) => (0.3f, 0f),
            _ when scene.Hour == Hour.Night => (stage.Deal.Between("clouds", 0.05f, 0.4f), 0.1f),
            _ => (stage.Deal.Between("clouds", 0.25f, 0.62f), stage.Deal.Between("cloud shape", 0f, 0.4f)),
        };
    }
}
