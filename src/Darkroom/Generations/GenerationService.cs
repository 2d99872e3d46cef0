using System.Collections.Immutable;
using Darkroom.Costs;
using Darkroom.Keys;
using Darkroom.Providers;

namespace Darkroom.Generations;

/// <summary>The result of starting a generation.</summary>
public abstract record StartOutcome
{
    private StartOutcome()
    {
    }

    /// <summary>Why the generation was not started, in sentences for the client; empty if it was started.</summary>
    public ImmutableArray<ValidationError> Errors => this switch
    {
        Invalid(var errors) => errors,
        NotConfigured(var provider, var setting) =>
            [new("provider", LocalText.Format(EngineTexts.NotConfigured, provider, setting))],
        KeyReused(var id) =>
            [new("Idempotency-Key", LocalText.Format(EngineTexts.KeyReused, id))],
        QueueFull full =>
        [
            new("provider", LocalText.Format(EngineTexts.QueueFull, full.Unfinished, full.RetryAfter.TotalSeconds)),
        ],
        OverBudget(var failure) => [new("provider", failure.Message)],
        OverKeyLimit(var refusal) => [new("provider", refusal.Message)],
        _ => [],
    };

    /// <summary>The outcome for the only generation.</summary>
    internal StartOutcome OfOne => this is AllAccepted([var only], var isNew) ? new Accepted(only, isNew) : this;

    /// <summary>The generation is stored and will run.</summary>
    /// <param name="IsNew">False if an earlier request with the same idempotency key started it.</param>
    public sealed record Accepted(GenerationState State, bool IsNew) : StartOutcome;

    /// <summary>The generations are stored and will run.</summary>
    /// <param name="States">In the order of the requests.</param>
    /// <param name="IsNew">False if an earlier request with the same idempotency key started them.</param>
    public sealed record AllAccepted(ImmutableArray<GenerationState> States, bool IsNew) : StartOutcome;

    /// <summary>The request is not valid.</summary>
    public sealed record Invalid(ImmutableArray<ValidationError> Problems) : StartOutcome;

    /// <summary>The provider cannot be used.</summary>
    /// <param name="Setting">The missing setting.</param>
    public sealed record NotConfigured(string ProviderName, string Setting) : StartOutcome;

    /// <summary>The idempotency key was used for another request.</summary>
    public sealed record KeyReused(string GenerationId) : StartOutcome;

    /// <summary>The queue has no room for the images.</summary>
    /// <param name="Unfinished">The number of slots that are waiting or running.</param>
    public sealed record QueueFull(int Unfinished) : StartOutcome
    {
        /// <summary>How long a client should wait.</summary>
        public TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(30);
    }

    /// <summary>The request would exceed the daily limit, or its cost is unknown.</summary>
    public sealed record OverBudget(Failure Failure) : StartOutcome;

    /// <summary>A limit of the caller's API key refuses the request.</summary>
    public sealed record OverKeyLimit(KeyRefusal Refusal) : StartOutcome;
}

/// <summary>Starts, cancels and retries generations.</summary>
public sealed class GenerationService(
    IGenerationStore store, ProviderCatalog providers, InputImages inputs, JobOptions options, Budget budget, TimeProvider time)
{
    /// <summary>The maximum number of images of generations that are started together.</summary>
    public const int MaxTogether = 64;

    /// <summary>Validates a request and stores the generation. A runner picks it up.</summary>
    public async Task<StartOutcome> StartAsync(StartRequest request, IdempotencyKey? idempotency, CancellationToken cancellationToken) =>
        (await StartAllAsync([request], request.CampaignId is null ? request : null, idempotency, cancellationToken)).OfOne;

    /// <summary>Validates requests and stores their generations: all of them, or none. A runner picks them up.</summary>
    /// <param name="requests">One or more requests, without presets and alternatives.</param>
    /// <param name="written">The request as the user wrote it, whose prompt becomes the newest of the history; null to leave the history as it is.</param>
    /// <param name="idempotency">A key for all of them, which belongs to the caller.</param>
    /// <returns><see cref="StartOutcome.AllAccepted"/>, or why nothing was started.</returns>
    public async Task<StartOutcome> StartAllAsync(
        ImmutableArray<StartRequest> requests, StartRequest? written, IdempotencyKey? idempotency, CancellationToken cancellationToken)
    {
        if (requests.Length > 1 && requests.Sum(request => (long)(request.N ?? 1)) is > MaxTogether and var images)
        {
            return new StartOutcome.Invalid([new ValidationError("n", LocalText.Format(EngineTexts.RunsTooMany, images, MaxTogether))]);
        }

        var valid = new List<(IImageProvider Provider, GenerationRequest Request)>(requests.Length);
        var stored = new Dictionary<object, GenerationRequest>();
        foreach (var request in requests)
        {
            var (provider, checkedRequest, rejection) = await ValidateAsync(request, stored, cancellationToken);
            if (rejection is not null)
            {
                return rejection;
            }

            valid.Add((provider!, checkedRequest!));
        }

        // A repeated request that was accepted before costs nothing more.
        idempotency = budget.Caller.Own(idempotency);
        if (await budget.CheckAsync(valid, cancellationToken) is { } overBudget
            && (idempotency is null || !await store.HasKeyAsync(idempotency.Key, cancellationToken)))
        {
            return new StartOutcome.OverBudget(overBudget);
        }

        // In the order of the requests, also within one millisecond.
        var ids = valid.Select(_ => Ids.New(time)).Order(StringComparer.Ordinal);
        ImmutableArray<NewGeneration> all = [.. valid.Zip(ids, (one, id) => (one.Provider, one.Request, id))
            .Select((one, index) => new NewGeneration(one.id, one.Request, idempotency?.Of(index)) { Key = budget.ClaimOf(one.Provider, one.Request) })];
        return await store.CreateAllAsync(
            all,
            written is null ? null : new WrittenPrompt(written.Prompt ?? "", string.IsNullOrEmpty(written.NegativePrompt) ? null : written.NegativePrompt),
            options.QueueLimit,
            cancellationToken);
    }

    /// <param name="stored">The requests whose images are stored, by what decides how they are: the same images are not decoded again.</param>
    private async Task<(IImageProvider? Provider, GenerationRequest? Request, StartOutcome? Rejection)> ValidateAsync(
        StartRequest request, Dictionary<object, GenerationRequest> stored, CancellationToken cancellationToken)
    {
        if (FindProvider(request) is not { } provider)
        {
            return (null, null, new StartOutcome.Invalid([UnknownProvider()]));
        }

        if (provider.Setup.MissingSetting is { } setting)
        {
            return (null, null, new StartOutcome.NotConfigured(provider.Description.Name, setting));
        }

        var (valid, errors) = RequestValidator.Run(request, provider);
        var can = provider.CapabilitiesOf(request.Model);
        if (valid is { } withoutImages && request.Images is { IsEmpty: false } images && can.Edits is { } rule)
        {
            var place = (provider, request.Model, images, request.Mask);
            if (stored.TryGetValue(place, out var same))
            {
                valid = withoutImages with { Images = same.Images, Mask = same.Mask };
            }
            else
            {
                (valid, errors) = await inputs.StoreAsync(request, withoutImages, rule, cancellationToken);
            }

            if (valid is { } withImage && can.Upscale is not null)
            {
                (valid, var error) = UpscaleCheck.Run(withImage, can, requested: request.Size is not null || request.AspectRatio is not null);
                errors = error is null ? errors : [error];
            }

            if (valid is not null)
            {
                stored[place] = valid;
            }
        }

        return valid is null ? (null, null, new StartOutcome.Invalid(errors)) : (provider, valid, null);
    }

    /// <summary>Returns the estimated cost of a request. Fields that do not affect the price, such as the prompt, are ignored.</summary>
    /// <returns>A quote and no errors, or null and at least one error.</returns>
    public (CostQuote? Quote, ImmutableArray<ValidationError> Errors) QuoteOf(StartRequest request)
    {
        if (FindProvider(request) is not { } provider)
        {
            return (null, [UnknownProvider()]);
        }

        var (valid, errors) = RequestValidator.Run(request with { Prompt = "-", NegativePrompt = null, Seed = null }, provider);
        return valid is null ? (null, errors) : (new CostQuote(budget.Prices.Estimate(provider, valid), valid.N), []);
    }

    /// <summary>Cancels one slot or all slots, and the work at the provider.</summary>
    /// <param name="id">The generation id.</param>
    /// <param name="imageIndex">The slot; null for all.</param>
    /// <param name="cancellationToken">Stops the request to the store.</param>
    public async Task<ChangeOutcome> CancelAsync(string id, int? imageIndex, CancellationToken cancellationToken)
    {
        var outcome = await store.CancelAsync(id, imageIndex, cancellationToken);
        if (outcome is ChangeOutcome.Done(var state, var changed))
        {
            await Task.WhenAll(changed.Select(index => StopRemotelyAsync(state, index)));
        }

        return outcome;
    }

    /// <summary>
    /// Stops work that goes on at the provider without a connection. The slot is cancelled already, so the provider's answer changes nothing
    /// here, and a client that disconnects does not stop the request.
    /// </summary>
    private Task StopRemotelyAsync(GenerationState state, int index) =>
        state.Slots[index].ResumeToken is { } token && providers.Find(state.RequestOf(index).Provider) is IResumableProvider provider
            ? provider.CancelAsync(token, CancellationToken.None)
            : Task.CompletedTask;

    /// <summary>Generates the image of a failed or cancelled slot again.</summary>
    public async Task<ChangeOutcome> RetryAsync(string id, int imageIndex, CancellationToken cancellationToken) =>
        await store.RetryAsync(id, imageIndex, await ClaimOfRetryAsync(id, cancellationToken), cancellationToken) switch
        {
            ChangeOutcome.Done(var state, []) when state.Slots[imageIndex].ImageId is { } imageId =>
                new ChangeOutcome.AlreadyReady(imageId),
            var outcome => outcome,
        };

    /// <summary>Returns what a retry of one image uses of the limits of its caller's key; null if the owner retries, or if there is no such generation.</summary>
    private async Task<KeyClaim?> ClaimOfRetryAsync(string id, CancellationToken cancellationToken) =>
        budget.Caller.Key is not { } key || await store.FindAsync(id, cancellationToken) is not { Request: var request } ? null
        : providers.Find(request.Provider) is { } provider ? budget.ClaimOf(provider, request with { N = 1 })
        : new KeyClaim(key.Id, request.Provider, request.Model, 1, null);

    /// <summary>Returns the provider of a request; null if there is no such provider.</summary>
    internal IImageProvider? FindProvider(StartRequest request) => request.Provider is null ? providers.Default : providers.Find(request.Provider);

    private ValidationError UnknownProvider() =>
        new("provider", LocalText.Format(EngineTexts.UnknownProvider, string.Join(", ", providers.All.Select(one => one.Id))));
}
