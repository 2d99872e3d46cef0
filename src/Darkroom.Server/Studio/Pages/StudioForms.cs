using System.Text;
using System.Text.Json;
using Darkroom.Prompts;
using Darkroom.Providers;
using Darkroom.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Studio.Pages;

/// <summary>The studio's forms, which work without scripts. Each ends in a redirect, so that a reload repeats nothing.</summary>
internal static class StudioForms
{
    public static async Task<IResult> StartAsync(
        [FromForm] IFormCollection form, PromptRuns runs, ProviderCatalog providers, CancellationToken cancellationToken)
    {
        var (request, errors) = Read(form, providers);
        request = request with { Expand = true, Images = await ReadImagesAsync(form, cancellationToken), Mask = await ReadMaskAsync(form, cancellationToken) };
        if (errors.IsEmpty)
        {
            errors = await StartRunAsync(request, OthersIn(form), form, runs, cancellationToken);
        }

        if (errors.IsEmpty)
        {
            return new SeeOther("/");
        }

        errors = form.Files.Count == 0 ? errors : errors.Add(new ValidationError("images", StudioTexts.ChooseFilesAgain));
        return new RazorComponentResult<StudioPage>(new { Request = request, Errors = errors, OthersChosen = OthersIn(form) }) { StatusCode = StatusCodes.Status400BadRequest };
    }

    /// <summary>Returns the key of a form, so that one that is sent twice starts once. Sent again with other content, it starts again.</summary>
    public static IdempotencyKey? KeyOf(IFormCollection form, byte[] content)
    {
        var hash = ContentHash.Compute(content);
        return form["once"].ToString() is { Length: > 0 and <= 64 } once ? new IdempotencyKey($"form {once} {hash}", hash) : null;
    }

    public static async Task<IResult> CancelAsync(string id, GenerationService generations, CancellationToken cancellationToken)
    {
        await generations.CancelAsync(id, null, cancellationToken);
        return new SeeOther("/");
    }

    /// <summary>Moves a run in the queue.</summary>
    public static async Task<IResult> MoveRunAsync([FromForm] string id, [FromForm] string? before, RunQueue queue, CancellationToken cancellationToken)
    {
        await queue.MoveAsync(id, before is { Length: > 0 } ? before : null, cancellationToken);
        return new SeeOther("/queue");
    }

    /// <summary>Cancels the runs that the queue's page showed: one, or all of them.</summary>
    public static async Task<IResult> CancelRunsAsync([FromForm] IFormCollection form, GenerationService generations, CancellationToken cancellationToken)
    {
        foreach (var id in form["id"].OfType<string>().Where(Ids.IsWellFormed).Distinct(StringComparer.Ordinal))
        {
            await generations.CancelAsync(id, null, cancellationToken);
        }

        return new SeeOther("/queue");
    }

    public static async Task<IResult> RetryAsync(string id, int index, GenerationService generations, CancellationToken cancellationToken)
    {
        await generations.RetryAsync(id, index, cancellationToken);
        return new SeeOther("/");
    }

    /// <summary>
    /// Starts a form's generation, on each chosen provider. Each page has its own key, so that a form that is sent twice starts once. The content is
    /// part of the idempotency key: a form that is changed and sent again starts another generation.
    /// </summary>
    /// <returns>Why nothing was started; empty if it was.</returns>
    private static async Task<ImmutableArray<ValidationError>> StartRunAsync(
        StartRequest request, ImmutableArray<string> others, IFormCollection form, PromptRuns runs, CancellationToken cancellationToken)
    {
        var (plan, errors) = await runs.PlanAsync(request, others, cancellationToken);
        if (plan is null or { Prompts.Length: > 1 })
        {
            // Only scripts can show what would start.
            return plan is null ? errors : [new ValidationError("prompt", PageText.Format(PromptTexts.TooManyPrompts, plan.Prompts.Length))];
        }

        var key = KeyOf(form, [.. JsonSerializer.SerializeToUtf8Bytes(request), .. Encoding.UTF8.GetBytes(string.Join('\n', others))]);
        return (await runs.StartAsync(request, plan, key, cancellationToken)).Errors;
    }

    private static ImmutableArray<string> OthersIn(IFormCollection form) => [.. form["also_on"].OfType<string>()];

    private static async Task<ImmutableArray<ImageReference>?> ReadImagesAsync(IFormCollection form, CancellationToken cancellationToken)
    {
        var images = form["image"].Select(id => ImageReference.Read(Encoding.UTF8.GetBytes(id ?? ""))).ToList();
        foreach (var file in form.Files.GetFiles("pictures"))
        {
            images.Add(new ImageReference.Inline(await file.ReadBytesAsync(cancellationToken)));
        }

        return images.Count == 0 ? null : [.. images];
    }

    private static async Task<ImageReference?> ReadMaskAsync(IFormCollection form, CancellationToken cancellationToken) =>
        form.Files.GetFile("mask") is { } file ? new ImageReference.Inline(await file.ReadBytesAsync(cancellationToken)) : null;

    /// <summary>Reads the form's fields. Empty fields mean "not set". A field that the provider does not support was hidden, so it is ignored.</summary>
    private static (StartRequest Request, ImmutableArray<ValidationError> Errors) Read(IFormCollection form, ProviderCatalog providers)
    {
        var errors = ImmutableArray.CreateBuilder<ValidationError>();
        var provider = providers.Find(Text("provider") ?? "") ?? providers.Default;
        var can = provider.CapabilitiesOf(Text("model"));
        var hasImages = form["image"].Count + form.Files.GetFiles("pictures").Count > 0;
        var request = new StartRequest
        {
            Prompt = Text("prompt"),
            N = (int?)Integer("n", int.MaxValue),
            AspectRatio = Text("size") is null ? Text("aspect_ratio") : null,
            Size = Text("size"),
            Provider = Text("provider"),
            Model = Text("model"),
            Quality = Offered("quality", can.Qualities),
            NegativePrompt = can.NegativePrompt ? Text("negative_prompt") : null,
            Seed = can.Seed ? Integer("seed", long.MaxValue) : null,
            OutputFormat = Offered("output_format", can.Formats),
            Background = Offered("background", can.Backgrounds),
            OutputCompression = can.Compression && Text("output_format") is "jpeg" or "webp" ? (int?)Integer("output_compression", int.MaxValue) : null,
            Moderation = Offered("moderation", can.Moderations),
            InputFidelity = hasImages ? Offered("input_fidelity", can.InputFidelities) : null,
            Options = EngineOptionsForm.Read(form, can, hasImages, errors),
        };
        return (request, errors.ToImmutable());

        string? Text(string name) => form[name].ToString() is { Length: > 0 } text ? text : null;

        string? Offered(string name, ImmutableArray<string> choices) => choices.Contains(Text(name) ?? "", StringComparer.Ordinal) ? Text(name) : null;

        long? Integer(string name, long max)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= -max && number <= max)
            {
                return number;
            }

            errors.Add(new ValidationError(name, StudioTexts.EnterInteger));
            return null;
        }
    }
}
