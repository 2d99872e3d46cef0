using Darkroom.Generations;
using Darkroom.Imaging;
using Darkroom.Providers;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Darkroom.Server.Studio.Api;

/// <summary>How large a body may be that carries pictures: no larger than what is accepted for the providers that can be used.</summary>
/// <param name="MaxRequestBodySize">In bytes.</param>
internal sealed record ImageBodies(long? MaxRequestBodySize) : IRequestSizeLimitMetadata
{
    public static ImageBodies Limit(IEndpointRouteBuilder routes)
    {
        var most = routes.ServiceProvider.GetRequiredService<ImageLimits>().MaxBytes;
        var pictures = routes.ServiceProvider.GetRequiredService<ProviderCatalog>().All
            .Where(provider => provider.Setup.Configured)
            .Select(provider => provider.CapabilitiesOf(null).Edits is { } rule ? (rule.MaxImages + (rule.Mask ? 1 : 0)) * most : 0)
            .Max();

        // Three bytes are four characters of base64.
        return new ImageBodies(HttpSetup.MaxBody + (Math.Min(pictures, InputImages.MaxBytes) / 3 * 4));
    }
}
