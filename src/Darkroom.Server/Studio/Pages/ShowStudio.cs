using System.Collections.Immutable;
using System.Globalization;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Providers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Studio.Pages;

/// <summary><c>GET /</c>: the form, the newest run and the runs before it. The query may fill in the form (remix).</summary>
internal static class ShowStudio
{
    private const int MaxRuns = 6;
    private const int MaxImages = 16;

    public static async Task<RazorComponentResult<StudioPage>> HandleAsync(
        [AsParameters] StudioQuery query, [AsParameters] StudioParts parts, CancellationToken cancellationToken)
    {
        var request = query.ToRequest();
        if (query.TextOf is { } id && Ids.IsWellFormed(id) && await parts.Gallery.FindAsync(id, cancellationToken) is { Request: var source })
        {
            request = request with { Prompt = request.Prompt ?? source.Prompt, NegativePrompt = request.NegativePrompt ?? source.NegativePrompt };
        }

        return await PageAsync(request, [], StatusCodes.Status200OK, parts, cancellationToken);
    }

    /// <summary>Returns the page with a form filled in, and with its errors.</summary>
    public static async Task<RazorComponentResult<StudioPage>> PageAsync(
        StartRequest request, ImmutableArray<ValidationError> errors, int status, StudioParts parts, CancellationToken cancellationToken)
    {
        var runs = new List<RunView>();
        foreach (var state in await parts.Store.RecentAsync(MaxRuns, cancellationToken))
        {
            var partials = state.Ended ? ImmutableDictionary<int, PartialPreview>.Empty : await parts.Store.LastFramesAsync(state.Id, cancellationToken);
            runs.Add(new RunView(state, partials));
        }

        request = request with { N = request.N ?? StudioPage.DefaultCount };
        return new RazorComponentResult<StudioPage>(new
        {
            Request = request,
            Images = await FindImagesAsync(request, parts.Gallery, cancellationToken),
            Errors = errors,
            Runs = runs,
            parts.Providers,
            Cost = parts.Generations.QuoteOf(request).Quote?.Text ?? "",
        })
        {
            StatusCode = status,
        };
    }

    /// <summary>Returns the gallery images to work from, without those that no longer exist.</summary>
    private static async Task<ImmutableArray<GalleryImage>> FindImagesAsync(StartRequest request, IGallery gallery, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<GalleryImage>();
        foreach (var reference in (request.Images ?? []).OfType<ImageReference.Stored>().Take(MaxImages))
        {
            if (await gallery.FindAsync(reference.Id, cancellationToken) is { } image)
            {
                found.Add(image);
            }
        }

        return found.ToImmutable();
    }
}

/// <summary>The services that the studio page needs.</summary>
internal sealed record StudioParts(GenerationService Generations, IJobStore Store, IGallery Gallery, ProviderCatalog Providers);

/// <summary>A generation with the newest partial image of each running slot.</summary>
public sealed record RunView(GenerationState State, ImmutableDictionary<int, PartialPreview> Partials);

/// <summary>The values that a link to the studio may fill in. They are validated when the form is sent.</summary>
/// <param name="TextOf">The id of an image whose prompts fill in those that are not given: they may be too long for an address.</param>
/// <param name="Images">The ids of images to work from.</param>
internal sealed record StudioQuery(
    string? Prompt,
    string? Provider,
    string? Model,
    string? Size,
    string? Quality,
    string? N,
    string? Seed,
    [FromQuery(Name = "negative_prompt")] string? NegativePrompt,
    [FromQuery(Name = "text_of")] string? TextOf,
    [FromQuery(Name = "image")] string[]? Images)
{
    public StartRequest ToRequest() => new()
    {
        Prompt = Prompt,
        Provider = Provider,
        Model = Model,
        Size = Size,
        Quality = Quality,
        NegativePrompt = NegativePrompt,
        N = int.TryParse(N, CultureInfo.InvariantCulture, out var n) ? n : null,
        Seed = long.TryParse(Seed, CultureInfo.InvariantCulture, out var seed) ? seed : null,
        Images = Images is { Length: > 0 } ? [.. Images.Where(Ids.IsWellFormed).Select(id => new ImageReference.Stored(id))] : null,
    };
}
