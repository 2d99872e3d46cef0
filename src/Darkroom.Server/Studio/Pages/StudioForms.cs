using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Providers;
using Darkroom.Server.Http;
using Darkroom.Storage;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Studio.Pages;

/// <summary>What the studio's forms do when no script takes them over. Each ends in a redirect, so that a reload repeats nothing.</summary>
internal static class StudioForms
{
    public static async Task<IResult> StartAsync(
        [FromForm] IFormCollection form,
        GenerationService generations,
        IGenerationStore store,
        IGallery gallery,
        ProviderCatalog providers,
        CancellationToken cancellationToken)
    {
        var (asked, problems) = Read(form, providers);
        asked = asked with { Images = await ReadImagesAsync(form, cancellationToken), Mask = await ReadMaskAsync(form, cancellationToken) };
        if (problems.IsEmpty)
        {
            problems = await StartOnceAsync(asked, form["once"].ToString(), generations, cancellationToken) switch
            {
                StartOutcome.Accepted => [],
                StartOutcome.Invalid(var wrong) => wrong,
                StartOutcome.NotConfigured(var name, var setting) =>
                    [new ValidationError("provider", $"{name} is not configured: put {setting}=… into .env.local and restart Darkroom.")],
                StartOutcome.QueueFull => [new ValidationError("prompt", "The queue is full. Try again in half a minute.")],
                StartOutcome.OverBudget(var failure) => [new ValidationError("prompt", failure.Message)],
                var other => throw new InvalidOperationException($"Unknown outcome {other}."),
            };
        }

        if (problems.IsEmpty)
        {
            return new SeeOther("/");
        }

        problems = form.Files.Count == 0 ? problems : problems.Add(new ValidationError("images", "Choose the files again: a page cannot keep them."));
        return await ShowStudio.PageAsync(asked, problems, StatusCodes.Status400BadRequest, generations, store, gallery, providers, cancellationToken);
    }

    /// <summary>
    /// Each page carries a key of its own, so that a form sent twice starts once. What it asks for is part of the key: changed and sent
    /// again, it is another run, and that one too starts once.
    /// </summary>
    private static Task<StartOutcome> StartOnceAsync(
        AskedGeneration asked, string once, GenerationService generations, CancellationToken cancellationToken)
    {
        var content = ContentHash.Compute(JsonSerializer.SerializeToUtf8Bytes(asked));
        return generations.StartAsync(asked, once.Length is > 0 and <= 64 ? new IdempotencyKey($"form {once} {content}", content) : null, cancellationToken);
    }

    public static async Task<IResult> CancelAsync(string id, GenerationService generations, CancellationToken cancellationToken)
    {
        await generations.CancelAsync(id, null, cancellationToken);
        return new SeeOther("/");
    }

    public static async Task<IResult> RetryAsync(string id, int index, GenerationService generations, CancellationToken cancellationToken)
    {
        await generations.RetryAsync(id, index, cancellationToken);
        return new SeeOther("/");
    }

    private static async Task<ImmutableArray<ImageReference>?> ReadImagesAsync(IFormCollection form, CancellationToken cancellationToken)
    {
        var given = form["image"].Select(id => ImageReference.Read(Encoding.UTF8.GetBytes(id ?? ""))).ToList();
        foreach (var file in form.Files.GetFiles("pictures"))
        {
            given.Add(await ReadAsync(file, cancellationToken));
        }

        return given.Count == 0 ? null : [.. given];
    }

    private static async Task<ImageReference?> ReadMaskAsync(IFormCollection form, CancellationToken cancellationToken) =>
        form.Files.GetFile("mask") is { } file ? await ReadAsync(file, cancellationToken) : null;

    private static async Task<ImageReference> ReadAsync(IFormFile file, CancellationToken cancellationToken)
    {
        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return new ImageReference.Inline(bytes);
    }

    /// <summary>Empty boxes mean "not said". A choice that the provider does not offer was hidden from the person, so it is left out.</summary>
    private static (AskedGeneration Asked, ImmutableArray<ValidationError> Problems) Read(IFormCollection form, ProviderCatalog providers)
    {
        var problems = ImmutableArray.CreateBuilder<ValidationError>();
        var provider = providers.Find(Text("provider") ?? "") ?? providers.Default;
        var can = provider.CapabilitiesOf(Text("model"));
        var asked = new AskedGeneration
        {
            Prompt = Text("prompt"),
            N = (int?)Number("n", int.MaxValue),
            AspectRatio = Text("size") is null ? Text("aspect_ratio") : null,
            Size = Text("size"),
            Provider = Text("provider"),
            Model = Text("model"),
            Quality = can.Qualities.Contains(Text("quality") ?? "", StringComparer.Ordinal) ? Text("quality") : null,
            NegativePrompt = can.NegativePrompt ? Text("negative_prompt") : null,
            Seed = can.Seed ? Number("seed", long.MaxValue) : null,
        };
        return (asked, problems.ToImmutable());

        string? Text(string name) => form[name].ToString() is { Length: > 0 } text ? text : null;

        long? Number(string name, long most)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= -most && number <= most)
            {
                return number;
            }

            problems.Add(new ValidationError(name, "Write a whole number."));
            return null;
        }
    }
}
