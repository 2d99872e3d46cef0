using System.Collections.Immutable;
using System.Diagnostics;
using Darkroom.Campaigns.Layout;
using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging;

namespace Darkroom.Campaigns.Export;

/// <summary>Encodes creatives as files in their own size. The same creative gives the same bytes.</summary>
public interface ICreativeWriter
{
    /// <summary>Draws a creative at the best quality that fits.</summary>
    /// <param name="maxBytes">The largest file; null for no limit. If even the lowest quality does not fit, the file is larger.</param>
    Task<EncodedCreative> WriteAsync(Creative creative, ImageFormat format, long? maxBytes, CancellationToken cancellationToken);
}

/// <summary>A creative as a file.</summary>
/// <param name="Image">Null if it cannot be drawn; the findings say why.</param>
/// <param name="Quality">1 to 100; null if the file type has no quality.</param>
public sealed record EncodedCreative(EncodedResult? Image, int? Quality, ImmutableArray<Finding> Findings)
{
    /// <summary>How its texts are set; null if it cannot be drawn.</summary>
    public CreativeType? Type { get; init; }
}

/// <summary>Uses the renderer of the previews.</summary>
public sealed class CreativeWriter(CreativeRenderer renderer, CreativeSpecs specs) : ICreativeWriter
{
    /// <summary>A higher quality makes larger files without a visible difference.</summary>
    private const int BestQuality = 92;

    public async Task<EncodedCreative> WriteAsync(Creative creative, ImageFormat format, long? maxBytes, CancellationToken cancellationToken)
    {
        if (await specs.CreateAsync(creative, cancellationToken) is not { } spec)
        {
            return new EncodedCreative(null, null, [ExportRules.NoImage]);
        }

        var limited = spec with { Format = spec.Format with { MaxBytes = maxBytes } };
        return await renderer.WriteAsync(limited, null, format, BestQuality, cancellationToken) switch
        {
            Outcome<CreativeFile>.Ok(var file) => Encoded(file, format),
            Outcome<CreativeFile>.Rejected(_, var message) => new EncodedCreative(null, null, [new Finding("picture", message)]),
            _ => throw new UnreachableException(),
        };
    }

    private static EncodedCreative Encoded(CreativeFile file, ImageFormat format)
    {
        var findings = file.Warnings.Select(warning => new Finding(Wire.Name(warning.Element), warning.Message));
        return new EncodedCreative(file.Image, format == ImageFormat.Png ? null : file.Quality, [.. findings]) { Type = file.Type };
    }
}
