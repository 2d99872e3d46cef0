using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Export;
using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging;
using Darkroom.Tests.Imaging;
using Darkroom.Tests.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Darkroom.Tests.Campaigns.Export;

/// <summary>
/// A campaign of two concepts, two headlines, one call to action, English and Arabic, a square and a small banner: 16 creatives on
/// images of a real gallery. They are drawn as plain scenes of the right size, so that package tests do not spend time on layouts.
/// </summary>
internal sealed class PackageBench : IDisposable
{
    internal const string Square = "instagram-square";
    internal const string Banner = "google-300x250";

    private static readonly string[] ImageIds = [$"{1:x32}", $"{2:x32}"];

    private readonly TempStorage _storage = new();

    internal Campaign Campaign { get; set; } = new()
    {
        Id = $"{9:x32}",
        CreatedAt = new DateTimeOffset(2026, 3, 1, 12, 30, 10, TimeSpan.FromHours(5)),
        ChangedAt = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero),
        Brief = new Brief
        {
            Name = "Summer Sale",
            Brand = "Ochre",
            Product = "Shoes",
            Formats = [Square, Banner],
            Copy =
            [
                new CampaignCopy("en", ["Walk on, \"air\"", "=HYPERLINK(1)"], ["-50% today"]),
                new CampaignCopy("ar", ["امشِ على الهواء", "خصم"], ["تسوق الآن"], "أحذية فقط"),
            ],
        },
        Concepts = [.. ImageIds.Select((id, index) => new Concept(index, $"Idea {index + 1}", [new BaseImage(new BaseImageKey(index, AspectShape.Square), "a shoe") { ImageId = id }]))],
    };

    /// <summary>Draws the creatives of the package.</summary>
    internal Func<Creative, ImageFormat, long?, CancellationToken, Task<EncodedCreative>> Draw { get; set; } = DrawSceneAsync;

    internal ImmutableDictionary<CreativeKey, CreativeState> States { get; set; } = ImmutableDictionary<CreativeKey, CreativeState>.Empty;

    internal CompleteCampaign Complete => new(Campaign, States);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Creates the bench and puts the campaign's images into the gallery.</summary>
    internal static async Task<PackageBench> CreateAsync()
    {
        var bench = new PackageBench();
        foreach (var id in ImageIds)
        {
            await bench._storage.Storage.Generations.CreateAsync(Ids.New(bench._storage.Time), Samples.Request(), null, 100, Cancel);
            var lease = await bench._storage.Storage.Queue.ClaimAsync("bench", [Samples.Provider], TimeSpan.FromMinutes(1), Cancel);
            Assert.True(await bench._storage.Storage.Queue.CompleteAsync(lease!, Samples.Image(id), Cancel));
            bench._storage.Time.Advance(TimeSpan.FromSeconds(1));
        }

        return bench;
    }

    /// <summary>Closes the storage, as a restart of the server does.</summary>
    internal void Restart() => _storage.Close();

    internal void Decide(CreativeState state, params IEnumerable<CreativeKey> keys) =>
        States = States.SetItems(keys.Select(key => KeyValuePair.Create(key, state)));

    internal void ApproveAll() => Decide(new CreativeState { Approval = Approval.Approved }, Complete.Creatives.Select(one => one.Key));

    internal CampaignPackages Packages() => new(_storage.Storage.Gallery, new Writer(Draw), new ContactSheets(SampleImages.Pipeline, _storage.Storage.Previews, _storage.Storage.Reviews), NullLogger<CampaignPackages>.Instance);

    internal async Task<byte[]> PackAsync(ImageFormat format = ImageFormat.Jpeg, string? name = null, bool everything = false, SheetPages? sheet = null)
    {
        var template = NameTemplate.Default;
        Assert.True(name is null || NameTemplate.TryParse(name, out template, out _));
        var plan = await Packages().PlanAsync(Complete, new ExportOptions(format, template!, everything, sheet), Cancel);
        using var zip = new MemoryStream();
        await Packages().WriteAsync(plan, new AsyncOnly(zip), Cancel);
        return zip.ToArray();
    }

    internal static ZipArchive Open(byte[] zip) => new(new MemoryStream(zip), ZipArchiveMode.Read);

    internal static byte[] Read(ZipArchive zip, string path)
    {
        using var content = zip.GetEntry(path)!.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    internal static string Text(ZipArchive zip, string path) => System.Text.Encoding.UTF8.GetString(Read(zip, path));

    internal static JsonElement Manifest(ZipArchive zip) => JsonDocument.Parse(Read(zip, "manifest.json")).RootElement;

    /// <summary>Lowers the quality until the file fits, as the product does.</summary>
    internal static async Task<EncodedCreative> DrawSceneAsync(Creative creative, ImageFormat format, long? maxBytes, CancellationToken cancellationToken)
    {
        var (width, height) = (creative.Size.Width, creative.Size.Height);
        var quality = 90;
        byte[] bytes;
        do
        {
            bytes = await SampleImages.Pipeline.EncodeAsync(SampleImages.NoisyScene(width, height), width, height, format, quality, cancellationToken);
            quality -= 20;
        }
        while (bytes.Length > maxBytes && quality > 20);

        return new EncodedCreative(new EncodedResult(bytes, width, height, format), quality + 20, []);
    }

    public void Dispose() => _storage.Dispose();

    private sealed class Writer(Func<Creative, ImageFormat, long?, CancellationToken, Task<EncodedCreative>> draw) : ICreativeWriter
    {
        public Task<EncodedCreative> WriteAsync(Creative creative, ImageFormat format, long? maxBytes, CancellationToken cancellationToken) =>
            draw(creative, format, maxBytes, cancellationToken);
    }

    /// <summary>Like a response: can only be written, and only with asynchronous calls.</summary>
    private sealed class AsyncOnly(Stream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
