using System.Diagnostics;
using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;
using Darkroom.Storage;

namespace Darkroom.Campaigns.Briefs;

/// <summary>Logos and fonts: looked at when they come, and kept.</summary>
public sealed class CampaignFiles(ICampaignStore store, IBlobStore blobs, ImagePipeline pipeline)
{
    /// <summary>The most bytes that a logo may have.</summary>
    public const int MaxLogo = 4 * 1024 * 1024;

    /// <summary>The most bytes that a font may have.</summary>
    public const int MaxFont = 10 * 1024 * 1024;

    private const int MaxName = 120;
    private const string LogoFormats = "A logo is a PNG, SVG or WebP file, or a JPEG, AVIF, TIFF or GIF, which becomes a PNG";
    private static readonly ImageLimits Limits = new() { MaxBytes = MaxLogo, MaxEdge = 8192, MaxPixels = 20_000_000 };

    /// <summary>What a logo of another format, or a very large one, is converted to.</summary>
    private static readonly PreparationTarget Converted = new()
    {
        Formats = [ImageFormat.Png],
        MaxBytes = MaxLogo,
        MaxEdge = 2048,
        MaxPixels = 2048L * 2048,
        AlwaysPng = true,
    };

    /// <summary>Finds out what a file is, proves that it can be drawn with, and keeps it for a campaign.</summary>
    /// <param name="name">As the person called it.</param>
    /// <returns>The file, or what is wrong with it.</returns>
    public async Task<(CampaignAsset? Asset, string? Wrong)> StoreAsync(
        string campaignId, string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var (mime, kept, wrong) = await InspectAsync(bytes, cancellationToken);
        if (mime is null)
        {
            return (null, wrong);
        }

        var plain = new string([.. Path.GetFileName(name.Replace('\\', '/')).Where(one => !char.IsControl(one) && !char.IsSurrogate(one)).Take(MaxName)]);
        var asset = new CampaignAsset(await blobs.PutAsync(kept, cancellationToken), mime, plain.Length == 0 ? "file" : plain);
        await store.StoreAssetAsync(campaignId, asset, cancellationToken);
        return (asset, null);
    }

    /// <summary>What is wrong with a file; null where it can be kept.</summary>
    /// <param name="font">Whether it is to be a font, and not a logo.</param>
    public async Task<string?> WrongAsync(ReadOnlyMemory<byte> bytes, bool font, CancellationToken cancellationToken) =>
        await InspectAsync(bytes, cancellationToken) switch
        {
            (null, _, var wrong) => wrong,
            ({ } mime, _, _) when mime.StartsWith("font/", StringComparison.Ordinal) != font => font ? "A font is a TTF or OTF file." : $"{LogoFormats}.",
            _ => null,
        };

    /// <returns>The type and the bytes to keep, or what is wrong.</returns>
    private async Task<(string? Mime, ReadOnlyMemory<byte> Kept, string? Wrong)> InspectAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.IsEmpty)
        {
            return (null, default, "The file is empty.");
        }

        if (FontValidator.LooksLikeOne(bytes.Span))
        {
            var (font, wrong) = bytes.Length > MaxFont ? (null, TooLarge("font", bytes.Length, MaxFont)) : FontValidator.Run(bytes.Span);
            return (font, bytes, wrong);
        }

        if (bytes.Length > MaxLogo)
        {
            return (null, default, TooLarge("logo", bytes.Length, MaxLogo));
        }

        // The same eyes that draw it later: what they refuse, scripts in an SVG for one, is refused here.
        return await pipeline.DrawAsync(() => Logo.Read(bytes), cancellationToken) switch
        {
            Outcome<Logo>.Ok => (ImageInspector.Inspect(bytes.Span, Limits) is Outcome<ImageHeader>.Ok(var header) ? header.Format.Mime() : "image/svg+xml", bytes, null),
            Outcome<Logo>.Rejected(RejectReason.UnknownFormat or RejectReason.TooLarge, _) => await ConvertAsync(bytes, cancellationToken),
            Outcome<Logo>.Rejected(_, var reason) => (null, default, reason),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<(string? Mime, ReadOnlyMemory<byte> Kept, string? Wrong)> ConvertAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        await pipeline.PrepareAsync(bytes, Limits, Converted, cancellationToken) switch
        {
            Outcome<PreparedImage>.Ok(var prepared) => (prepared.Format.Mime(), prepared.Bytes, null),
            Outcome<PreparedImage>.Rejected(RejectReason.UnknownFormat, _) => (null, default, $"{LogoFormats}; a font is a TTF or OTF file."),
            Outcome<PreparedImage>.Rejected(_, var reason) => (null, default, reason),
            _ => throw new UnreachableException(),
        };

    private static string TooLarge(string what, int bytes, int most) => $"It has {bytes:N0} bytes; a {what} may have at most {most:N0}.";
}
