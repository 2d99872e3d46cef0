using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Tests.Imaging;

public sealed class BusyMapTests
{
    private static readonly PixelArea Left = new(0, 0, 200, 400);
    private static readonly PixelArea Right = new(200, 0, 200, 400);

    public BusyMapTests() => Vips.EnsureStarted();

    [Fact]
    public void A_subject_is_found_by_its_colour()
    {
        var map = BusyMap.Create(Scene(canvas => canvas.Fill(new PixelArea(60, 150, 60, 120), new Rgb(180, 40, 30))), focus: null);

        Assert.True(map.ShareIn(Left) > 0.7, $"{map.ShareIn(Left)}");
        Assert.True(map.ShareIn(Right) < map.ShareIn(Left) / 2, $"{map.ShareIn(Right)}");
        Assert.True(map.ShareIn(new PixelArea(50, 140, 80, 140)) > map.ShareIn(new PixelArea(250, 140, 80, 140)) * 3);
    }

    [Fact]
    public void Details_are_found_by_their_edges()
    {
        var map = BusyMap.Create(
            Scene(canvas =>
            {
                for (var x = 210; x < 390; x += 20)
                {
                    canvas.Fill(new PixelArea(x, 40, 10, 300), new Rgb(120, 150, 180));
                }
            }),
            focus: null);

        Assert.True(map.ShareIn(Right) > map.ShareIn(Left) * 2);
    }

    [Fact]
    public void The_focal_point_counts_where_there_is_nothing_else()
    {
        var map = BusyMap.Create(Scene(_ => { }), new FocusPoint(0.75, 0.5));

        Assert.True(map.ShareIn(Right) > 0.7);
        Assert.True(map.ShareIn(Left) < 0.4);
    }

    [Fact]
    public void In_a_plain_image_all_places_are_calm() => Assert.InRange(BusyMap.Create(Scene(_ => { }), focus: null).ShareIn(Left), 0, 0.05);

    [Fact]
    public void The_core_is_a_plain_subject_in_a_busy_image()
    {
        var subject = new PixelArea(140, 160, 120, 140);
        var map = BusyMap.Create(
            Scene(canvas =>
            {
                for (var y = 0; y < 400; y += 20)
                {
                    for (var x = y % 40 / 2; x < 400; x += 20)
                    {
                        canvas.Fill(new PixelArea(x, y, 10, 14), new Rgb((byte)(120 + (x % 90)), 60, (byte)(y % 100)));
                    }
                }

                canvas.Fill(subject, new Rgb(245, 240, 230));
            }),
            focus: null);

        Assert.InRange(map.CoreIn(subject), 0.9, 1);
        Assert.InRange(map.CoreIn(new PixelArea(0, 0, 100, 400), new PixelArea(0, 340, 400, 60)), 0, 0.02);
        Assert.False(map.IsCalm);
    }

    [Fact]
    public void A_view_has_no_core()
    {
        var map = BusyMap.Create(Scene(canvas => canvas.Fill(new PixelArea(0, 240, 400, 160), new Rgb(60, 90, 70))), focus: null);

        Assert.Equal(0, map.CoreIn(Left, Right));
        Assert.True(map.IsCalm);
    }

    [Fact]
    public void The_focal_point_is_the_core_whatever_else_there_is()
    {
        var map = BusyMap.Create(Scene(canvas => canvas.Fill(new PixelArea(60, 150, 60, 120), new Rgb(180, 40, 30))), new FocusPoint(0.75, 0.5));

        Assert.Equal(0, map.CoreIn(Left), 2);
        Assert.Equal(1, map.CoreIn(Right), 2);
        Assert.False(map.IsCalm);
    }

    private static Pixels Scene(Action<Canvas> draw)
    {
        var canvas = new Canvas(400, 400);
        canvas.Fill(canvas.Area, new Rgb(90, 120, 150));
        draw(canvas);
        return canvas.Pixels;
    }
}
