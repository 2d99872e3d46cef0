using System.ComponentModel;
using System.Text.Json;
using Darkroom.Prompts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Studio.Api;

/// <summary><c>/api/presets</c>.</summary>
internal static class Presets
{
    private static ProblemHttpResult NoPreset => Problems.NotFound("There is no preset with this name.");

    public static async Task<Ok<PresetListView>> ListAsync(IPresetStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(new PresetListView([.. (await store.ListAsync(cancellationToken)).Select(PresetView.From)]));

    public static async Task<Results<Created<PresetView>, ProblemHttpResult>> CreateAsync(
        PresetBody body, IPresetStore store, CancellationToken cancellationToken)
    {
        var (preset, problems) = body.Read(body.Name);
        return preset is null ? Problems.Invalid(problems)
            : await store.CreateAsync(preset, cancellationToken) switch
            {
                PresetOutcome.Done(var created, _) => TypedResults.Created(AddressOf(created), PresetView.From(created)),
                var refused => ProblemOf(refused),
            };
    }

    public static async Task<Results<Ok<PresetView>, Created<PresetView>, ProblemHttpResult>> ReplaceAsync(
        string name, PresetBody body, IPresetStore store, CancellationToken cancellationToken)
    {
        var (preset, problems) = body.Read(body.Name ?? name);
        return preset is null ? Problems.Invalid(problems)
            : await store.ReplaceAsync(name, preset, cancellationToken) switch
            {
                PresetOutcome.Done(var created, IsNew: true) => TypedResults.Created(AddressOf(created), PresetView.From(created)),
                PresetOutcome.Done(var replaced, _) => TypedResults.Ok(PresetView.From(replaced)),
                var refused => ProblemOf(refused),
            };
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string name, IPresetStore store, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        if (!await store.DeleteAsync(name, cancellationToken))
        {
            return NoPreset;
        }

        log.Deleted(context, "preset", name);
        return TypedResults.NoContent();
    }

    /// <summary>Returns why a change was rejected; null if it was not.</summary>
    internal static string? Refusal(PresetOutcome outcome) => outcome switch
    {
        PresetOutcome.NameTaken => ProblemTexts.PresetNameTaken,
        PresetOutcome.TooMany => PageText.Format(ProblemTexts.PresetsFull, IPresetStore.MaxPresets),
        _ => null,
    };

    private static string AddressOf(Preset preset) => $"/api/presets/{Uri.EscapeDataString(preset.Name)}";

    private static ProblemHttpResult ProblemOf(PresetOutcome outcome) => Problems.From(
        StatusCodes.Status409Conflict,
        FailureCode.InvalidRequest,
        outcome is PresetOutcome.NameTaken ? ProblemTexts.PresetNameTakenTitle : ProblemTexts.PresetsFullTitle,
        Refusal(outcome)!);
}

/// <summary>All presets, by name.</summary>
public sealed record PresetListView(ImmutableArray<PresetView> Presets);

/// <summary>A preset: <c>@name</c> in a prompt stands for it.</summary>
/// <param name="Prompt">What <c>@name</c> stands for; <c>{prompt}</c> in it is the place of the rest. Empty if there are only settings.</param>
/// <param name="NegativePrompt">Added to the negative prompt.</param>
/// <param name="Settings">The fields of a request that it sets.</param>
public sealed record PresetView(string Name, string Prompt, string? NegativePrompt, StartRequest Settings, DateTimeOffset ChangedAt)
{
    internal static PresetView From(Preset preset) => new(preset.Name, preset.Prompt, preset.NegativePrompt, preset.Settings, preset.ChangedAt);
}

/// <summary>The body of <c>POST /api/presets</c> and <c>PUT /api/presets/{name}</c>.</summary>
public sealed record PresetBody : KnownFields
{
    /// <summary>The maximum size of the settings as JSON.</summary>
    private const int MaxSettings = 4000;

    [Description("1 to 40 letters, digits, - or _. Names that differ only in case are the same. PUT renames the preset if it is another name.")]
    public string? Name { get; init; }

    [Description("What @name stands for. {prompt} is the place of the rest of the prompt; without it, the text takes the place of @name. It may contain alternatives.")]
    public string? Prompt { get; init; }

    [Description("Added to the negative prompt.")]
    public string? NegativePrompt { get; init; }

    [Description("Fields of a request, without prompt, negative_prompt, images, mask, campaign_id and expand. They count where a request has none.")]
    public StartRequest? Settings { get; init; }

    /// <param name="name">The name of the body, or of the address.</param>
    /// <returns>The preset, or null and what is wrong with the body.</returns>
    internal (Preset? Preset, IReadOnlyCollection<ValidationError> Problems) Read(string? name)
    {
        var problems = new List<ValidationError>();
        if (!PresetName.TryRead(name, out var valid, out var problem))
        {
            problems.Add(new ValidationError("name", problem));
        }

        Check("prompt", Prompt);
        Check("negative_prompt", NegativePrompt);
        var settings = Settings ?? new StartRequest();
        if (settings is not { Prompt: null, NegativePrompt: null, Images: null, Mask: null, CampaignId: null, Expand: null, Unknown: null or { Count: 0 } })
        {
            problems.Add(new ValidationError("settings", ProblemTexts.PresetSettings));
        }
        else if (JsonSerializer.SerializeToUtf8Bytes(settings, PresetJson.Default.StartRequest).Length > MaxSettings)
        {
            problems.Add(new ValidationError("settings", PageText.Format(ProblemTexts.PresetSettingsSize, MaxSettings)));
        }

        if (problems.Count == 0 && string.IsNullOrWhiteSpace(Prompt) && string.IsNullOrWhiteSpace(NegativePrompt) && settings == new StartRequest())
        {
            problems.Add(new ValidationError("prompt", ProblemTexts.PresetEmpty));
        }

        return problems.Count > 0 ? (null, problems) : (
            new Preset
            {
                Name = valid!,
                Prompt = Prompt?.Trim() ?? "",
                NegativePrompt = string.IsNullOrWhiteSpace(NegativePrompt) ? null : NegativePrompt.Trim(),
                Settings = settings,
            },
            []);

        void Check(string field, string? text)
        {
            if (TextLength.Problem(text, Preset.MaxText) is { } tooLong)
            {
                problems.Add(new ValidationError(field, tooLong));
            }
            else if (text?.Contains('\0', StringComparison.Ordinal) is true)
            {
                problems.Add(new ValidationError(field, ProblemTexts.PresetNull));
            }
        }
    }
}
