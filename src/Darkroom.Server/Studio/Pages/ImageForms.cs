using System.Text;
using Darkroom.Costs;
using Darkroom.Gallery;
using Darkroom.Providers;
using Darkroom.Server.Studio.Api;
using Darkroom.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Studio.Pages;

/// <summary>The forms of one image that start a run from it. They work without scripts and end in the studio, where the run develops.</summary>
internal static class ImageForms
{
    public static async Task<IResult> ShowUpscaleAsync(
        string id, IGallery gallery, ProviderCatalog providers, OptionLists lists, PriceTable prices, CancellationToken cancellationToken) =>
        await FindAsync(id, gallery, cancellationToken) is { } image
            ? await UpscalePageAsync(image, [], providers, lists, prices, cancellationToken)
            : ErrorPage.NotFound(StudioTexts.ImageMissing);

    public static async Task<IResult> UpscaleAsync(
        string id,
        [FromForm] IFormCollection form,
        IGallery gallery,
        GenerationService generations,
        ProviderCatalog providers,
        OptionLists lists,
        PriceTable prices,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(id, gallery, cancellationToken) is not { } image)
        {
            return ErrorPage.NotFound(StudioTexts.ImageMissing);
        }

        // "provider size model": only the model may contain spaces.
        if (form["upscaler"].ToString().Split(' ', 3) is not [var provider, var size, var model]
            || !(await ListUpscalers.ForAsync(image.Size, providers, lists, prices, cancellationToken)).Any(one => (one.Provider, one.Size, one.Model) == (provider, size, model)))
        {
            return await UpscalePageAsync(image, [new ValidationError("upscaler", StudioTexts.UpscaleChoose)], providers, lists, prices, cancellationToken);
        }

        var request = new StartRequest
        {
            Prompt = image.Request.Prompt,
            Provider = provider,
            Model = model,
            Size = size,
            Images = [new ImageReference.Stored(id)],
        };
        return await generations.StartAsync(request, StudioForms.KeyOf(form, Encoding.UTF8.GetBytes($"{id} {provider} {size} {model}")), cancellationToken) switch
        {
            StartOutcome.Accepted(var state, _) => new SeeOther($"/?run={state.Id}"),
            var rejected => await UpscalePageAsync(image, rejected.Errors, providers, lists, prices, cancellationToken),
        };
    }

    /// <summary>Starts a run with the settings of the image's run and new seeds.</summary>
    public static async Task<IResult> VaryAsync(
        string id, [FromForm] IFormCollection form, IGallery gallery, IBlobStore blobs, GenerationService generations, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, gallery, cancellationToken) is not { Source: null } image || await InputsAsync(image.Request, blobs, cancellationToken) is not { } inputs)
        {
            return ErrorPage.NotFound(StudioTexts.ImageMissing);
        }

        return await generations.StartAsync(StartRequest.Again(image.Request, inputs), StudioForms.KeyOf(form, Encoding.UTF8.GetBytes(id)), cancellationToken) switch
        {
            StartOutcome.Accepted(var state, _) => new SeeOther($"/?run={state.Id}"),
            var rejected => ErrorPage.Create(StatusCodes.Status400BadRequest, PageText.Messages(rejected.Errors), PublicPaths.ImagePage(id)),
        };
    }

    private static async Task<GalleryImage?> FindAsync(string id, IGallery gallery, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) ? await gallery.FindAsync(id, cancellationToken) : null;

    /// <returns>The images that a request worked from and, last, its mask; null if one of them is gone.</returns>
    private static async Task<ImmutableArray<ImageReference>?> InputsAsync(GenerationRequest request, IBlobStore blobs, CancellationToken cancellationToken)
    {
        var inputs = ImmutableArray.CreateBuilder<ImageReference>();
        foreach (var input in request.Inputs)
        {
            if (input.ImageId is { } id)
            {
                inputs.Add(new ImageReference.Stored(id));
                continue;
            }

            await using var stream = await blobs.OpenAsync(input.Hash, cancellationToken);
            if (stream is null)
            {
                return null;
            }

            inputs.Add(new ImageReference.Inline(await stream.ReadToEndAsync(cancellationToken)));
        }

        return inputs.ToImmutable();
    }

    private static async Task<RazorComponentResult<UpscalePage>> UpscalePageAsync(
        GalleryImage image, ImmutableArray<ValidationError> errors, ProviderCatalog providers, OptionLists lists, PriceTable prices, CancellationToken cancellationToken) =>
        new(new { Image = image, Errors = errors, Choices = await ListUpscalers.ForAsync(image.Size, providers, lists, prices, cancellationToken) })
        {
            StatusCode = errors.IsEmpty ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
        };
}
