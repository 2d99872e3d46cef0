using Darkroom.Providers.Painter.Layers;

namespace Darkroom.Providers.Painter;

/// <summary>The pictures with a sky and a horizon.</summary>
internal static class Landscapes
{
    public static IEnumerable<ILayer> Sea(Stage stage, Dice dice)
    {
        var (scene, frame) = (stage.Scene, stage.Frame);
        var storm = scene.Has(Motif.Storm);
        foreach (var layer in Skies.Over(stage, dice))
        {
            yield return layer;
        }

        yield return new Rays(stage, storm ? 1.1f : 0.55f, stage.Horizon);
        if (!storm && stage.Deal.Share(50) < 0.65f)
        {
            yield return new Ridge(stage, new RidgeForm(0.08f, stage.Horizon + 0.004f, dice.Between(0.03f, 0.1f), dice.Between(0.3f, 0.6f), 0.35f, 0.7f, 1f), dice.Seed());
        }

        yield return new Water(stage, stage.Horizon, storm ? 0.75f : scene.Has(Motif.Rain) ? 0.5f : dice.Between(0.1f, 0.35f));
        if (scene.Has(Motif.Boat))
        {
            var size = dice.Between(0.2f, 0.32f) * (scene.Has(Motif.Lighthouse) ? 0.5f : 1f);
            var x = scene.Has(Motif.Lighthouse) ? frame.Width - stage.FocusX : stage.FocusX;
            yield return new Boat(stage, x, stage.Horizon + ((frame.Height - stage.Horizon) * dice.Between(0.16f, 0.3f)), size, dice);
        }

        if (scene.Has(Motif.Lighthouse) || (!scene.Has(Motif.Boat) && stage.Deal.Choice(51, 2) == 0))
        {
            foreach (var layer in Cape(stage, dice))
            {
                yield return layer;
            }
        }

        if (storm)
        {
            yield return new Swell(stage, stage.Horizon + ((frame.Height - stage.Horizon) * 0.24f), 7, dice);
        }

        if (!storm && !scene.Dark)
        {
            yield return new Birds(stage, frame.Width - stage.FocusX, stage.Horizon * 0.45f, 5 + dice.Index(6), dice);
        }
    }

    public static IEnumerable<ILayer> Mountains(Stage stage, Dice dice)
    {
        var (scene, frame) = (stage.Scene, stage.Frame);
        var lake = scene.Has(Motif.Lake) || (!scene.Has(Motif.Forest) && stage.Deal.Choice(52, 2) == 0);
        var level = stage.Horizon + ((frame.Height - stage.Horizon) * 0.18f);
        foreach (var layer in Skies.Over(stage, dice).Concat(Ranges(stage, dice, lake ? level : frame.Height)))
        {
            yield return layer;
        }

        if (lake)
        {
            yield return new Water(stage, level, 0.06f);
        }

        yield return new Rays(stage, scene.Dark ? 0f : 0.7f, frame.Height * 0.8f);
        if (scene.Has(Motif.Fog) || stage.Deal.Share(53) < 0.25f)
        {
            yield return new Mist(stage, Curves.Mix(stage.Palette.Horizon, stage.Palette.Haze, 0.3f), stage.Horizon + 0.05f, 0.07f, 0.7f, dice.Seed());
        }

        foreach (var layer in Shore(stage, dice, lake ? frame.Height * 0.95f : frame.Height * 0.87f))
        {
            yield return layer;
        }
    }

    public static IEnumerable<ILayer> Forest(Stage stage, Dice dice)
    {
        var (scene, frame) = (stage.Scene, stage.Frame);
        foreach (var layer in Skies.Over(stage, dice))
        {
            yield return layer;
        }

        yield return new Ridge(stage, new RidgeForm(0.15f, stage.Horizon, dice.Between(0.14f, 0.3f), 0.5f, dice.Between(0.2f, 0.9f), 0.6f, scene.Has(Motif.Snow) ? 0.1f : 1f), dice.Seed());
        var stands = 4;
        for (var i = 0; i < stands; i++)
        {
            var depth = Curves.Mix(0.2f, 0.98f, i / (stands - 1f));
            var ground = Hills(stage.Horizon + ((frame.Height - stage.Horizon) * ((0.04f + (0.3f * i)) * 0.82f)), 0.04f, dice.Seed());
            var height = Curves.Mix(0.1f, 0.62f, depth * depth);
            var gap = i == 0 ? 0f : frame.Width * Curves.Mix(0.07f, 0.27f, depth);
            foreach (var layer in Trees(stage, new Stand(ground, height, height * Curves.Mix(0.14f, 0.27f, depth), depth, Curves.Mix(0.75f, 0.12f, depth), stage.FocusX, gap), dice))
            {
                yield return layer;
            }

            if (i == 1 && !scene.Dark)
            {
                yield return new Rays(stage, scene.Has(Motif.Fog) ? 1.4f : 0.9f, frame.Height);
            }

            if (i == 2)
            {
                foreach (var layer in Clearing(stage, ground, dice))
                {
                    yield return layer;
                }
            }
        }
    }

    public static IEnumerable<ILayer> City(Stage stage, Dice dice)
    {
        var (scene, frame) = (stage.Scene, stage.Frame);
        foreach (var layer in Skies.Over(stage, dice))
        {
            yield return layer;
        }

        var tall = stage.Horizon * dice.Between(0.82f, 1.05f);
        yield return new Skyline(stage, stage.Horizon + 0.002f, tall, 0.1f, dice);
        yield return new Skyline(stage, stage.Horizon + 0.002f, tall * 0.85f, 0.42f, dice);
        yield return new Mist(stage, Curves.Mix(stage.Palette.Horizon, stage.Palette.Accent, 0.3f), stage.Horizon - 0.02f, 0.09f, 0.45f, dice.Seed());
        yield return new Skyline(stage, stage.Horizon + 0.002f, tall * 0.5f, 0.85f, dice);
        if (scene.Has(Motif.Neon) || scene.Hour == Hour.Night)
        {
            yield return new NeonSigns(stage, stage.Horizon, scene.Has(Motif.Neon) ? 12 : 4, dice);
        }

        yield return new Water(stage, stage.Horizon, scene.Has(Motif.Rain) ? 0.3f : 0.14f);
    }

    public static IEnumerable<ILayer> Desert(Stage stage, Dice dice)
    {
        var frame = stage.Frame;
        foreach (var layer in Skies.Over(stage, dice))
        {
            yield return layer;
        }

        yield return new Ridge(stage, new RidgeForm(0.1f, stage.Horizon + 0.01f, dice.Between(0.06f, 0.14f), 0.45f, 0.8f, 0.6f, 1f), dice.Seed());
        const int Dunes = 5;
        for (var i = 0; i < Dunes; i++)
        {
            var t = i / (Dunes - 1f);
            var foot = stage.Horizon + ((frame.Height - stage.Horizon) * ((t * 0.85f) + 0.1f));
            yield return new Dune(stage, t, foot, Curves.Mix(0.05f, 0.24f, t), Curves.Mix(0.45f, 1.1f, t) * dice.Between(0.8f, 1.3f), dice);
        }

        if (stage.Scene.Has(Motif.Person) || stage.Deal.Share(54) < 0.4f)
        {
            var foot = stage.Horizon + ((frame.Height - stage.Horizon) * 0.5f);
            yield return new Silhouette(stage, Pose.Walker, stage.FocusX, foot, 0.085f, stage.Palette.Shade);
        }
    }

    public static IEnumerable<ILayer> Meadow(Stage stage, Dice dice)
    {
        var (scene, frame) = (stage.Scene, stage.Frame);
        foreach (var layer in Skies.Over(stage, dice).Concat(Ranges(stage, dice, frame.Height).Take(3)))
        {
            yield return layer;
        }

        yield return new Rays(stage, scene.Hour is Hour.Day or Hour.Night ? 0.15f : 0.6f, stage.Horizon + 0.1f);
        var meadow = new Meadow(stage, stage.Horizon + 0.05f, scene.Has(Motif.Flowers) || scene.Has(Motif.Spring), dice);
        yield return meadow;
        if (scene.Has(Motif.House))
        {
            yield return new Cabin(stage, frame.Width - stage.FocusX, meadow.Ground(frame.Width - stage.FocusX) + 0.03f, 0.07f);
        }

        if (scene.Has(Motif.Tree | Motif.Autumn | Motif.Spring) || stage.Deal.Choice(55, 2) == 0)
        {
            var size = dice.Between(0.26f, 0.46f);
            yield return new Broadleaf(stage, stage.FocusX, meadow.Ground(stage.FocusX) + (size * 0.1f), size, 0.8f, dice);
        }

        foreach (var layer in Figures(stage, stage.FocusX + 0.16f, meadow.Ground(stage.FocusX) + 0.09f))
        {
            yield return layer;
        }
    }

    private static IEnumerable<ILayer> Cape(Stage stage, Dice dice)
    {
        var level = stage.Horizon + ((stage.Frame.Height - stage.Horizon) * dice.Between(0.14f, 0.34f));
        var rock = new Headland(stage, stage.FocusX, level, dice.Between(0.1f, 0.19f), dice.Between(0.13f, 0.22f), stage.Scene.Has(Motif.Storm) ? 1f : 0.2f, dice);
        if (stage.Scene.Has(Motif.Lighthouse))
        {
            yield return new Lighthouse(stage, stage.FocusX, rock.Top(stage.FocusX) + 0.012f, dice.Between(0.36f, 0.5f), dice);
        }

        yield return rock;
    }

    private static IEnumerable<ILayer> Ranges(Stage stage, Dice dice, float bottom)
    {
        var count = 4 + stage.Deal.Choice(56, 3);
        var sharp = stage.Scene.Place == Place.Meadow ? 0.15f : stage.Deal.Between(57, 0.45f, 1f);
        var lofty = stage.Scene.Place == Place.Meadow ? 0.14f : stage.Deal.Between(58, 0.3f, 0.5f);
        var snow = stage.Scene.Has(Motif.Snow) ? 0.05f : stage.Deal.Choice(59, 2) == 0 ? 0.5f : 1f;
        var fog = stage.Scene.Has(Motif.Fog) ? 0.8f : stage.Deal.Between(64, 0.45f, 0.7f);
        for (var i = 0; i < count; i++)
        {
            var t = i / (count - 1f);
            var foot = Curves.Mix(stage.Horizon - 0.03f, MathF.Min(bottom, stage.Frame.Height * 0.94f), t * t * 0.8f);
            var height = lofty * Curves.Mix(1f, 0.42f, MathF.Abs(t - 0.25f) * 1.3f);
            yield return new Ridge(stage, new RidgeForm(Curves.Mix(0.08f, 0.88f, t), foot, height, Curves.Mix(0.42f, 0.75f, t), sharp * Curves.Mix(1f, 0.6f, t), fog * Curves.Mix(1f, 0.6f, t), t < 0.7f ? snow : 1f), dice.Seed());
        }
    }

    private static IEnumerable<ILayer> Shore(Stage stage, Dice dice, float foot)
    {
        var scene = stage.Scene;
        var ground = Hills(foot, 0.07f, dice.Seed());
        if (scene.Has(Motif.House))
        {
            yield return new Ridge(stage, new RidgeForm(0.8f, foot + 0.02f, 0.08f, 0.7f, 0f, 0.2f, 1f), dice.Seed());
            yield return new Cabin(stage, stage.Frame.Width - stage.FocusX, foot - 0.02f, 0.06f);
        }

        if (scene.Has(Motif.Forest))
        {
            var behind = Hills(foot - 0.09f, 0.06f, dice.Seed());
            yield return new Conifers(stage, new Stand(behind, 0.15f, 0.022f, 0.62f, 0.45f, 0f, 0f), dice);
        }

        var height = dice.Between(0.18f, 0.34f);
        var gap = stage.Frame.Width * (scene.Has(Motif.Forest) ? 0.24f : 0.32f);
        foreach (var layer in Trees(stage, new Stand(ground, height, height * 0.2f, 0.95f, 0.05f, stage.Frame.Width - stage.FocusX, gap), dice))
        {
            yield return layer;
        }

        foreach (var layer in Figures(stage, stage.Frame.Width - stage.FocusX, ground(stage.Frame.Width - stage.FocusX) + 0.01f))
        {
            yield return layer;
        }
    }

    private static IEnumerable<ILayer> Trees(Stage stage, Stand stand, Dice dice)
    {
        yield return new Conifers(stage, stage.Scene.Has(Motif.Autumn | Motif.Spring) ? stand with { Spacing = stand.Spacing * 2.2f } : stand, dice);
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

    private static IEnumerable<ILayer> Clearing(Stage stage, Func<float, float> ground, Dice dice)
    {
        if (stage.Scene.Has(Motif.House))
        {
            yield return new Cabin(stage, stage.FocusX, ground(stage.FocusX) + 0.03f, 0.1f);
        }

        foreach (var layer in Figures(stage, stage.FocusX, ground(stage.FocusX) + 0.05f))
        {
            yield return layer;
        }

        if (stage.Scene.Has(Motif.Fog))
        {
            yield return new Mist(stage, stage.Palette.Horizon, ground(stage.FocusX), 0.09f, 0.6f, dice.Seed());
        }
    }

    private static IEnumerable<ILayer> Figures(Stage stage, float x, float foot)
    {
        if (stage.Scene.Has(Motif.Creature))
        {
            yield return new Silhouette(stage, Pose.Sitting, x, foot, stage.Scene.Place == Place.Creature ? 0.24f : 0.14f, Interiors.Coat(stage));
        }
        else if (stage.Scene.Has(Motif.Person))
        {
            yield return new Silhouette(stage, Pose.Walker, x, foot, 0.13f, stage.Palette.Shade);
        }
    }

    private static Func<float, float> Hills(float level, float height, uint seed) =>
        x => level + (height * Noise.Fbm(x * 1.5f, 0.5f, 3, seed));
}
