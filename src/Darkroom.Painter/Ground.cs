using Darkroom.Painter.Layers;

namespace Darkroom.Painter;

/// <summary>The layers that several landscapes have on their ground.</summary>
internal static class Ground
{
    public static IEnumerable<ILayer> Cape(Stage stage, Dice dice)
    {
        var level = stage.Horizon + ((stage.Frame.Height - stage.Horizon) * dice.Between(0.14f, 0.34f));
        var rock = new Headland(
            stage, stage.FocusX, level, dice.Between(0.1f, 0.19f), dice.Between(0.13f, 0.22f), stage.Scene.Has(Motif.Storm) ? 1f : 0.2f,
            dice);
        if (stage.Scene.Has(Motif.Lighthouse))
        {
            var foot = rock.Top(stage.FocusX) + 0.012f;
            // Leave room for the mast, a tenth above the tower's height, and for some sky.
            var height = MathF.Min(dice.Between(0.36f, 0.5f), foot * 0.82f);
            yield return new Lighthouse(stage, stage.FocusX, foot, height, dice);
        }

        yield return rock;
        if (stage.Scene.Has(Motif.Person))
        {
            var x = stage.Scene.Has(Motif.Lighthouse) ? Curves.Mix(stage.FocusX, stage.Frame.CentreX, 0.35f) : stage.FocusX;
            yield return new Silhouette(stage, Pose.Walker, x, rock.Top(x) + 0.004f, 0.11f, stage.Palette.Shade);
        }
    }

    public static IEnumerable<ILayer> Ranges(Stage stage, Dice dice, float bottom)
    {
        var count = 4 + stage.Deal.Choice("ranges", 3);
        var sharp = stage.Scene.Place == Place.Meadow ? 0.15f : stage.Deal.Between("rock", 0.45f, 1f);
        var lofty = stage.Scene.Place == Place.Meadow ? 0.14f : stage.Deal.Between("peaks", 0.3f, 0.5f);
        var snow = stage.Scene.Has(Motif.Snow) ? 0.05f : stage.Deal.Choice("snow line", 2) == 0 ? 0.5f : 1f;
        var fog = stage.Scene.Has(Motif.Fog) ? 0.8f : stage.Deal.Between("haze", 0.45f, 0.7f);
        for (var i = 0; i < count; i++)
        {
            var t = i / (count - 1f);
            var foot = Curves.Mix(stage.Horizon - 0.03f, MathF.Min(bottom, stage.Frame.Height * 0.94f), t * t * 0.8f);
            var height = lofty * Curves.Mix(1f, 0.42f, MathF.Abs(t - 0.25f) * 1.3f);
            var form = new RidgeForm(
                Depth: Curves.Mix(0.08f, 0.88f, t), Base: foot, Height: height, Width: Curves.Mix(0.42f, 0.75f, t),
                Sharpness: sharp * Curves.Mix(1f, 0.6f, t), Mist: fog * Curves.Mix(1f, 0.6f, t), Snow: t < 0.7f ? snow : 1f);
            yield return new Ridge(stage, form, dice.Seed());
        }
    }

    public static IEnumerable<ILayer> Shore(Stage stage, Dice dice, float foot)
    {
        var scene = stage.Scene;
        var ground = Hills(foot, 0.07f, dice.Seed());
        List<ILayer> layers = [];
        if (scene.Has(Motif.House))
        {
            layers.Add(new Ridge(stage, new RidgeForm(0.8f, foot + 0.02f, 0.08f, 0.7f, 0f, 0.2f, 1f), dice.Seed()));
            layers.Add(new Cabin(stage, stage.Frame.Width - stage.FocusX, foot - 0.02f, 0.06f));
        }

        if (scene.Has(Motif.Forest))
        {
            var behind = Hills(foot - 0.09f, 0.06f, dice.Seed());
            layers.Add(new Conifers(stage, new Stand(behind, 0.15f, 0.022f, 0.62f, 0.45f, 0f, 0f), dice));
        }

        var height = dice.Between(0.18f, 0.34f);
        var gap = stage.Frame.Width * (scene.Has(Motif.Forest) ? 0.24f : 0.32f);
        var figure = stage.Frame.Width - stage.FocusX;
        layers.AddRange(Trees(stage, new Stand(ground, height, height * 0.2f, 0.95f, 0.05f, figure, gap), dice));
        layers.AddRange(Figures(stage, figure, ground(figure) + 0.01f));
        return layers;
    }

    public static IEnumerable<ILayer> Trees(Stage stage, Stand stand, Dice dice)
    {
        yield return new Conifers(
            stage, stage.Scene.Has(Motif.Autumn | Motif.Spring) ? stand with { Spacing = stand.Spacing * 2.2f } : stand, dice);
        if (!stage.Scene.Has(Motif.Autumn | Motif.Spring))
        {
            yield break;
        }

        for (var x = 0f; x < stage.Frame.Width + 0.1f; x += stand.Height * dice.Between(0.4f, 0.9f))
        {
            if (MathF.Abs(x - stand.Gap) > stand.GapWidth * 0.8f)
            {
                yield return new Broadleaf(stage, x, stand.Ground(x) + 0.01f, stand.Height * dice.Between(0.6f, 1f), stand.Depth, dice);
            }
        }
    }

    public static IEnumerable<ILayer> Clearing(Stage stage, Func<float, float> ground, Dice dice)
    {
        var (x, foot) = (stage.FocusX, ground(stage.FocusX));
        return
        [
            .. stage.Scene.Has(Motif.House) ? [new Cabin(stage, x, foot + 0.03f, 0.1f)] : Enumerable.Empty<ILayer>(),
            .. Figures(stage, x, foot + 0.05f),
            .. stage.Scene.Has(Motif.Fog) ? [new Mist(stage, stage.Palette.Horizon, foot, 0.09f, 0.6f, dice.Seed())] : Enumerable.Empty<ILayer>(),
        ];
    }

    public static IEnumerable<ILayer> Figures(Stage stage, float x, float foot)
    {
        if (stage.Scene.Has(Motif.Creature))
        {
            yield return new Silhouette(
                stage, Pose.Sitting, x, foot, stage.Scene.Place == Place.Creature ? 0.24f : 0.14f, Interiors.Coat(stage));
        }
        else if (stage.Scene.Has(Motif.Person))
        {
            yield return new Silhouette(stage, Pose.Walker, x, foot, 0.13f, stage.Palette.Shade);
        }
    }

    public static Func<float, float> Hills(float level, float height, uint seed) =>
        x => level + (height * Noise.Fbm(x * 1.5f, 0.5f, 3, seed));
}
