using System.Collections.Immutable;
using Darkroom.Costs;
using Darkroom.Providers;

namespace Darkroom.Generations;

/// <summary>How asking for a generation ended.</summary>
public abstract record StartOutcome
{
    private StartOutcome()
    {
    }

    /// <param name="IsNew">False when the idempotency key had started it before.</param>
    public sealed record Accepted(GenerationState State, bool IsNew) : StartOutcome;

    public sealed record Invalid(ImmutableArray<ValidationError> Problems) : StartOutcome;

    /// <param name="Setting">The setting that is missing.</param>
    public sealed record NotConfigured(string ProviderName, string Setting) : StartOutcome;

    /// <summary>The idempotency key belongs to another request.</summary>
    public sealed record KeyReused(string GenerationId) : StartOutcome;

    public sealed record QueueFull(int Unfinished, TimeSpan RetryAfter) : StartOutcome;

    /// <summary>It would cost more than may be spent today, or nobody knows what it would cost.</summary>
    public sealed record OverBudget(Failure Failure) : StartOutcome;
}

/// <summary>Starting, finding, cancelling and retrying generations.</summary>
public sealed class GenerationService(
    IGenerationStore store, ProviderCatalog providers, InputImages inputs, JobRunner runner, JobOptions options, Budget budget, TimeProvider time)
{
    private static readonly TimeSpan QueueFullWait = TimeSpan.FromSeconds(30);

    /// <summary>Checks what was asked and stores it; the work begins by itself.</summary>
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

        // Sent again, what was accepted before costs nothing more.
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

    /// <summary>What a request would cost. What has no price, such as its prompt, is not looked at.</summary>
    /// <returns>A quote and no problems, or null and at least one.</returns>
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

    /// <summary>Cancels one slot or all; the provider is told.</summary>
    public async Task<ChangeOutcome> CancelAsync(string id, int? imageIndex, CancellationToken cancellationToken)
    {
        var outcome = await store.CancelAsync(id, imageIndex, cancellationToken);
        if (outcome is ChangeOutcome.Done(var state, var changed))
        {
            runner.Stop(state, changed);
            await Task.WhenAll(changed.Select(index => StopRemotelyAsync(state, index)));
        }

        return outcome;
    }

    /// <summary>Work that goes on at the provider without a connection has to be told there; what it answers changes nothing here, and a
    /// person who leaves meanwhile has cancelled all the same.</summary>
    private Task StopRemotelyAsync(GenerationState state, int index) =>
        state.Slots[index].ResumeToken is { } token && providers.Find(state.RequestOf(index).Provider) is IResumableProvider provider
            ? provider.CancelAsync(token, CancellationToken.None)
            : Task.CompletedTask;

    /// <summary>Makes a failed or cancelled slot's image again.</summary>
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
