using System.Collections.Immutable;
using Darkroom.Generations;
using Darkroom.Providers;

namespace Darkroom.Prompts;

/// <summary>One prompt on one provider.</summary>
/// <param name="Prompt">The prompt without presets and alternatives.</param>
/// <param name="Provider">The id of the provider; null for that of the request.</param>
public sealed record PromptRun(string? Prompt, string? Provider);

/// <summary>What a request runs as: each of its prompts on each of its providers.</summary>
/// <param name="Request">The request, with what its presets add.</param>
public sealed record PromptPlan(StartRequest Request, ImmutableArray<string> Prompts, ImmutableArray<PlannedProvider> Providers)
{
    /// <summary>The number of images.</summary>
    public int Images => Prompts.Length * Providers.Where(one => one.Problem is null).Sum(one => one.Images);

    /// <summary>US dollars for all images; null if the cost of some is unknown.</summary>
    public decimal? TotalUsd => Providers.Any(one => one is { Problem: null, Quote.TotalUsd: null })
        ? null
        : Providers.Sum(one => one.Quote?.TotalUsd) * Prompts.Length;
}

/// <summary>A provider of a plan.</summary>
/// <param name="Request">The request as it is adapted to the provider, with the prompt of no run.</param>
/// <param name="Size">The size of the images.</param>
/// <param name="Images">The number of images for each prompt.</param>
/// <param name="Quote">The cost for each prompt; null with a problem.</param>
/// <param name="Changes">What had to be changed for this provider, in words.</param>
/// <param name="Problem">Why the request cannot run there, as a sentence; null if it can.</param>
public sealed record PlannedProvider(
    IImageProvider Provider, StartRequest Request, PixelSize Size, int Images, CostQuote? Quote, ImmutableArray<string> Changes, string? Problem);

/// <summary>Plans and starts prompts with presets and alternatives, on one or several providers.</summary>
public sealed class PromptRuns(IPresetStore presets, GenerationService generations, ProviderCatalog providers)
{
    /// <summary>Expands a request and returns what it runs as. Nothing is stored or started.</summary>
    /// <param name="request">The request as it was written. Its presets and alternatives are expanded if <see cref="StartRequest.Expand"/> is true.</param>
    /// <param name="alsoOn">The ids of the providers that it runs on too.</param>
    public async Task<(PromptPlan? Plan, ImmutableArray<ValidationError> Errors)> PlanAsync(
        StartRequest request, ImmutableArray<string> alsoOn, CancellationToken cancellationToken)
    {
        var (expanded, prompts, problem) = request.Expand is true && request.Prompt is { } written
            ? await ExpandAsync(request, written, cancellationToken)
            : (request, [request.Prompt ?? ""], null);
        if (problem is not null)
        {
            return (null, [new ValidationError("prompt", problem)]);
        }

        return Plan(request, expanded with { Expand = null }, prompts, alsoOn);
    }

    /// <param name="written">The request as it was written.</param>
    /// <param name="expanded">The request with what its presets add.</param>
    private (PromptPlan? Plan, ImmutableArray<ValidationError> Errors) Plan(
        StartRequest written, StartRequest expanded, ImmutableArray<string> prompts, ImmutableArray<string> alsoOn)
    {
        if (generations.FindProvider(expanded) is not { } own)
        {
            return (null, generations.QuoteOf(expanded).Errors);
        }

        // The negative part of a preset is left out where it is not possible. One that was written is an error.
        var possible = own.CapabilitiesOf(expanded.Model).NegativePrompt || !string.IsNullOrEmpty(written.NegativePrompt) || expanded.NegativePrompt is null;
        var atOwn = possible ? expanded : expanded with { NegativePrompt = null };
        var (valid, errors) = prompts.Select(prompt => RequestValidator.Run(atOwn with { Prompt = prompt }, own))
            .OrderBy(one => one.Errors.IsEmpty).First();
        if (valid is null)
        {
            return (null, errors);
        }

        var all = ImmutableArray.CreateBuilder<PlannedProvider>();
        all.Add(Planned(own, atOwn, prompts, valid.Size, possible ? [] : [EngineTexts.AdaptNoNegativePrompt]));
        foreach (var id in alsoOn.Where(id => id != own.Id).Distinct(StringComparer.Ordinal))
        {
            if (providers.Find(id) is not { } other)
            {
                return (null, [new ValidationError("also_on", LocalText.Format(EngineTexts.UnknownProvider, string.Join(", ", providers.All.Select(one => one.Id))))]);
            }

            var (adapted, changes) = ProviderAdaptation.Adapt(expanded, valid.Size, other);
            all.Add(Planned(other, adapted, prompts, valid.Size, changes));
        }

        var plan = new PromptPlan(expanded, prompts, all.ToImmutable());
        return plan.Images > GenerationService.MaxTogether && prompts.Length * all.Count > 1 ? (null, [TooMany(plan)]) : (plan, []);
    }

    /// <summary>Starts the runs of a request: all of them, or none.</summary>
    /// <param name="request">The request as it was written. Its prompt becomes the newest of the history.</param>
    /// <param name="alsoOn">The ids of the providers that it runs on too.</param>
    /// <param name="runs">The runs, whose prompts are not expanded; null for every prompt on every provider.</param>
    /// <param name="idempotency">A key for all of them.</param>
    /// <returns>As <see cref="GenerationService.StartAllAsync"/>.</returns>
    public async Task<StartOutcome> StartAsync(
        StartRequest request, ImmutableArray<string> alsoOn, ImmutableArray<PromptRun>? runs, IdempotencyKey? idempotency, CancellationToken cancellationToken)
    {
        var (plan, errors) = runs is { } chosen
            ? await PlanChosenAsync(request, chosen, cancellationToken)
            : await PlanAsync(request, alsoOn, cancellationToken);
        if (plan is null)
        {
            return new StartOutcome.Invalid(errors);
        }

        return runs is { } some ? await StartAsync(request, plan, some, idempotency, cancellationToken) : await StartAsync(request, plan, idempotency, cancellationToken);
    }

    /// <summary>Starts every prompt of a plan on every provider: all of them, or none.</summary>
    /// <param name="written">The request as it was written. Its prompt becomes the newest of the history.</param>
    public Task<StartOutcome> StartAsync(StartRequest written, PromptPlan plan, IdempotencyKey? idempotency, CancellationToken cancellationToken) => StartAsync(
        written, plan, [.. plan.Prompts.SelectMany(prompt => plan.Providers.Select(one => new PromptRun(prompt, one.Provider.Id)))], idempotency, cancellationToken);

    private Task<StartOutcome> StartAsync(
        StartRequest written, PromptPlan plan, ImmutableArray<PromptRun> runs, IdempotencyKey? idempotency, CancellationToken cancellationToken) =>
        generations.StartAllAsync([.. runs.Select(run => RequestOf(run, plan))], written.CampaignId is null ? written : null, idempotency, cancellationToken);

    /// <summary>Plans runs that were shown. What the presets add to the request counts, but the prompts are those of the runs.</summary>
    private async Task<(PromptPlan? Plan, ImmutableArray<ValidationError> Errors)> PlanChosenAsync(
        StartRequest request, ImmutableArray<PromptRun> runs, CancellationToken cancellationToken)
    {
        var (expanded, _, _) = request is { Expand: true, Prompt: { } written } ? await ExpandAsync(request, written, cancellationToken) : (request, [], null);
        return Plan(request, expanded with { Expand = null }, [runs[0].Prompt ?? ""], [.. runs.Select(run => run.Provider).OfType<string>()]);
    }

    private static StartRequest RequestOf(PromptRun run, PromptPlan plan) =>
        plan.Providers.First(one => run.Provider is null || one.Provider.Id == run.Provider).Request with { Prompt = run.Prompt };

    private PlannedProvider Planned(
        IImageProvider provider, StartRequest request, ImmutableArray<string> prompts, PixelSize size, ImmutableArray<string> changes)
    {
        var (problem, made) = (provider.Setup.MissingSetting is { } missing ? LocalText.Format(EngineTexts.ProviderUnset, provider.Description.Name, missing) : null, size);
        foreach (var prompt in prompts)
        {
            var (valid, errors) = RequestValidator.Run(request with { Prompt = prompt }, provider);
            problem ??= errors.IsEmpty ? null : errors[0].Message;
            made = valid?.Size ?? made;
        }

        return new PlannedProvider(
            provider, request, made, request.N ?? 1, problem is null ? generations.QuoteOf(request).Quote : null, changes, problem);
    }

    private async Task<(StartRequest Request, ImmutableArray<string> Prompts, string? Problem)> ExpandAsync(
        StartRequest request, string written, CancellationToken cancellationToken)
    {
        var known = written.Contains('@', StringComparison.Ordinal)
            ? (await presets.ListAsync(cancellationToken)).ToDictionary(preset => PresetName.KeyOf(preset.Name))
            : [];
        return PromptExpansion.Expand(written, name => known.GetValueOrDefault(PresetName.KeyOf(name))) switch
        {
            PromptOutcome.Expanded(var prompts, var used) => (used.Aggregate(request, With), prompts, null),
            PromptOutcome.Invalid(var problem) => (request, [], problem),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Adds the negative part of a preset, and its settings where the request has none.</summary>
    private static StartRequest With(StartRequest request, Preset preset)
    {
        // The settings of one provider mean nothing to another.
        var set = preset.Settings;
        set = request.Provider is null || set.Provider is null || request.Provider == set.Provider
            ? set
            : new StartRequest { N = set.N, AspectRatio = set.AspectRatio };
        var hasSize = request.Size is not null || request.AspectRatio is not null;
        var negative = request.NegativePrompt ?? "";
        return request with
        {
            NegativePrompt = preset.NegativePrompt is not { Length: > 0 } added || negative.Contains(added, StringComparison.OrdinalIgnoreCase)
                ? request.NegativePrompt
                : string.IsNullOrWhiteSpace(negative) ? added : $"{negative}, {added}",
            Provider = request.Provider ?? set.Provider,
            Model = request.Model ?? set.Model,
            N = request.N ?? set.N,
            Size = hasSize ? request.Size : set.Size,
            AspectRatio = hasSize ? request.AspectRatio : set.AspectRatio,
            Quality = request.Quality ?? set.Quality,
            Seed = request.Seed ?? set.Seed,
            PartialImages = request.PartialImages ?? set.PartialImages,
            OutputFormat = request.OutputFormat ?? set.OutputFormat,
            Options = request.Options ?? set.Options,
            Background = request.Background ?? set.Background,
            OutputCompression = request.OutputCompression ?? set.OutputCompression,
            Moderation = request.Moderation ?? set.Moderation,
            InputFidelity = request.InputFidelity ?? set.InputFidelity,
        };
    }

    private static ValidationError TooMany(PromptPlan plan) => new("prompt", LocalText.Format(
        EngineTexts.RunsTooManyInAll, plan.Images, plan.Prompts.Length, plan.Request.N ?? 1, plan.Providers.Length, GenerationService.MaxTogether));
}
