using System.Numerics;

namespace Darkroom.Providers.Painter;

/// <summary>
/// Six colours for pictures without a sky: 0 is the ground, 1 and 2 lean on it, 3 and 4 stand out from it, 5 is the light. Taken from
/// the colours a prompt names, else from a hue that the prompt's words decide.
/// </summary>
internal static class Scheme
{
    // Steps round the colour circle between the ground, its partner and the accent.
    private static readonly (float Partner, float Accent)[] s_harmonies = [(0.08f, 0.5f), (0.12f, 0.42f), (-0.1f, 0.55f), (0.33f, 0.62f), (0.06f, 0.12f)];

    public static Vector3[] Of(Stage stage)
    {
        var named = stage.Scene.Prompt.Colours;
        return named.Count > 0 ? Named(named, stage.Deal) : Dealt(stage);
    }

    private static Vector3[] Dealt(Stage stage)
    {
        var (deal, dark) = (stage.Deal, stage.Scene.Dark);
        var hue = deal.Share(30);
        var (partner, accent) = s_harmonies[deal.Choice(31, s_harmonies.Length)];
        var value = dark ? 0.5f : 0.9f;
        return
        [
            Colour.Hue(hue, deal.Between(32, 0.28f, 0.55f), value),
            Colour.Hue(hue + (partner * 0.5f), 0.52f, value * 0.86f),
            Colour.Hue(hue + partner, 0.6f, value * 0.62f),
            Colour.Hue(hue + accent, 0.62f, 0.92f),
            Colour.Hue(hue + accent + 0.06f, 0.75f, 0.74f),
            Colour.Hue(hue + 0.06f, 0.12f, 0.99f),
        ];
    }

    private static Vector3[] Named(IReadOnlyList<Vector3> named, Deal deal)
    {
        var (first, second) = deal.Choice(33, 2) == 0 || named.Count == 1 ? (named[0], named[^1]) : (named[1], named[0]);
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
