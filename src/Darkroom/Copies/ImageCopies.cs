using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Imports;
using Darkroom.Storage;

namespace Darkroom.Copies;

/// <summary>
/// Makes copies of originals: upright, in sRGB, and without any metadata of the original. PNG stays lossless; JPEG and WebP are encoded again without
/// visible loss.
/// </summary>
public sealed class ImageCopies(IBlobStore blobs, IImportStore imports, ImagePipeline pipeline, ImageLimits limits)
{
    /// <summary>Returns a copy without metadata; null if the original is missing or damaged.</summary>
    public async Task<EncodedResult?> PlainAsync(GalleryImage image, CancellationToken cancellationToken)
    {
        if (await blobs.OpenAsync(image.BlobHash, cancellationToken) is not { } original)
        {
            return null;
        }

        var bytes = await original.ReadToEndAsync(cancellationToken);
        return await pipeline.PrepareAsync(bytes, limits, TargetOf(image.Mime), cancellationToken) is Outcome<PreparedImage>.Ok(var prepared)
            ? new EncodedResult(prepared.Bytes.ToArray(), prepared.Width, prepared.Height, prepared.Format)
            : null;
    }

    /// <summary>
    /// Returns a copy with the parameters, and with its digital source type unless it is unknown how the image was made; null if the original is missing
    /// or damaged.
    /// </summary>
    public async Task<EncodedResult?> WithParametersAsync(GalleryImage image, CancellationToken cancellationToken)
    {
        if (await PlainAsync(image, cancellationToken) is not { } plain)
        {
            return null;
        }

        var parameters = ParameterWriter.Write(await ParametersAsync(image, cancellationToken), MetadataWriter.MaxParameters);
        var packet = image.Source == ImportSource.Unknown ? [] : MetadataWriter.Packet(MetadataWriter.SourceType(image.Provider));
        return plain with { Bytes = MetadataWriter.Add(plain, packet, parameters) };
    }

    /// <summary>Returns the parameters of an imported image from the texts of its file, those of others from their request and result.</summary>
    private async Task<ImportedParameters> ParametersAsync(GalleryImage image, CancellationToken cancellationToken)
    {
        if (image.Source is not null && ParameterText.Parse(await imports.TextsAsync(image.Id, cancellationToken)) is { } imported)
        {
            return imported;
        }

        // Another provider than the requested one has its own options.
        var options = image.Fallback is null ? image.Request.Options : null;
        return new ImportedParameters
        {
            Source = ImportSource.Automatic1111,
            Prompt = image.Request.Prompt + string.Concat((options?.Loras ?? []).Select(lora => lora.ToTag())),
            Steps = options?.Steps,
            CfgScale = options?.Guidance,
            Sampler = options?.Sampler,
            NegativePrompt = image.Request.NegativePrompt,
            Seed = image.Seed,
            Model = image.Model,
            Size = image.Size,
            Others =
            [
                .. Known(
                    ("Schedule type", options?.Scheduler),
                    ("Denoising strength", options?.Strength?.ToString(CultureInfo.InvariantCulture)),
                    ("Clip skip", options?.ClipSkip?.ToString(CultureInfo.InvariantCulture)),
                    (ImportedOptions.FieldsName, options?.Fields is { } fields ? JsonSerializer.Serialize(fields) : null),
                    ("Quality", image.Quality ?? image.Request.Quality),
                    ("Format", image.Request.OutputFormat),
                    ("Background", image.Request.Background),
                    ("Compression", image.Request.OutputCompression?.ToString(CultureInfo.InvariantCulture)),
                    ("Moderation", image.Request.Moderation),
                    ("Provider", image.Provider),
                    ("Version", "Darkroom")),
            ],
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> Known(params (string Key, string? Value)[] settings) =>
        settings.Where(setting => setting.Value is not null).Select(setting => KeyValuePair.Create(setting.Key, setting.Value!));

    /// <summary>Returns the formats that a copy may have: that of the original, or one that keeps as much.</summary>
    private static PreparationTarget TargetOf(string mime) => new()
    {
        Formats = mime switch
        {
            "image/png" or "image/gif" => [ImageFormat.Png],
            "image/webp" => [ImageFormat.WebP],
            _ => [ImageFormat.Jpeg, ImageFormat.WebP],
        },
        MaxBytes = long.MaxValue,
        MaxEdge = int.MaxValue,
        MaxPixels = long.MaxValue,
    };
}
