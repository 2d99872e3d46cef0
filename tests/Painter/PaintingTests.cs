using Darkroom.Painter;
using Xunit;

namespace Darkroom.Tests.Painter;

public sealed class PaintingTests
{
    private static readonly PixelSize s_small = new(192, 192);

    private static CancellationToken Cancelled => new(canceled: true);

    [Fact]
    public void The_same_prompt_size_and_seed_paint_the_same_image()
    {
        Assert.Equal(Painted.Finished("a lighthouse in a storm", s_small, 7), Painted.Finished("a lighthouse in a storm", s_small, 7));
    }

    [Fact]
    public void Concurrent_paintings_are_independent()
    {
        var alone = Painted.Finished("misty mountains, pine forest", s_small, 1);
        var first = new Painting("misty mountains, pine forest", s_small, 1);
        var second = new Painting("night city, neon", s_small, 2);
        for (var pass = 0; pass < first.Passes; pass++)
        {
            first.Paint(pass, TestContext.Current.CancellationToken);
            second.Paint(pass, TestContext.Current.CancellationToken);
        }

        Assert.Equal(alone, first.Pixels.ToArray());
    }

    [Fact]
    public async Task An_image_does_not_depend_on_the_number_of_threads()
    {
        var alone = Painted.Finished("desert dunes under a full moon", s_small, 3);

        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(
            _ => Task.Run(() => Painted.Finished("desert dunes under a full moon", s_small, 3), TestContext.Current.CancellationToken)));

        Assert.All(together, image => Assert.Equal(alone, image));
    }

    [Theory]
    [InlineData("calm sea, lighthouse, sailing boat", 512, 512)]
    [InlineData("a lighthouse in a storm at sunset", 333, 201)]
    [InlineData("mountain lake, snowy forest", 96, 768)]
    [InlineData("night city, neon, rain", 700, 130)]
    public void Every_pass_is_the_same_on_any_number_of_cores(string prompt, int width, int height)
    {
        var size = new PixelSize(width, height);
        var alone = Painted.States(prompt, size, 4);

        Assert.All((int[])[2, 5], count => Assert.Equal(alone, Painted.States(prompt, size, 4, new Cores(count))));
    }

    [Fact]
    public async Task Paintings_that_share_cores_are_independent()
    {
        var cores = new Cores(4);
        var alone = Painted.States("lake in the mountains", new PixelSize(256, 256), 3);

        var together = await Task.WhenAll(Enumerable.Range(0, 3).Select(
            _ => Task.Run(() => Painted.States("lake in the mountains", new PixelSize(256, 256), 3, cores), TestContext.Current.CancellationToken)));

        Assert.All(together, states => Assert.Equal(alone, states));
    }

    [Fact]
    public void A_pass_does_not_depend_on_earlier_passes()
    {
        var painting = new Painting("calm sea, sailing boat", s_small, 5);
        painting.Paint(painting.Passes - 1, TestContext.Current.CancellationToken);

        Assert.Equal(Painted.Finished("calm sea, sailing boat", s_small, 5), painting.Pixels.ToArray());
    }

    [Theory]
    [InlineData("a lighthouse in a storm at sunset")]
    [InlineData("misty mountains at dawn, pine forest")]
    [InlineData("night city skyline with neon reflections in the rain")]
    [InlineData("desert dunes under a full moon")]
    [InlineData("portrait of a woman in soft light")]
    [InlineData("abstract, teal and orange")]
    [InlineData("a red fox")]
    [InlineData("sneakers on a pedestal")]
    public void Different_seeds_yield_clearly_different_images(string prompt)
    {
        var images = Enumerable.Range(1, 4).Select(seed => Painted.Thumbnail(Painted.Finished(prompt, s_small, seed), s_small)).ToArray();
        for (var a = 0; a < images.Length; a++)
        {
            for (var b = a + 1; b < images.Length; b++)
            {
                Assert.True(
                    Painted.Distance(images[a], images[b]) > 8,
                    $"Seeds {a + 1} and {b + 1} look alike: {Painted.Distance(images[a], images[b]):F1} of 255.");
            }
        }
    }

    [Theory]
    [InlineData("a lighthouse in a storm at sunset")]
    [InlineData("snowy forest under northern lights")]
    [InlineData("a field of poppies in spring")]
    [InlineData("spiral galaxy and a ringed planet")]
    [InlineData("🍕")]
    public void Each_pass_is_closer_to_the_finished_image(string prompt)
    {
        var states = Painted.States(prompt, new PixelSize(256, 256), 2);
        var distances = states.Select(state => Painted.Distance(state, states[^1])).ToArray();

        Assert.Equal(distances.OrderDescending(), distances);
        Assert.Equal(distances.Length, distances.Distinct().Count());
    }

    [Theory]
    [InlineData("a lighthouse in a storm at sunset")]
    [InlineData("night city skyline with neon reflections in the rain")]
    [InlineData("calm sea, sailing boat, golden hour")]
    public void The_first_pass_has_the_colour_masses_of_the_finished_image(string prompt)
    {
        var size = new PixelSize(256, 256);
        var states = Painted.States(prompt, size, 1);
        var other = Painted.Thumbnail(Painted.Finished(prompt, size, 2), size);
        var (first, last) = (Painted.Thumbnail(states[0], size), Painted.Thumbnail(states[^1], size));

        Assert.True(Painted.Distance(first, last) < 0.5 * Painted.Distance(first, other));
    }

    [Theory]
    [InlineData("a lighthouse in a storm at sunset")]
    [InlineData("desert dunes under a full moon")]
    [InlineData("snowy forest under northern lights")]
    [InlineData("portrait of a woman in soft light")]
    [InlineData("a red fox")]
    [InlineData("snow, white winter day")]
    public void The_first_two_passes_differ_through_a_blur(string prompt)
    {
        var size = new PixelSize(256, 256);
        var states = Painted.States(prompt, size, 1);

        Assert.True(Painted.Distance(Painted.Thumbnail(states[0], size), Painted.Thumbnail(states[1], size)) > 4);
    }

    [Theory]
    [InlineData(64, 64)]
    [InlineData(1000, 333)]
    [InlineData(64, 2048)]
    [InlineData(2048, 65)]
    public void Fills_any_size_and_shape(int width, int height)
    {
        var size = new PixelSize(width, height);
        foreach (var prompt in (string[])["a lighthouse at sunset", "forest", "city", "portrait", "galaxy", "teapot", "abstract"])
        {
            var image = Painted.Finished(prompt, size, 1);

            Assert.Equal(width * height * 3, image.Length);
            Assert.True(Painted.Spread(image) > 8, $"\"{prompt}\" is nearly blank at {size}.");
        }
    }

    [Fact]
    public void Paints_the_largest_image_in_every_pass()
    {
        var states = Painted.States("mountains", new PixelSize(2048, 2048), 1);

        Assert.All(states, state => Assert.True(Painted.Spread(state) > 8));
    }

    [Theory]
    [InlineData(63, 64)]
    [InlineData(64, 2049)]
    public void Rejects_a_size_out_of_range(int width, int height)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Painting("sea", new PixelSize(width, height), 1));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void Accepts_any_seed(long seed)
    {
        Assert.True(Painted.Spread(Painted.Finished("forest in autumn", s_small, seed)) > 8);
    }

    [Fact]
    public void A_cancelled_pass_stops()
    {
        var painting = new Painting("a lighthouse in a storm", s_small, 1);

        Assert.Throws<OperationCanceledException>(() => painting.Paint(3, Cancelled));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Cancellation_stops_every_band_within_a_pass(int cores)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var painting = new Painting("a lighthouse in a storm", new PixelSize(2048, 2048), 1, new Cores(cores));
        var painted = Task.Run(() => painting.Paint(3, cancellation.Token), CancellationToken.None);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => painted);
        Assert.All(painting.Pixels.Span[^(2048 * 3)..].ToArray(), level => Assert.Equal(0, level));
    }
}
