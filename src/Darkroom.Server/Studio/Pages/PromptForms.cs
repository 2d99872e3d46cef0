using Darkroom.Prompts;
using Darkroom.Server.Studio.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Studio.Pages;

/// <summary>The pages of the history and of the presets, and their forms without scripts.</summary>
internal static class PromptForms
{
    public const string HistoryPath = "/prompts";
    public const string PresetsPath = "/presets";

    private const int PageLength = 40;

    public static async Task<IResult> ShowHistoryAsync(
        string? q, string? starred, string? before, IPromptHistory history, CancellationToken cancellationToken)
    {
        PromptHistory.TryReadCursor(before, out var cursor);
        var query = new PromptQuery(q is { Length: > 0 } ? PageText.Short(q, 1000) : null, starred == "true", cursor, PageLength);
        return new RazorComponentResult<HistoryPage>(new { Query = query, Page = await history.PageAsync(query, cancellationToken) });
    }

    public static async Task<IResult> ChangePromptAsync(
        string id, [FromForm] IFormCollection form, IPromptHistory history, CancellationToken cancellationToken)
    {
        if (Ids.IsWellFormed(id))
        {
            _ = form["do"].ToString() switch
            {
                "delete" => await history.DeleteAsync(id, cancellationToken),
                "star" => await history.StarAsync(id, true, cancellationToken) is not null,
                "unstar" => await history.StarAsync(id, false, cancellationToken) is not null,
                _ => false,
            };
        }

        return new SeeOther(HistoryPath);
    }

    public static async Task<IResult> ClearAsync(IPromptHistory history, CancellationToken cancellationToken)
    {
        await history.ClearAsync(cancellationToken);
        return new SeeOther(HistoryPath);
    }

    public static async Task<IResult> ShowPresetsAsync(IPresetStore presets, CancellationToken cancellationToken) =>
        await PageAsync(presets, null, cancellationToken);

    public static IResult ShowMatrix() => new RazorComponentResult<MatrixPage>();

    public static async Task<IResult> CreatePresetAsync([FromForm] IFormCollection form, IPresetStore presets, CancellationToken cancellationToken)
    {
        var (preset, problems) = Read(form, null);
        var refusal = preset is null ? PageText.Messages(problems) : Presets.Refusal(await presets.CreateAsync(preset, cancellationToken));
        return refusal is null ? new SeeOther(PresetsPath) : await PageAsync(presets, refusal, cancellationToken);
    }

    public static async Task<IResult> ChangePresetAsync(
        string name, [FromForm] IFormCollection form, IPresetStore presets, CancellationToken cancellationToken)
    {
        if (form["do"] == "delete")
        {
            await presets.DeleteAsync(name, cancellationToken);
            return new SeeOther(PresetsPath);
        }

        var before = PresetName.Find(await presets.ListAsync(cancellationToken), name);
        var (preset, problems) = Read(form, before?.Settings);
        var refusal = preset is null ? PageText.Messages(problems) : Presets.Refusal(await presets.ReplaceAsync(name, preset, cancellationToken));
        return refusal is null ? new SeeOther(PresetsPath) : await PageAsync(presets, refusal, cancellationToken);
    }

    private static (Preset? Preset, IReadOnlyCollection<ValidationError> Problems) Read(IFormCollection form, StartRequest? settings) =>
        new PresetBody { Prompt = form["prompt"], NegativePrompt = form["negative_prompt"], Settings = settings }.Read(form["name"]);

    private static async Task<IResult> PageAsync(IPresetStore presets, string? refusal, CancellationToken cancellationToken) =>
        new RazorComponentResult<PresetsPage>(new { All = await presets.ListAsync(cancellationToken), Refused = refusal })
        {
            StatusCode = refusal is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
        };
}
