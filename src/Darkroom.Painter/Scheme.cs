using System.Numerics;

namespace Darkroom.Painter;

/// <summary>
/// Six colours for images without a sky: 0 is the ground, 1 and 2 are similar to it, 3 and 4 contrast with it, 5 is the light. They are derived
/// from the prompt's colours, or else from one of the predefined schemes.
/// </summary>
internal static class Scheme
{
    private static readonly uint[][] s_mixed =
    [
        [0xF2D3BC, 0xE3A98A, 0xB5654A, 0x2F5D62, 0xD9A441, 0xFFF4E6], [0xCFD8C4, 0xA3B596, 0x5F7A61, 0xE8A87C, 0xC8553D, 0xFFF8EA],
        [0xB9CBD9, 0x7F9DB8, 0x3E5C7E, 0xF2B880, 0xE4572E, 0xFFF6E8], [0xD9CBE2, 0xA98BBE, 0x5C3F73, 0xF4A6A0, 0xF2C14E, 0xFFF5F0],
        [0x1F4A55, 0x2E6E75, 0x12303A, 0xF29F58, 0xF4D58D, 0xFFEFD6], [0xEBC7C7, 0xC97F86, 0x7A2E3E, 0x3D5A6C, 0xE9B872, 0xFFF3EC],
        [0xEED9A2, 0xD9AE52, 0xA36A28, 0x24405E, 0xC1443C, 0xFFF9E6], [0x2B2F55, 0x4A4E86, 0x1B1D3A, 0xF2756A, 0xF7C59F, 0xFFEFE2],
        [0xC5E0D4, 0x8DBFB0, 0x3F7F78, 0xF2816B, 0xF6C667, 0xFFFAF0], [0xE2D6BE, 0xB9AC84, 0x6E6B47, 0xC2593F, 0x2F4550, 0xFFF8EC],
    ];

    public static Vector3[] From(Stage stage)
    {
        var named = stage.Scene.Prompt.Colours;
        // A single colour belongs to the creature or person, not to the background.
        var ofThing = named.Count == 1 && stage.Scene.Place is (Place.Creature or Place.Portrait);
        return named.Count > 0 && !ofThing ? Named(named, stage.Deal) : Dealt(stage);
    }

    private static Vector3[] Dealt(Stage stage)
    {
        var mixed = s_mixed[stage.Deal.Choice("scheme", s_mixed.Length)];
        return [.. mixed.Select(rgb => Colour.Hex(rgb) * (stage.Scene.Hour == Hour.Night ? 0.35f : 1f))];
    }

    private static Vector3[] Named(IReadOnlyList<Vector3> named, SceneRandom deal)
    {
        var (first, second) = deal.Choice("colour order", 2) == 0 || named.Count == 1 ? (named[0], named[^1]) : (named[1], named[0]);
        if (named.Count == 1)
        {
            second = Colour.Tint(Vector3.One * 0.8f, first, 0.35f);
        }

        return
        [
            Colour.Tint(first, Vector3.One, 0.12f) * 0.9f,
            Curves.Mix(first, Vector3.One * 0.8f, 0.4f),
            first * 0.35f,
            second,
            named.Count > 2 ? named[2] : Curves.Mix(second, first, 0.25f) * 0.7f,
            Curves.Mix(second, Vector3.One, 0.75f),
        ];
    }
}
