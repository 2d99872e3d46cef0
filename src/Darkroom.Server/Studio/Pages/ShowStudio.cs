using Darkroom.Gallery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Studio.Pages;

/// <summary><c>GET /</c>: the form, the newest run and the runs before it. The query may fill in the form (remix).</summary>
internal static class ShowStudio
{
    public static async Task<RazorComponentResult<StudioPage>> HandleAsync(
        [AsParameters] StudioQuery query, IGallery gallery, CancellationToken cancellationToken)
    {
        var request = query.ToRequest();
        if (query.TextOf is { } id && Ids.IsWellFormed(id) && await gallery.FindAsync(id, cancellationToken) is { Request: var source })
        {
            request = request with { Prompt = request.Prompt ?? source.Prompt, NegativePrompt = request.NegativePrompt ?? source.NegativePrompt };
        }

        return new(new { Request = request });
    }
}

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
