using System.Diagnostics;
using Darkroom.Campaigns.Layout;
using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging;

namespace Darkroom.Campaigns.Export;

/// <summary>Creatives as files in their own size, from the same renderer as previews.</summary>
public sealed class CreativeWriter(CreativeRenderer renderer, CreativeSpecs specs)
{
    /// <summary>Above it files grow and nobody sees a difference.</summary>
    private const int BestQuality = 92;

    /// <inheritdoc cref="WriteCreative"/>
    public async Task<EncodedCreative> WriteAsync(Creative creative, ImageFormat format, long? maxBytes, CancellationToken cancellationToken)
    {
        if (await specs.OfAsync(creative, cancellationToken) is not { } spec)
        {
            return new EncodedCreative(null, null, [ExportRules.NoImage]);
        }

        var limited = spec with { Format = spec.Format with { MaxBytes = maxBytes } };
        return await renderer.WriteAsync(limited, null, format, BestQuality, cancellationToken) switch
        {
            Outcome<CreativeFile>.Ok(var file) => new EncodedCreative(
                file.Image,
                format == ImageFormat.Png ? null : file.Quality,
                [.. file.Problems.Select(problem => new Finding(Wire.Name(problem.Element), problem.Message))]),
            Outcome<CreativeFile>.Rejected(_, var message) => new EncodedCreative(null, null, [new Finding("picture", message)]),
            _ => throw new UnreachableException(),
        };
    }
}
