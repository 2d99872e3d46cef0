using System.Numerics;
using Darkroom.Painter.Layers;

namespace Darkroom.Painter;

/// <summary>Chooses a scene's layers, from the back to the front.</summary>
internal static class Composer
{
    public static IReadOnlyList<ILayer> Compose(Scene scene, ViewFrame frame, SceneRandom deal)
    {
        var stage = Stage.From(scene, frame, deal);
        var dice = deal.Dice();
        return
        [
            .. scene.Place switch
            {
                Place.Sea => Landscapes.Sea(stage, dice),
                Place.Mountains => Landscapes.Mountains(stage, dice),
                Place.Forest => Landscapes.Forest(stage, dice),
                Place.City => Landscapes.City(stage, dice),
                Place.Desert => Landscapes.Desert(stage, dice),
                Place.Meadow => Landscapes.Meadow(stage, dice),
                Place.Space => Interiors.Space(stage, dice),
                Place.Portrait => Interiors.Portrait(stage, dice),
                Place.Creature => deal.Choice("indoors", 2) == 0 ? Interiors.Creature(stage, dice) : Landscapes.Forest(stage, dice),
                Place.Studio => [new Studio(stage, Scheme.From(stage), dice)],
                _ => [Abstract(stage, Scheme.From(stage), dice)],
            },
            .. Falling(stage),
        ];
    }

    private static ILayer Abstract(Stage stage, Vector3[] colours, Dice dice) =>
        stage.Deal.Choice("abstract", 2) == 0 ? new Flow(stage, colours, dice) : new Veils(stage, colours, dice);

    private static IEnumerable<ILayer> Falling(Stage stage)
    {
        if (stage.Scene.Place is Place.Space or Place.Abstract or Place.Studio)
        {
            yield break;
        }

        if (stage.Scene.Has(Motif.Rain))
        {
            yield return new Rain(stage, stage.Scene.Place == Place.City ? 0.7f : 1f);
        }
        else if (stage.Scene.Has(Motif.Storm) && !stage.Scene.Has(Motif.Snow) && stage.Deal.Choice("rain", 2) == 0)
        {
            yield return new Rain(stage, 0.5f);
        }

        if (stage.Scene.Has(Motif.Snow) && !stage.Scene.Has(Motif.Aurora))
        {
            yield return new Snowfall(stage, Curves.Mix(stage.Palette.Light, Vector3.One, 0.5f), 0.55f);
        }
        else if (stage.Scene.Has(Motif.Autumn | Motif.Spring) && stage.Scene.Place is (Place.Forest or Place.Meadow))
        {
            var leaf = stage.Scene.Has(Motif.Autumn) ? Colour.Hex(0xE08A2C) : Colour.Hex(0xF8D4DC);
            yield return new Snowfall(stage, stage.Scene.Dark ? leaf * 0.4f : leaf, 0.14f);
        }
    }
}
