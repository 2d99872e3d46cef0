using System.Collections.Immutable;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Providers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Studio.Pages;

/// <summary><c>GET /</c>: the form, the newest run as it stands, and the runs before it. The query may fill in the form (remix).</summary>
internal static class ShowStudio
{
    private const int Runs = 6;
    private const int MaxImages = 16;

    public static async Task<RazorComponentResult<StudioPage>> HandleAsync(
        [AsParameters] StudioQuery query, GenerationService generations, IGenerationStore store, IGallery gallery, ProviderCatalog providers, CancellationToken cancellationToken)
    {
        var asked = query.ToAsked();
        if (query.TextOf is { } id && Ids.IsWellFormed(id) && await gallery.FindAsync(id, cancellationToken) is { Request: var like })
        {
            asked = asked with { Prompt = asked.Prompt ?? like.Prompt, NegativePrompt = asked.NegativePrompt ?? like.NegativePrompt };
        }

        return await PageAsync(asked, [], StatusCodes.Status200OK, generations, store, gallery, providers, cancellationToken);
    }

    /// <summary>The page with a form filled in, and with what is wrong with it.</summary>
    public static async Task<RazorComponentResult<StudioPage>> PageAsync(
        AskedGeneration asked,
        ImmutableArray<ValidationError> problems,
        int status,
        GenerationService generations,
        IGenerationStore store,
        IGallery gallery,
        ProviderCatalog providers,
        CancellationToken cancellationToken)
    {
        var pictures = await FindAsync(asked, gallery, cancellationToken);
        var runs = new List<RunView>();
        foreach (var state in await generations.RecentAsync(Runs, cancellationToken))
        {
            var frames = state.Ended ? ImmutableDictionary<int, PartialPreview>.Empty : await store.NewestPartialsAsync(state.Id, cancellationToken);
            runs.Add(new RunView(state, frames));
        }

        asked = asked with { N = asked.N ?? StudioPage.DefaultCount };
        var cost = generations.QuoteOf(asked).Quote?.Text ?? "";
        return new RazorComponentResult<StudioPage>(new { Asked = asked, Images = pictures, Problems = problems, Runs = runs, Providers = providers, Cost = cost })
        {
            StatusCode = status,
        };
    }

    /// <summary>The gallery's pictures to work from; what a link names and is not there any more is left out.</summary>
    private static async Task<ImmutableArray<GalleryImage>> FindAsync(AskedGeneration asked, IGallery gallery, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<GalleryImage>();
        foreach (var given in (asked.Images ?? []).OfType<ImageReference.Stored>().Take(MaxImages))
        {
            if (await gallery.FindAsync(given.Id, cancellationToken) is { } image)
            {
                found.Add(image);
            }
        }

        return found.ToImmutable();
    }
}

/// <summary>A generation with the newest partial image of each slot that is still being made.</summary>
public sealed record RunView(GenerationState State, ImmutableDictionary<int, PartialPreview> Frames);

/// <summary>What a link to the studio may fill in. Nothing is checked before it is sent.</summary>
/// <param name="TextOf">The id of an image whose prompts fill in those that are not given: they may be too long for an address.</param>
/// <param name="Images">Ids of images to work from.</param>
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
    public AskedGeneration ToAsked() => new()
    {
        Prompt = Prompt,
        Provider = Provider,
        Model = Model,
        Size = Size,
        Quality = Quality,
        NegativePrompt = NegativePrompt,
        N = int.TryParse(N, out var n) ? n : null,
        Seed = long.TryParse(Seed, out var seed) ? seed : null,
        Images = Images is { Length: > 0 } ? [.. Images.Where(Ids.IsWellFormed).Select(id => new ImageReference.Stored(id))] : null,
    };
}
