using System.Buffers.Binary;
using System.Text;
using Darkroom.Imaging;
using Darkroom.Imaging.Native;
using Darkroom.Imaging.Steps;

namespace Darkroom.Tests.Imaging;

public sealed class DevelopmentTests
{
    [Fact]
    public async Task Partial_images_fade_into_the_finished_one_and_it_repeats()
    {
        var made = await AnimateAsync(2, await SampleImages.Encode(ImageFormat.Png, 1600, 1200));

        Assert.Equal((768, 576, ImageFormat.WebP), (made.Width, made.Height, made.Format));
        var frames = Decode(made.Bytes, 576);
        Assert.Equal(3 + (2 * Development.FadeFrames), frames.Count);
        int[] fade = [.. Enumerable.Repeat(Development.FadeDelay, Development.FadeFrames)];
        Assert.Equal([Development.HoldDelay, .. fade, Development.HoldDelay, .. fade, Development.FinalDelay], frames.Delays);
        Assert.Equal((576, 0), (frames.Height, frames.Loops));
    }

    [Fact]
    public async Task Each_image_is_sharper_than_the_one_before()
    {
        var edge = Checks(512);
        var encoded = await SampleImages.Pipeline.EncodeAsync(edge, 512, 512, ImageFormat.Png, 100, SampleImages.Token);
        var outcome = await SampleImages.Pipeline.AnimateAsync([encoded, encoded], encoded, SampleImages.Limits, SampleImages.Token);
        var frames = Decode(((Outcome<EncodedResult>.Ok)outcome).Value.Bytes, 512);

        int[] contrast = [frames.Contrast(0), frames.Contrast(Development.FadeFrames + 1), frames.Contrast(frames.Count - 1)];
        Assert.Equal(contrast.Order(), contrast);
        Assert.True(contrast[2] > contrast[0] * 3, string.Join(", ", contrast));
    }

    [Fact]
    public async Task A_noisy_image_stays_within_three_megabytes_and_a_small_one_is_not_enlarged()
    {
        var random = new Random(14);
        var noise = new byte[1024 * 1024 * 3];
        random.NextBytes(noise);
        var encoded = await SampleImages.Pipeline.EncodeAsync(noise, 1024, 1024, ImageFormat.Png, 100, SampleImages.Token);
        Assert.InRange((await AnimateAsync(6, encoded)).Bytes.Length, 1, 3_000_000);

        var small = await AnimateAsync(1, await SampleImages.Encode(ImageFormat.Jpeg, 60, 40));
        Assert.Equal((60, 40), (small.Width, small.Height));
    }

    [Fact]
    public async Task What_is_not_an_image_is_rejected()
    {
        var final = await SampleImages.Encode(ImageFormat.Png, 64, 64);
        Assert.IsType<Outcome<EncodedResult>.Rejected>(
            await SampleImages.Pipeline.AnimateAsync([new byte[] { 1, 2, 3 }], final, SampleImages.Limits, SampleImages.Token));
        Assert.IsType<Outcome<EncodedResult>.Rejected>(
            await SampleImages.Pipeline.AnimateAsync([final], final.AsMemory(0, final.Length / 2), SampleImages.Limits, SampleImages.Token));
        await Assert.ThrowsAsync<ArgumentException>(() => SampleImages.Pipeline.AnimateAsync([], final, SampleImages.Limits, SampleImages.Token));
    }

    private static async Task<EncodedResult> AnimateAsync(int partials, byte[] final)
    {
        // Of other proportions, and with alpha; each differs from the one before.
        var all = Enumerable.Range(1, partials).Select(number => (ReadOnlyMemory<byte>)SampleImages.WithAlpha(
            "webpsave_buffer", 512, 400, x => (byte)(x / (24 * number) % 2 * 255)));
        var outcome = await SampleImages.Pipeline.AnimateAsync([.. all], final, SampleImages.Limits, SampleImages.Token);
        return ((Outcome<EncodedResult>.Ok)outcome).Value;
    }

    private static byte[] Checks(int edge) => [.. Enumerable.Range(0, edge * edge).SelectMany(at =>
        Enumerable.Repeat((byte)(((at / edge / 16) + (at % edge / 16)) % 2 * 255), 3))];

    private static unsafe Frames Decode(byte[] bytes, int height)
    {
        Vips.EnsureStarted();
        fixed (byte* first = bytes)
        {
            using var blob = PinnedBlob.Pin(first, bytes.Length);
            using var all = VipsOperation.New("webpload_buffer").With("buffer", blob).With("n", -1).Image();
            using var rendered = all.TryRender()!;
            var (delays, loops) = Times(bytes);
            Assert.Equal(0, rendered.Height % height);
            return new Frames(rendered.Height / height, height, loops, delays, rendered.Pixels().ToArray(), rendered.Width, rendered.Bands);
        }
    }

    /// <summary>Reads the durations of the frames and how often they are repeated (https://developers.google.com/speed/webp/docs/riff_container).</summary>
    private static (int[] Delays, int Loops) Times(byte[] bytes)
    {
        var delays = new List<int>();
        var loops = -1;
        for (var at = 12; at + 8 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4));
            switch (Encoding.ASCII.GetString(bytes, at, 4))
            {
                case "ANIM":
                    loops = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at + 12));
                    break;
                case "ANMF":
                    delays.Add(BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 20)) & 0xFFFFFF);
                    break;
            }

            at += 8 + length + (length & 1);
        }

        return ([.. delays], loops);
    }

    private sealed record Frames(int Count, int Height, int Loops, int[] Delays, byte[] Pixels, int Width, int Bands)
    {
        /// <summary>The largest difference of neighbours in a row near the middle of a frame.</summary>
        public int Contrast(int frame)
        {
            var row = Pixels.AsSpan(((frame * Height) + (Height / 2) + 4) * Width * Bands, Width * Bands);
            var largest = 0;
            for (var x = Bands; x < row.Length; x += Bands)
            {
                largest = Math.Max(largest, Math.Abs(row[x] - row[x - Bands]));
            }

            return largest;
        }
    }
}
