using Darkroom.Painter.Layers;

namespace Darkroom.Painter;

/// <summary>Composes images with a sky and a horizon.</summary>
internal static class Landscapes
{
    private const int TreeRows = 4;

    public static IEnumerable<ILayer> Sea(Stage stage, Dice dice)
    {
        var scene = stage.Scene;
        var storm = scene.Has(Motif.Storm);
        List<ILayer> layers = [.. Skies.Over(stage, dice), .. Skies.Shafts(stage, storm ? 1.1f : 0.55f, stage.Horizon)];
        if (!storm && stage.Deal.Share("far coast") < 0.65f)
        {
            layers.Add(new Ridge(
                stage,
                new RidgeForm(0.08f, stage.Horizon + 0.004f, dice.Between(0.03f, 0.1f), dice.Between(0.3f, 0.6f), 0.35f, 0.7f, 1f),
                dice.Seed()));
        }

        layers.Add(new Water(stage, stage.Horizon, storm ? 0.75f : scene.Has(Motif.Rain) ? 0.5f : dice.Between(0.1f, 0.35f)));
        if (scene.Has(Motif.Boat))
        {
            layers.Add(Afloat(stage, dice));
        }

        if (scene.Has(Motif.Lighthouse | Motif.Person) || (!scene.Has(Motif.Boat) && stage.Deal.Choice("cape", 2) == 0))
        {
            layers.AddRange(Ground.Cape(stage, dice));
        }

        layers.AddRange(OverSea(stage, dice));
        return layers;
    }

    private static Boat Afloat(Stage stage, Dice dice)
    {
        var shared = stage.Scene.Has(Motif.Lighthouse);
        var size = dice.Between(0.2f, 0.32f) * (shared ? 0.5f : 1f);
        var x = shared ? stage.Frame.Width - stage.FocusX : stage.FocusX;
        return new Boat(stage, x, stage.Horizon + ((stage.Frame.Height - stage.Horizon) * dice.Between(0.16f, 0.3f)), size, dice);
    }

    private static IEnumerable<ILayer> OverSea(Stage stage, Dice dice)
    {
        var (scene, frame) = (stage.Scene, stage.Frame);
        if (scene.Has(Motif.Storm))
        {
            yield return new Swell(stage, stage.Horizon + ((frame.Height - stage.Horizon) * 0.24f), 7, dice);
        }
        else if (!scene.Dark)
        {
            yield return new Birds(stage, frame.Width - stage.FocusX, stage.Horizon * 0.45f, 5 + dice.Index(6), dice);
        }

        if (scene.Has(Motif.Fog))
        {
            var fog = Curves.Mix(stage.Palette.Horizon, stage.Palette.Haze, 0.3f);
            yield return new Mist(stage, fog, stage.Horizon + 0.03f, 0.1f, 0.8f, dice.Seed());
            yield return new Mist(stage, fog, frame.Height * 0.9f, 0.12f, 0.7f, dice.Seed());
        }
    }

    public static IEnumerable<ILayer> Mountains(Stage stage, Dice dice)
    {
        var (scene, frame) = (stage.Scene, stage.Frame);
        var lake = scene.Has(Motif.Lake) || (!scene.Has(Motif.Forest) && stage.Deal.Choice("lake", 2) == 0);
        var level = stage.Horizon + ((frame.Height - stage.Horizon) * 0.18f);
        List<ILayer> layers = [.. Skies.Over(stage, dice), .. Ground.Ranges(stage, dice, lake ? level : frame.Height)];
        if (lake)
        {
            layers.Add(new Water(stage, level, 0.06f));
        }

        layers.AddRange(Skies.Shafts(stage, 0.7f, frame.Height * 0.8f));
        if (scene.Has(Motif.Fog) || stage.Deal.Share("mist") < 0.25f)
        {
            layers.Add(new Mist(
                stage, Curves.Mix(stage.Palette.Horizon, stage.Palette.Haze, 0.3f), stage.Horizon + 0.05f, 0.07f, 0.7f, dice.Seed()));
        }

        layers.AddRange(Ground.Shore(stage, dice, lake ? frame.Height * 0.95f : frame.Height * 0.87f));
        return layers;
    }

    public static IEnumerable<ILayer> Forest(Stage stage, Dice dice)
    {
        var scene = stage.Scene;
        List<ILayer> layers = [.. Skies.Over(stage, dice)];
        var snow = scene.Has(Motif.Snow) ? 0.1f : 1f;
        layers.Add(new Ridge(
            stage, new RidgeForm(0.15f, stage.Horizon, dice.Between(0.14f, 0.3f), 0.5f, dice.Between(0.2f, 0.9f), 0.6f, snow),
            dice.Seed()));
        for (var row = 0; row < TreeRows; row++)
        {
            var stand = Row(stage, row, dice);
            layers.AddRange(Ground.Trees(stage, stand, dice));
            layers.AddRange(row switch
            {
                1 => Skies.Shafts(stage, scene.Has(Motif.Fog) ? 1.4f : 0.9f, stage.Frame.Height),
                2 => Ground.Clearing(stage, stand.Ground, dice),
                _ => [],
            });
        }
        return layers;
    }

    private static Stand Row(Stage stage, int row, Dice dice)
    {
        var depth = Curves.Mix(0.2f, 0.98f, row / (TreeRows - 1f));
        var level = stage.Horizon + ((stage.Frame.Height - stage.Horizon) * ((0.04f + (0.3f * row)) * 0.82f));
        var height = Curves.Mix(0.1f, 0.62f * MathF.Min(1f, stage.Frame.Height), depth * depth);
        var gap = row == 0 ? 0f : stage.Frame.Width * Curves.Mix(0.07f, 0.27f, depth);
        return new Stand(
            Ground.Hills(level, 0.04f, dice.Seed()), height, height * Curves.Mix(0.14f, 0.27f, depth), depth,
            Curves.Mix(0.75f, 0.12f, depth), stage.FocusX, gap);
    }

    public static IEnumerable<ILayer> City(Stage stage, Dice dice)
    {
        var (scene, frame) = (stage.Scene, stage.Frame);
        List<ILayer> layers = [.. Skies.Over(stage, dice)];
        var tall = stage.Horizon * dice.Between(0.82f, 1.05f);
        layers.Add(new Skyline(stage, stage.Horizon + 0.002f, tall, 0.1f, dice));
        layers.Add(new Skyline(stage, stage.Horizon + 0.002f, tall * 0.85f, 0.42f, dice));
        layers.Add(new Mist(
            stage, Curves.Mix(stage.Palette.Horizon, stage.Palette.Accent, 0.3f), stage.Horizon - 0.02f, 0.09f, 0.45f, dice.Seed()));
        layers.Add(new Skyline(stage, stage.Horizon + 0.002f, tall * 0.5f, 0.85f, dice));
        if (scene.Has(Motif.Neon) || scene.Hour == Hour.Night)
        {
            layers.Add(new NeonSigns(stage, stage.Horizon, scene.Has(Motif.Neon) ? 12 : 4, dice));
        }

        layers.Add(new Water(stage, stage.Horizon, scene.Has(Motif.Rain) ? 0.3f : 0.14f));
        return layers;
    }

    public static IEnumerable<ILayer> Desert(Stage stage, Dice dice)
    {
        var frame = stage.Frame;
        List<ILayer> layers = [.. Skies.Over(stage, dice)];
        layers.Add(new Ridge(
            stage, new RidgeForm(0.1f, stage.Horizon + 0.01f, dice.Between(0.06f, 0.14f), 0.45f, 0.8f, 0.6f, 1f), dice.Seed()));
        const int Dunes = 5;
        for (var i = 0; i < Dunes; i++)
        {
            var t = i / (Dunes - 1f);
            var foot = stage.Horizon + ((frame.Height - stage.Horizon) * ((t * 0.85f) + 0.1f));
            layers.Add(new Dune(stage, t, foot, Curves.Mix(0.05f, 0.24f, t), Curves.Mix(0.45f, 1.1f, t) * dice.Between(0.8f, 1.3f), dice));
        }

        if (stage.Scene.Has(Motif.Person) || stage.Deal.Share("walker") < 0.4f)
        {
            var foot = stage.Horizon + ((frame.Height - stage.Horizon) * 0.5f);
            layers.Add(new Silhouette(stage, Pose.Walker, stage.FocusX, foot, 0.085f, stage.Palette.Shade));
        }
        return layers;
    }

    public static IEnumerable<ILayer> Meadow(Stage stage, Dice dice)
    {
        var (scene, frame) = (stage.Scene, stage.Frame);
        List<ILayer> layers =
        [
            .. Skies.Over(stage, dice), .. Ground.Ranges(stage, dice, frame.Height).Take(3),
            .. Skies.Shafts(stage, 0.6f, stage.Horizon + 0.1f),
        ];
        var meadow = new Meadow(stage, stage.Horizon + 0.05f, scene.Has(Motif.Flowers) || scene.Has(Motif.Spring), dice);
        layers.Add(meadow);
        for (var i = scene.Has(Motif.House) ? 1 + stage.Deal.Choice("houses", 4) : 0; i > 0; i--)
        {
            var x = frame.Width - stage.FocusX + (i == 1 ? 0f : dice.Between(-0.3f, 0.3f));
            layers.Add(new Cabin(stage, x, meadow.Ground(x) + (0.05f / i), 0.075f / MathF.Sqrt(i)));
        }

        if (scene.Has(Motif.Tree | Motif.Autumn | Motif.Spring) || stage.Deal.Choice("tree", 2) == 0)
        {
            var size = dice.Between(0.26f, 0.46f);
            layers.Add(new Broadleaf(stage, stage.FocusX, meadow.Ground(stage.FocusX) + (size * 0.1f), size, 0.8f, dice));
        }

        layers.AddRange(Ground.Figures(stage, stage.FocusX + 0.16f, meadow.Ground(stage.FocusX) + 0.09f));
        return layers;
    }
}
