using System.Diagnostics;
using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;
using Darkroom.Storage;

namespace Darkroom.Campaigns.Briefs;

/// <summary>Checks and stores uploaded logos and fonts.</summary>
public sealed class CampaignFiles(ICampaignStore store, IBlobStore blobs, ImagePipeline pipeline)
{
    /// <summary>The maximum size of a logo in bytes.</summary>
    public const int MaxLogo = 4 * 1024 * 1024;

    /// <summary>The maximum size of a font in bytes.</summary>
    public const int MaxFont = 10 * 1024 * 1024;

    private const int MaxName = 120;
    private static readonly ImageLimits Limits = new() { MaxBytes = MaxLogo, MaxEdge = 8192, MaxPixels = 20_000_000 };

    /// <summary>The format that other logos, and very large ones, are converted to.</summary>
    private static readonly PreparationTarget Converted = new()
    {
        Formats = [ImageFormat.Png],
        MaxBytes = MaxLogo,
        MaxEdge = 2048,
        MaxPixels = 2048L * 2048,
        AlwaysPng = true,
    };

    /// <summary>Detects the type of a file, checks that it can be drawn, and stores it for a campaign.</summary>
    /// <param name="name">The name that it was uploaded with.</param>
    /// <returns>The file, or the problem with it.</returns>
    public async Task<(CampaignAsset? Asset, string? Problem)> StoreAsync(
        string campaignId, string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var (mime, content, problem) = await InspectAsync(bytes, cancellationToken);
        if (mime is null)
        {
            return (null, problem);
        }

        var plain = new string([.. Path.GetFileName(name.Replace('\\', '/')).Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter)).Take(MaxName)]);
        var asset = new CampaignAsset(await blobs.PutAsync(content, cancellationToken), mime, plain.Length == 0 ? "file" : plain);
        await store.StoreAssetAsync(campaignId, asset, cancellationToken);
        return (asset, null);
    }

    /// <summary>Returns the problem with a file; null if it can be stored.</summary>
    /// <param name="font">True if it must be a font, false if it must be a logo.</param>
    public async Task<string?> CheckAsync(ReadOnlyMemory<byte> bytes, bool font, CancellationToken cancellationToken) =>
        await InspectAsync(bytes, cancellationToken) switch
        {
            (null, _, var problem) => problem,
            ({ } mime, _, _) when mime.StartsWith("font/", StringComparison.Ordinal) != font => font ? RuleTexts.FontFormats : $"{RuleTexts.LogoFormats}.",
            _ => null,
        };

    /// <returns>The type and the bytes to store, or the problem.</returns>
    private async Task<(string? Mime, ReadOnlyMemory<byte> Content, string? Problem)> InspectAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.IsEmpty)
        {
            return (null, default, RuleTexts.FileEmpty);
        }

        if (FontValidator.IsFont(bytes.Span))
        {
            var (font, problem) = bytes.Length > MaxFont ? (null, LocalText.Format(RuleTexts.FontTooLarge, bytes.Length, MaxFont)) : FontValidator.Run(bytes.Span);
            return (font, bytes, problem);
        }

        if (bytes.Length > MaxLogo)
        {
            return (null, default, LocalText.Format(RuleTexts.LogoTooLarge, bytes.Length, MaxLogo));
        }

        // Read by the code that draws it later, so that what that rejects, such as scripts in an SVG, is rejected here.
        return await pipeline.DrawAsync(() => Logo.Read(bytes), cancellationToken) switch
        {
            Outcome<Logo>.Ok => (ImageInspector.Inspect(bytes.Span, Limits) is Outcome<ImageHeader>.Ok(var header) ? header.Format.Mime() : "image/svg+xml", bytes, null),
            Outcome<Logo>.Rejected(RejectReason.UnknownFormat or RejectReason.TooLarge, _) => await ConvertAsync(bytes, cancellationToken),
            Outcome<Logo>.Rejected(_, var reason) => (null, default, reason),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<(string? Mime, ReadOnlyMemory<byte> Content, string? Problem)> ConvertAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        await pipeline.PrepareAsync(bytes, Limits, Converted, cancellationToken) switch
        {
            Outcome<PreparedImage>.Ok(var prepared) => (prepared.Format.Mime(), prepared.Bytes, null),
            Outcome<PreparedImage>.Rejected(RejectReason.UnknownFormat, _) => (null, default, LocalText.Format(RuleTexts.LogoOrFont, RuleTexts.LogoFormats)),
            Outcome<PreparedImage>.Rejected(_, var reason) => (null, default, reason),
            _ => throw new UnreachableException(),
        };
}
