using System.Numerics;

namespace Darkroom.Painter.Layers;

/// <summary>Northern lights: curtains with a sharp lower hem and rays that fade upwards from green to violet.</summary>
internal sealed class Aurora(Stage stage, int curtains) : ILayer
{
    private static readonly Vector3[] s_hems = [Colour.Hex(0x3CF0A0), Colour.Hex(0x58F0C8), Colour.Hex(0x7CF08A)];
    private static readonly Vector3[] s_tops = [Colour.Hex(0x6A3CC8), Colour.Hex(0x2C5CD8), Colour.Hex(0xC84CA8)];

    private readonly uint _seed = stage.Deal.Dice().Seed() ^ 0xA0B0u;
    private readonly Vector3 _hem = s_hems[stage.Deal.Choice("aurora hem", s_hems.Length)];
    private readonly Vector3 _top = s_tops[stage.Deal.Choice("aurora top", s_tops.Length)];

    public void Paint(PaintBuffer canvas, CancellationToken cancellationToken)
    {
        var fine = canvas.Octaves(0.1f, 4);
        canvas.Paint(new Box(0f, 0f, stage.Frame.Width, stage.Horizon), Spot, cancellationToken);

        Vector3 Spot(float x, float y, Vector3 under)
        {
            for (var i = 0; i < curtains; i++)
            {
                under += Curtain(x, y, i, fine);
            }

            return under;
        }
    }

    private Vector3 Curtain(float x, float y, int index, int fine)
    {
        var seed = _seed + ((uint)index * 17u);
        var bend = Noise.Fbm((x * 1.1f) + (index * 3.7f), (y * 0.35f) + index, 3, seed);
        var hem = stage.Horizon * (0.74f - (0.16f * index)) + (bend * 0.3f);
        var height = hem - y;
        if (height < -0.05f)
        {
            return Vector3.Zero;
        }

        var tall = 0.16f + (0.12f * (1f + Noise.At(x * 2.3f, index, seed + 1)));
        var rays = 0.62f + (0.38f * Noise.Fbm((x * 16f) + (bend * 5f), y * 0.9f, fine, seed + 2));
        var fade = Curves.Step(-0.035f, 0.03f, height) * Curves.Decay(height / tall * 1.5f);
        var patch = Curves.Step(-0.35f, 0.5f, Noise.At((x * 1.4f) + 4f, y * 0.6f, seed + 3));
        var colour = Curves.Mix(_hem, _top, Curves.Step(0.02f, tall * 1.6f, height));
        return colour * (fade * rays * patch * (0.6f - (0.12f * index)));
    }
}
