using Darkroom.Generations;
using Darkroom.Imaging;
using Darkroom.Storage;
using Darkroom.Tests.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Darkroom.Tests.Browser;

/// <summary>Fills a gallery without painting: images of many aspect ratios that share a few originals.</summary>
internal static class Shelf
{
    /// <summary>A provider without a runner, so that nothing else claims the slots.</summary>
    private const string Unused = "elsewhere";

    private static readonly PixelSize[] Shapes = [new(320, 320), new(480, 320), new(320, 480), new(512, 288), new(288, 512)];

    /// <summary>Adds images, the newest last.</summary>
    /// <param name="promptOf">Returns the prompt for an image's number, from 0.</param>
    /// <returns>The ids, oldest first.</returns>
    public static async Task<List<string>> FillAsync(RunningServer server, int count, Func<int, string> promptOf)
    {
        var generations = server.Services.GetRequiredService<IGenerationStore>();
        var queue = server.Services.GetRequiredService<ISlotQueue>();
        var blobs = server.Services.GetRequiredService<IBlobStore>();
        var cancel = TestContext.Current.CancellationToken;
        var originals = new List<(string Hash, byte[] Bytes)>();
        foreach (var (shape, seed) in Shapes.Select((shape, index) => (shape, index)))
        {
            var bytes = TestImages.NoisyPng(shape.Width, shape.Height, seed + 1, bytesAbout: 4000);
            originals.Add((await blobs.PutAsync(bytes, cancel), bytes));
        }

        var ids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var shape = Shapes[i % Shapes.Length];
            var request = new GenerationRequest { Prompt = promptOf(i), N = 1, Size = shape, Provider = Unused };
            await generations.CreateAsync(Ids.New(TimeProvider.System), request, null, 1000, cancel);
            var lease = (await queue.ClaimAsync("shelf", [Unused], TimeSpan.FromMinutes(1), cancel))!;
            var (hash, bytes) = originals[i % originals.Count];
            var id = Ids.New(TimeProvider.System);
            await queue.CompleteAsync(lease, new FinishedImage
            {
                Id = id,
                BlobHash = hash,
                Mime = ImageFormat.Png.Mime(),
                Bytes = bytes.Length,
                Size = shape,
                ThumbHash = [0xD5, 0xFB, 0x03, 0x07, 0x00],
                Provider = Unused,
            }, cancel);
            ids.Add(id);
        }

        return ids;
    }
}
