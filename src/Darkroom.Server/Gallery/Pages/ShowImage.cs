using Darkroom.Gallery;
using Darkroom.Imports;
using Darkroom.Providers;
using Darkroom.Server.Gallery.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Gallery.Pages;

internal static class ShowImage
{
    private const int MaxChildren = 24;

    public static async Task<IResult> HandleAsync(
        string id,
        [AsParameters] ViewParameters view,
        IGallery gallery,
        IImportStore imports,
        ICollectionStore collections,
        ProviderCatalog providers,
        TrashSweep trash,
        CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || await gallery.FindAsync(id, cancellationToken) is not { } image)
        {
            return ErrorPage.NotFound(GalleryTexts.ImageMissing);
        }

        var (newer, older) = await gallery.NeighboursAsync(id, view.TryRead(out var read, out _) ? read : GalleryView.All, cancellationToken);
        var provider = providers.Find(image.Provider);
        return new RazorComponentResult<ImagePage>(new
        {
            Image = image,
            Frames = await gallery.DevelopmentAsync(id, cancellationToken),
            ProviderName = providers.NameOf(image.Provider),
            Paid = provider is null or { Description.Paid: true },
            MadeFrom = await MadeFromAsync(image, gallery, cancellationToken),
            Texts = image.Source is null ? [] : await imports.TextsAsync(id, cancellationToken),
            Versions = await gallery.ChildrenAsync(id, MaxChildren, cancellationToken),
            Edit = EditLink(image, providers),
            CanVary = image.Source is null && provider is { Setup.Configured: true },
            CanUpscale = providers.CanUpscale,
            Collections = await collections.NamesAsync(cancellationToken),
            KeptDays = trash.Keep.Days,
            View = view,
            Newer = newer,
            Older = older,
        });
    }

    private static async Task<ImmutableArray<SourceLink>> MadeFromAsync(GalleryImage image, IGallery gallery, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<SourceLink>();
        foreach (var (input, index) in image.Request.Inputs.Select((input, index) => (input, index)))
        {
            var isMask = ReferenceEquals(input, image.Request.Mask);
            var name = isMask ? GalleryTexts.Mask : PageText.Format(GalleryTexts.InputImage, index + 1);
            var own = PublicPaths.Input(image.GenerationId!, index);
            found.Add(input.ImageId is { } id && await gallery.FindAsync(id, cancellationToken) is { } known
                ? new SourceLink(PublicPaths.ImagePage(id), PublicPaths.Derivative(id, 256), $"{name}: {PageText.Short(known.Request.Prompt, 100)}", input.Size, isMask)
                : new SourceLink(own, own, name, input.Size, isMask));
        }

        return found.ToImmutable();
    }

    /// <summary>
    /// Returns the address of the studio with this image to change; null if no provider accepts images. It selects the image's own provider if
    /// that one does.
    /// </summary>
    private static string? EditLink(GalleryImage image, ProviderCatalog providers)
    {
        var editors = providers.All.Where(provider => provider.Setup.Configured && provider.CapabilitiesOf(null).Edits is not null).Select(provider => provider.Id).ToList();
        return editors.Count == 0 ? null : "/" + SiteLinks.QueryOf(("edit", image.Id), ("provider", editors.Contains(image.Provider) ? image.Provider : null));
    }
}

/// <summary>An image that an image was made from.</summary>
/// <param name="Link">The address of its page; of the image itself if it came with the request.</param>
/// <param name="Thumbnail">The address of a small copy if there is one, else of the image.</param>
public sealed record SourceLink(string Link, string Thumbnail, string Name, PixelSize Size, bool IsMask);
