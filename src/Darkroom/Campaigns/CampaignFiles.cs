using System.Collections.Immutable;
using System.Diagnostics;
using Darkroom.Blobs;
using Darkroom.Imaging;

namespace Darkroom.Campaigns;

/// <summary>Logos and fonts: looked at when they come, and kept.</summary>
public sealed class CampaignFiles(ICampaignStore store, IBlobStore blobs, ImagePipeline pipeline)
{
    /// <summary>The most bytes that a logo may have.</summary>
    public const int MaxLogo = 4 * 1024 * 1024;

    /// <summary>The most bytes that a font may have: those for Chinese, Japanese and Korean are large.</summary>
    public const int MaxFont = 20 * 1024 * 1024;

    private const int MaxName = 120;
    private static readonly ImageLimits Limits = new() { MaxBytes = MaxLogo, MaxEdge = 8192, MaxPixels = 20_000_000 };
    private static readonly ImmutableArray<int> ProofWidth = [256];

    /// <summary>Finds out what a file is, proves that it can be drawn with, and keeps it for a campaign.</summary>
    /// <param name="name">As the person called it.</param>
    /// <returns>The file, or what is wrong with it.</returns>
    public async Task<(CampaignAsset? Asset, string? Wrong)> KeepAsync(
        string campaignId, string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var (mime, wrong) = await LookAsync(bytes, cancellationToken);
        if (mime is null)
        {
            return (null, wrong);
        }

        var plain = new string([.. Path.GetFileName(name.Replace('\\', '/')).Where(one => !char.IsControl(one) && !char.IsSurrogate(one)).Take(MaxName)]);
        var asset = new CampaignAsset(await blobs.PutAsync(bytes, cancellationToken), mime, plain.Length == 0 ? "file" : plain);
        await store.KeepAssetAsync(campaignId, asset, cancellationToken);
        return (asset, null);
    }

    private async Task<(string? Mime, string? Wrong)> LookAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.IsEmpty)
        {
            return (null, "The file is empty.");
        }

        if (FontCheck.LooksLikeOne(bytes.Span))
        {
            return bytes.Length > MaxFont ? (null, TooLarge("font", bytes.Length, MaxFont)) : FontCheck.Run(bytes.Span);
        }

        if (bytes.Length > MaxLogo)
        {
            return (null, TooLarge("logo", bytes.Length, MaxLogo));
        }

        return SvgCheck.LooksLikeOne(bytes.Span) ? SvgCheck.Run(bytes) : await PictureAsync(bytes, cancellationToken);
    }

    /// <summary>Every pixel of it decodes, or it is refused.</summary>
    private async Task<(string? Mime, string? Wrong)> PictureAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        await pipeline.DeriveAsync(bytes, Limits, ImageFormat.WebP, ProofWidth, cancellationToken) switch
        {
            Outcome<Derivatives>.Ok({ Header.Format: ImageFormat.Png or ImageFormat.WebP } taken) => (taken.Header.Format.Mime(), null),
            Outcome<Derivatives>.Ok or Outcome<Derivatives>.Rejected(RejectReason.UnknownFormat, _) =>
                (null, "A logo is a PNG, SVG or WebP file; a font is a TTF or OTF file."),
            Outcome<Derivatives>.Rejected(_, var reason) => (null, reason),
            _ => throw new UnreachableException(),
        };

    private static string TooLarge(string what, int bytes, int most) => $"It has {bytes:N0} bytes; a {what} may have at most {most:N0}.";
}
