using Dapper;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Storage;
using Darkroom.Tests.Server;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Darkroom.Tests.Browser;

/// <summary>A gallery of many images of a few originals, made without generations, over two years before now. One day has 5,000.</summary>
internal static class Library
{
    private static readonly PixelSize[] Shapes = [new(320, 320), new(480, 320), new(320, 480), new(512, 288), new(288, 512), new(640, 480)];

    /// <summary>Adds images to an empty gallery whose time zone is UTC.</summary>
    /// <param name="newest">The time of the newest image.</param>
    public static async Task FillAsync(RunningServer server, int count, DateTimeOffset newest)
    {
        var originals = await OriginalsAsync(server);
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "darkroom.db")};Pooling=False");
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var random = new Random(1);
        var rows = Days(count, random).SelectMany(day => Enumerable.Range(0, day.Images).Select(n =>
        {
            var time = newest.AddDays(-day.Ago).AddSeconds(-20_000.0 * n / day.Images);
            return DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
        })).Order().ToList();
        var last = 0L;
        foreach (var (time, number) in rows.Select((time, number) => (time, number)))
        {
            last = Math.Max(last + 1, ImagePosition.FirstOf(time));
            var (hash, bytes, size, thumbHash) = originals[random.Next(originals.Count)];
            connection.Execute(
                """
                INSERT INTO images (position, sequence, id, owner_id, day, blob_hash, mime, bytes, width, height, thumb_hash, created_at, elapsed_ms, provider,
                    prompt, asked_model, asked_pixels, edited, partials, favorite)
                VALUES (@last, @sequence, @id, 1, @day, unhex(@hash), 'image/png', @bytes, @Width, @Height, @thumbHash, @created, 1, 'elsewhere',
                    @prompt, '', 0, 0, 0, @favorite);
                INSERT INTO images_text (rowid, text) VALUES (@last, @prompt);
                """,
                new
                {
                    last,
                    sequence = number + 1,
                    id = Ids.New(TimeProvider.System),
                    day = (int)(time.ToUnixTimeSeconds() / 86_400),
                    hash,
                    bytes,
                    size.Width,
                    size.Height,
                    thumbHash,
                    created = time.ToUnixTimeMilliseconds(),
                    prompt = $"{(number % 10 == 0 ? "barn" : "sea")} {number}",
                    favorite = number % 7 == 0 ? 1 : 0,
                },
                transaction);
        }

        await transaction.CommitAsync();
    }

    private static IEnumerable<(int Ago, int Images)> Days(int count, Random random)
    {
        for (var (ago, left) = (0, count); left > 0; ago++)
        {
            var images = Math.Min(left, ago == 6 ? 5_000 : random.Next(4) switch { 0 => 0, 1 => random.Next(1, 5), _ => random.Next(1, 60) });
            left -= images;
            yield return (ago, images);
        }
    }

    private static async Task<List<(string Hash, int Bytes, PixelSize Size, byte[] ThumbHash)>> OriginalsAsync(RunningServer server)
    {
        var blobs = server.Services.GetRequiredService<IBlobStore>();
        var originals = new List<(string, int, PixelSize, byte[])>();
        foreach (var (shape, seed) in Shapes.Select((shape, index) => (shape, index)))
        {
            var bytes = TestImages.NoisyPng(shape.Width, shape.Height, seed + 1, bytesAbout: 4_000);
            originals.Add((await blobs.PutAsync(bytes, TestContext.Current.CancellationToken), bytes.Length, shape, [0xD5, 0xFB, 0x03, 0x07, 0x00]));
        }

        return originals;
    }
}
