using Darkroom.Gallery;
using Darkroom.Providers;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Gallery;

/// <summary>The page about one image.</summary>
internal static class ShowImage
{
    public static async Task<IResult> HandleAsync(
        string id, IGallery gallery, ProviderCatalog providers, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || await gallery.FindAsync(id, cancellationToken) is not { } image)
        {
            return NoSuchPage.Page("There is no such image.");
        }

        var (newer, older) = await gallery.NeighboursAsync(id, cancellationToken);
        var provider = providers.Find(image.Provider);
        return new RazorComponentResult<ImagePage>(new
        {
            Image = image,
            Frames = await gallery.DevelopmentAsync(id, cancellationToken),
            ProviderName = provider?.Description.Name ?? image.Provider,
            Paid = provider is null or { Description.Paid: true },
            Newer = newer,
            Older = older,
        });
    }
}
