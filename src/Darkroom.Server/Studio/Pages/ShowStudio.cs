using System.Text.Json;
using Darkroom.Gallery;
using Darkroom.Prompts;
using Darkroom.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Studio.Pages;

/// <summary><c>GET /</c>: the form, the newest run and the runs before it. The query may fill in the form (remix).</summary>
internal static class ShowStudio
{
    public static async Task<IResult> HandleAsync(
        [AsParameters] StudioQuery query, StudioDefaults defaults, IGallery gallery, IPresetStore presets, CancellationToken cancellationToken)
    {
        var request = query.ToRequest();
        if (request is { Provider: null, Model: null, Size: null, Quality: null })
        {
            // A link that says how an image was made is complete: what it leaves out was not set.
            request = request with { Model = defaults.Model, AspectRatio = defaults.AspectRatio, Quality = defaults.Quality };
        }

        if (query.Edit is { } edited && Ids.IsWellFormed(edited) && await gallery.FindAsync(edited, cancellationToken) is { Size: var size })
        {
            request = request with { Prompt = request.Prompt ?? "", Images = [new ImageReference.Stored(edited)], AspectRatio = Offers.NearestRatio(size), N = 1 };
        }

        if (query.TextOf is { } id && Ids.IsWellFormed(id) && await gallery.FindAsync(id, cancellationToken) is { Request: var source })
        {
            request = request with
            {
                Prompt = request.Prompt ?? source.Prompt,
                NegativePrompt = request.NegativePrompt ?? source.NegativePrompt,
                Options = request.Options ?? source.Options,
            };
        }

        if (query.Preset is { } name && PresetName.Find(await presets.ListAsync(cancellationToken), name) is { } preset)
        {
            var use = preset.Prompt.Length > 0 || preset.NegativePrompt is not null ? $"@{preset.Name} " : null;
            request = preset.Settings with { Prompt = request.Prompt ?? use, NegativePrompt = request.NegativePrompt };
        }

        return new RazorComponentResult<StudioPage>(new { Request = request, Edits = query.Edit is not null, Before = IdOf(query.Before), Shown = IdOf(query.Run) });

        static string? IdOf(string? id) => id is not null && Ids.IsWellFormed(id) ? id : null;
    }
}

/// <summary>A generation with the newest partial image of each running slot.</summary>
/// <param name="Ahead">The number of images that the provider starts before the next one of this run; null if none waits.</param>
public sealed record RunView(GenerationState State, ImmutableDictionary<int, PartialPreview> Partials, int? Ahead = null);

/// <summary>The values that a link to the studio may fill in. They are validated when the form is sent.</summary>
internal sealed record StudioQuery
{
    public string? Prompt { get; init; }

    public string? Provider { get; init; }

    public string? Model { get; init; }

    public string? Size { get; init; }

    public string? Quality { get; init; }

    public string? N { get; init; }

    public string? Seed { get; init; }

    [FromQuery(Name = "negative_prompt")]
    public string? NegativePrompt { get; init; }

    [FromQuery(Name = "output_format")]
    public string? OutputFormat { get; init; }

    public string? Background { get; init; }

    [FromQuery(Name = "output_compression")]
    public string? OutputCompression { get; init; }

    public string? Moderation { get; init; }

    [FromQuery(Name = "input_fidelity")]
    public string? InputFidelity { get; init; }

    /// <summary>The options of the engine as JSON.</summary>
    public string? Options { get; init; }

    /// <summary>The id of an image whose prompts and options fill in those that are not given: they may be too long for an address.</summary>
    [FromQuery(Name = "text_of")]
    public string? TextOf { get; init; }

    /// <summary>The name of a preset that fills in the form.</summary>
    public string? Preset { get; init; }

    /// <summary>The id of a run: the page shows the runs before it.</summary>
    public string? Before { get; init; }

    /// <summary>The id of a run that the page shows, however old it is.</summary>
    public string? Run { get; init; }

    /// <summary>The id of an image to change, and no other: the prompt says what to change.</summary>
    public string? Edit { get; init; }

    /// <summary>The ids of images to work from.</summary>
    [FromQuery(Name = "image")]
    public string[]? Images { get; init; }

    public StartRequest ToRequest() => new()
    {
        Prompt = Prompt,
        Provider = Provider,
        Model = Model,
        Size = Size,
        Quality = Quality,
        NegativePrompt = NegativePrompt,
        OutputFormat = OutputFormat,
        Background = Background,
        OutputCompression = int.TryParse(OutputCompression, CultureInfo.InvariantCulture, out var compression) ? compression : null,
        Moderation = Moderation,
        InputFidelity = InputFidelity,
        Options = OptionsIn(Options),
        N = int.TryParse(N, CultureInfo.InvariantCulture, out var n) ? n : null,
        Seed = long.TryParse(Seed, CultureInfo.InvariantCulture, out var seed) ? seed : null,
        Images = Images is { Length: > 0 } ? [.. Images.Where(Ids.IsWellFormed).Select(id => new ImageReference.Stored(id))] : null,
    };

    private static EngineOptions? OptionsIn(string? json)
    {
        try
        {
            return json is { Length: > 0 } ? JsonSerializer.Deserialize(json, EventJson.Default.EngineOptions) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
