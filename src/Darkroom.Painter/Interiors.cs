using System.Numerics;
using Darkroom.Painter.Layers;

namespace Darkroom.Painter;

/// <summary>Composes images without a horizon.</summary>
internal static class Interiors
{
    public static IEnumerable<ILayer> Space(Stage stage, Dice dice)
    {
        var (scene, frame) = (stage.Scene, stage.Frame);
        var unit = MathF.Min(frame.Width, frame.Height);
        var lit = stage with { SunX = frame.Width - stage.FocusX, SunY = frame.Height * stage.Deal.Between("light height", 0.22f, 0.5f) };
        yield return new Nebula(lit, scene.Has(Motif.Galaxy) ? 0.5f : 1f);
        yield return new Stars(lit, frame.Height * 2f, 0.9f, 0f);
        if (scene.Has(Motif.Galaxy))
        {
            yield return new SpiralGalaxy(lit, lit.SunX, lit.SunY, unit * dice.Between(0.28f, 0.4f), dice);
        }

        if (scene.Has(Motif.Planet) || !scene.Has(Motif.Galaxy))
        {
            var rings = scene.Has(Motif.Planet) || dice.Chance(0.6f);
            yield return new Planet(
                lit, stage.FocusX, frame.Height * stage.Deal.Between("planet height", 0.62f, 0.74f), unit * dice.Between(0.13f, 0.22f),
                rings, dice);
            yield return new Planet(
                lit, frame.Width - stage.FocusX + dice.Between(-0.05f, 0.15f), frame.Height * dice.Between(0.74f, 0.88f),
                unit * dice.Between(0.03f, 0.05f), false, dice);
        }
    }

    public static IEnumerable<ILayer> Portrait(Stage stage, Dice dice)
    {
        var colours = Scheme.From(stage);
        yield return Behind(stage, colours, stage.Deal.Between("disc size", 0.24f, 0.36f), dice);
        yield return new Bust(stage, stage.Scene.Prompt.Colours.Count > 0 ? stage.Scene.Prompt.Colours[0] : colours[3], dice);
    }

    public static IEnumerable<ILayer> Creature(Stage stage, Dice dice)
    {
        var (frame, colours) = (stage.Frame, Scheme.From(stage));
        var size = MathF.Min(frame.Height * 0.62f, frame.Width * 0.8f);
        var foot = frame.Height * 0.84f;
        yield return Behind(stage, colours, stage.Deal.Between("disc size", 0.22f, 0.4f), dice);
        yield return new Ridge(stage, new RidgeForm(0.6f, foot + 0.05f, 0.12f, 0.8f, 0f, 0f, 1f), dice.Seed());
        yield return new Silhouette(
            stage, Pose.Sitting, frame.CentreX + ((stage.FocusX - frame.CentreX) * 0.3f), foot + 0.03f, size, Coat(stage));
    }

    /// <summary>An animal's colour: the one in the prompt, or else a natural one.</summary>
    public static Vector3 Coat(Stage stage)
    {
        Vector3[] coats = [Colour.Hex(0xC8602A), Colour.Hex(0x3A3230), Colour.Hex(0xB88A58), Colour.Hex(0xD8783A)];
        var coat = stage.Scene.Prompt.Colours.Count > 0 ? stage.Scene.Prompt.Colours[0] : coats[stage.Deal.Choice("coat", coats.Length)];
        return stage.Scene.Dark ? coat * 0.45f : coat;
    }

    private static Backdrop Behind(Stage stage, Vector3[] colours, float radius, Dice dice)
    {
        var frame = stage.Frame;
        var x = frame.CentreX - ((stage.FocusX - frame.CentreX) * dice.Between(0f, 0.5f));
        var y = frame.Height * dice.Between(0.36f, 0.46f);
        return new Backdrop(stage, colours, x, y, MathF.Min(radius, frame.Width * 0.42f));
    }
}
