using System.Collections.Immutable;
using Darkroom.Costs;
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
        _ => [],
    };

    /// <summary>The generation is stored and will run.</summary>
    /// <param name="IsNew">False if an earlier request with the same idempotency key started it.</param>
    public sealed record Accepted(GenerationState State, bool IsNew) : StartOutcome;

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
}

/// <summary>Starts, cancels and retries generations.</summary>
public sealed class GenerationService(
    IGenerationStore store, ProviderCatalog providers, InputImages inputs, JobOptions options, Budget budget, TimeProvider time)
{
    /// <summary>Validates a request and stores the generation. A runner picks it up.</summary>
    public async Task<StartOutcome> StartAsync(StartRequest request, IdempotencyKey? idempotency, CancellationToken cancellationToken)
    {
        if (FindProvider(request) is not { } provider)
        {
            return new StartOutcome.Invalid([UnknownProvider()]);
        }

        if (provider.Setup.MissingSetting is { } setting)
        {
            return new StartOutcome.NotConfigured(provider.Description.Name, setting);
        }

        var (valid, errors) = RequestValidator.Run(request, provider);
        if (valid is { } withoutImages && request.Images is { IsEmpty: false } && provider.CapabilitiesOf(request.Model).Edits is { } rule)
        {
            (valid, errors) = await inputs.StoreAsync(request, withoutImages, rule, cancellationToken);
        }

        if (valid is null)
        {
            return new StartOutcome.Invalid(errors);
        }

        // A repeated request that was accepted before costs nothing more.
        if (await budget.CheckAsync(provider, valid, cancellationToken) is { } overBudget
            && (idempotency is null || !await store.HasKeyAsync(idempotency.Key, cancellationToken)))
        {
            return new StartOutcome.OverBudget(overBudget);
        }

        return await store.CreateAsync(Ids.New(time), valid, idempotency, options.QueueLimit, cancellationToken);
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
        await store.RetryAsync(id, imageIndex, cancellationToken) switch
        {
            ChangeOutcome.Done(var state, []) when state.Slots[imageIndex].ImageId is { } imageId =>
                new ChangeOutcome.AlreadyReady(imageId),
            var outcome => outcome,
        };

    private IImageProvider? FindProvider(StartRequest request) => request.Provider is null ? providers.Default : providers.Find(request.Provider);

    private ValidationError UnknownProvider() =>
        new("provider", LocalText.Format(EngineTexts.UnknownProvider, string.Join(", ", providers.All.Select(one => one.Id))));
}
