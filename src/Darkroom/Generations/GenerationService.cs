using System.Collections.Immutable;
using Darkroom.Costs;
using Darkroom.Providers;

namespace Darkroom.Generations;

/// <summary>The outcome of a request for a generation.</summary>
public abstract record StartOutcome
{
    private StartOutcome()
    {
    }

    /// <summary>The generation was started.</summary>
    /// <param name="IsNew">False if the same request had started it before, under the same idempotency key.</param>
    public sealed record Accepted(GenerationState State, bool IsNew) : StartOutcome;

    /// <summary>The request is invalid.</summary>
    public sealed record Invalid(ImmutableArray<ValidationError> Problems) : StartOutcome;

    /// <summary>The provider is not configured.</summary>
    /// <param name="Setting">The missing setting.</param>
    public sealed record NotConfigured(string ProviderName, string Setting) : StartOutcome;

    /// <summary>The idempotency key was used for another request.</summary>
    public sealed record KeyReused(string GenerationId) : StartOutcome;

    /// <summary>The queue has no room for the request.</summary>
    public sealed record QueueFull(int Unfinished, TimeSpan RetryAfter) : StartOutcome;

    /// <summary>The request would exceed the limit of the day, or its cost is unknown.</summary>
    public sealed record OverBudget(Failure Failure) : StartOutcome;
}

/// <summary>Starts, finds, cancels and retries generations.</summary>
public sealed class GenerationService(
    IGenerationStore store, ProviderCatalog providers, InputImages inputs, JobOptions options, Budget budget, TimeProvider time)
{
    private static readonly TimeSpan QueueFullWait = TimeSpan.FromSeconds(30);

    /// <summary>Validates a request and stores it; a runner claims its slots then.</summary>
    public async Task<StartOutcome> StartAsync(AskedGeneration asked, IdempotencyKey? idempotency, CancellationToken cancellationToken)
    {
        if (ProviderOf(asked) is not { } provider)
        {
            return new StartOutcome.Invalid([NoSuchProvider()]);
        }

        if (provider.Setup.MissingSetting is { } setting)
        {
            return new StartOutcome.NotConfigured(provider.Description.Name, setting);
        }

        var (request, problems) = RequestValidator.Run(asked, provider);
        if (request is { } checkedRequest && asked.Images is { IsEmpty: false } && provider.CapabilitiesOf(asked.Model).Edits is { } rule)
        {
            (request, problems) = await inputs.StoreAsync(asked, checkedRequest, rule, cancellationToken);
        }

        if (request is null)
        {
            return new StartOutcome.Invalid(problems);
        }

        // A request that was accepted before costs nothing more when it is sent again.
        if (await budget.CheckAsync(provider, request, cancellationToken) is { } beyond
            && (idempotency is null || !await store.HasKeyAsync(idempotency.Key, cancellationToken)))
        {
            return new StartOutcome.OverBudget(beyond);
        }

        return await store.CreateAsync(Ids.New(time), request, idempotency, options.QueueLimit, cancellationToken) switch
        {
            CreateOutcome.Created(var state) => new StartOutcome.Accepted(state, IsNew: true),
            CreateOutcome.Existing(var state) => new StartOutcome.Accepted(state, IsNew: false),
            CreateOutcome.KeyReused(var id) => new StartOutcome.KeyReused(id),
            CreateOutcome.QueueFull(var unfinished) => new StartOutcome.QueueFull(unfinished, QueueFullWait),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }

    /// <summary>Returns the likely cost of a request. Parts that do not influence it, such as the prompt, are not validated.</summary>
    /// <returns>A quote and no problems, or null and at least one problem.</returns>
    public (CostQuote? Quote, ImmutableArray<ValidationError> Problems) QuoteOf(AskedGeneration asked)
    {
        if (ProviderOf(asked) is not { } provider)
        {
            return (null, [NoSuchProvider()]);
        }

        var (request, problems) = RequestValidator.Run(asked with { Prompt = "-", NegativePrompt = null, Seed = null }, provider);
        return request is null ? (null, problems) : (new CostQuote(budget.EstimateOf(provider, request), request.N), []);
    }

    public Task<GenerationState?> FindAsync(string id, CancellationToken cancellationToken) =>
        store.FindAsync(id, cancellationToken);

    public Task<ImmutableArray<GenerationState>> RecentAsync(int limit, CancellationToken cancellationToken) =>
        store.RecentAsync(limit, cancellationToken);

    /// <summary>Cancels one slot or all, also at the provider.</summary>
    public async Task<ChangeOutcome> CancelAsync(string id, int? imageIndex, CancellationToken cancellationToken)
    {
        var outcome = await store.CancelAsync(id, imageIndex, cancellationToken);
        if (outcome is ChangeOutcome.Done(var state, var changed))
        {
            await Task.WhenAll(changed.Select(index => CancelRemotelyAsync(state, index)));
        }

        return outcome;
    }

    /// <summary>
    /// Cancels a call that goes on at the provider without a connection. Its answer changes nothing, and it is sent even if the client has left.
    /// </summary>
    private Task CancelRemotelyAsync(GenerationState state, int index) =>
        state.Slots[index].ResumeToken is { } token && providers.Find(state.RequestOf(index).Provider) is IResumableProvider provider
            ? provider.CancelAsync(token, CancellationToken.None)
            : Task.CompletedTask;

    /// <summary>Retries a failed or cancelled slot.</summary>
    public async Task<ChangeOutcome> RetryAsync(string id, int imageIndex, CancellationToken cancellationToken) =>
        await store.RetryAsync(id, imageIndex, cancellationToken) switch
        {
            ChangeOutcome.Done(var state, []) when state.Slots[imageIndex].ImageId is { } imageId =>
                new ChangeOutcome.AlreadyReady(imageId),
            var outcome => outcome,
        };

    private IImageProvider? ProviderOf(AskedGeneration asked) => asked.Provider is null ? providers.Default : providers.Find(asked.Provider);

    private ValidationError NoSuchProvider() =>
        new("provider", $"There is no provider of that name. Choose one of: {string.Join(", ", providers.All.Select(one => one.Id))}.");
}
