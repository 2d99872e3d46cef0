using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Darkroom.Packaging;

namespace Darkroom.Gallery;

/// <summary>
/// The content of <c>manifest.jsonl</c>: one line for each image, with all that is known of it. It is kept compressed, because it is written at the
/// end and its length must be known before.
/// </summary>
internal sealed class DownloadManifest : IDisposable
{
    private static readonly DownloadJson Readable =
        new(new JsonSerializerOptions(DownloadJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly MemoryStream _compressed = new();
    private readonly DeflateStream _writer;
    private readonly Crc32 _checksum = new();

    public DownloadManifest() => _writer = new DeflateStream(_compressed, CompressionLevel.Fastest, leaveOpen: true);

    /// <summary>The number of bytes, uncompressed.</summary>
    public long Length { get; private set; }

    public void Add(GalleryImage image, string file, bool missing)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(DownloadLine.From(image, file, missing), Readable.DownloadLine), (byte)'\n'];
        _writer.Write(line);
        _checksum.Add(line);
        Length += line.Length;
    }

    /// <summary>Writes it as a file of a zip. Nothing can be added afterwards.</summary>
    public async Task WriteAsync(ZipWriter zip, string path, DateTimeOffset time, CancellationToken cancellationToken)
    {
        await _writer.DisposeAsync();
        _compressed.Position = 0;
        await using var content = new DeflateStream(_compressed, CompressionMode.Decompress);
        await zip.AddAsync(path, time, _checksum.Value, Length, content, cancellationToken);
    }

    public void Dispose()
    {
        _writer.Dispose();
        _compressed.Dispose();
    }
}

/// <summary>One line of the manifest. Null values are left out.</summary>
/// <param name="File">The path in the zip.</param>
/// <param name="Missing">True if the zip does not contain the file, because the original is missing.</param>
/// <param name="Sha256">The hash of the original.</param>
internal sealed record DownloadLine(
    string File,
    bool? Missing,
    string Id,
    DateTimeOffset CreatedAt,
    string Sha256,
    string Mime,
    long Bytes,
    int Width,
    int Height,
    string Provider,
    string? Model,
    long? Seed,
    string Prompt,
    string? NegativePrompt,
    string? RevisedPrompt,
    string? Quality,
    string RequestedSize,
    decimal? CostUsd,
    string? CostBasis,
    long ElapsedMs,
    bool Favorite,
    ImmutableArray<string>? Tags,
    ImmutableArray<string>? Collections,
    string? GenerationId,
    int? ImageIndex,
    string? CampaignId,
    string? ParentId,
    string? Source)
{
    public static DownloadLine From(GalleryImage image, string file, bool missing) => new(
        file,
        missing ? true : null,
        image.Id,
        image.CreatedAt,
        image.BlobHash,
        image.Mime,
        image.Bytes,
        image.Size.Width,
        image.Size.Height,
        image.Provider,
        image.Model,
        image.Seed,
        image.Request.Prompt,
        image.Request.NegativePrompt,
        image.RevisedPrompt,
        image.Quality,
        image.Request.Size.ToString(),
        image.Cost?.Usd,
        image.Cost is { } cost ? Wire.Name(cost.Basis) : null,
        image.ElapsedMs,
        image.Favorite,
        image.Tags.IsEmpty ? null : image.Tags,
        image.Collections.IsEmpty ? null : [.. image.Collections.Select(collection => collection.Name)],
        image.GenerationId,
        image.ImageIndex,
        image.CampaignId,
        image.Request.ParentId,
        image.Source);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DownloadLine))]
internal sealed partial class DownloadJson : JsonSerializerContext;
