using Darkroom.Keys;
using Darkroom.Providers;

namespace Darkroom.Server.Http;

/// <summary>A provider and a model of it.</summary>
/// <param name="Model">Null for the provider's default.</param>
internal sealed record ModelTarget(IImageProvider Provider, string? Model);

/// <summary>A name that clients can choose.</summary>
internal sealed record NamedModel(string Name, ModelTarget Target);

/// <summary>
/// The names of models for programs: <c>provider</c> for its default model, <c>provider/model</c>, or a model's own name, which goes to the first
/// provider that has it. Only providers that are set up have names.
/// </summary>
internal sealed class ModelNames(ProviderCatalog providers, ModelLists lists, ICurrentCaller callers, TimeProvider time)
{
    private const string Auto = "auto";

    /// <summary>The provider whose list has the names that clients have built in.</summary>
    private const string BuiltInOf = "openai-images";

    /// <summary>The providers that are set up.</summary>
    public IEnumerable<IImageProvider> Configured => providers.All.Where(one => one.Setup.Configured);

    /// <summary>The providers that are set up and of which the caller may use at least one model.</summary>
    public IEnumerable<IImageProvider> Usable => Configured.Where(one => callers.Caller.MayUse(one.Id, null));

    /// <summary>Returns whether the caller may use a model.</summary>
    public bool MayUse(ModelTarget target) =>
        callers.Caller.MayUse(target.Provider.Id, target.Model ?? target.Provider.CapabilitiesOf(null).Models.FirstOrDefault());

    /// <summary>
    /// Returns the names that the caller can choose from: the known models, then those that only the services' own lists have.
    /// </summary>
    public async Task<ImmutableArray<NamedModel>> AllAsync(CancellationToken cancellationToken)
    {
        var usable = Usable.ToImmutableArray();
        var listed = await Task.WhenAll(usable.Select(provider => lists.GetAsync(provider, cancellationToken)));
        return
        [
            .. usable.Zip(listed, (provider, models) => Known(provider)
                .Concat(models.Select(model => NameOf(provider, model.Name)).Where(model => provider.CapabilitiesOf(model.Target.Model) is { Upscale: null, End: not { Over: true } }))
                .DistinctBy(model => model.Name))
                .SelectMany(models => models)
                .Where(model => MayUse(model.Target)),
        ];
    }

    /// <summary>Returns what a name stands for; null if it is unknown. A model that was shut down is replaced.</summary>
    public async Task<ModelTarget?> FindAsync(string? name, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(name) || name is Auto)
        {
            return new ModelTarget(providers.Default, null);
        }

        if (providers.Find(name) is { Setup.Configured: true } whole)
        {
            return new ModelTarget(whole, null);
        }

        if (name.Split('/', 2) is [var id, { Length: > 0 } model] && providers.Find(id) is { Setup.Configured: true } provider)
        {
            return Knows(provider, model) || provider.CapabilitiesOf(model).OtherModels ? new ModelTarget(provider, Current(provider, model)) : null;
        }

        return Configured.FirstOrDefault(one => Knows(one, name)) is { } maker ? new ModelTarget(maker, Current(maker, name))
            : IsRetired(name) ? new ModelTarget(providers.Default, null)
            : (await AllAsync(cancellationToken)).FirstOrDefault(listed => listed.Target.Model == name)?.Target;
    }

    /// <summary>Returns what the provider lacks that a name stands for, or that has a model of this name; null if there is none, or if it is set up.</summary>
    public string? WhyNotConfigured(string name)
    {
        var provider = providers.Find(name.Split('/', 2)[0]) is { Setup.Configured: false } named ? named
            : providers.All.FirstOrDefault(one => !one.Setup.Configured && Knows(one, name));
        return provider is null ? null : new StartOutcome.NotConfigured(provider.Description.Name, provider.Setup.MissingSetting!).Errors[0].Message;
    }

    /// <summary>Returns a model of which the name is known without asking a service; null if it is unknown.</summary>
    public NamedModel? Known(string name) => Configured.SelectMany(Known).FirstOrDefault(model => model.Name == name);

    /// <summary>Returns whether a name begins with a provider that is set up, or is one. Every other name may also be that of a text model.</summary>
    public bool NamesProvider(string name) => providers.Find(name.Split('/', 2)[0]) is { Setup.Configured: true };

    private static IEnumerable<NamedModel> Known(IImageProvider provider)
    {
        var can = provider.CapabilitiesOf(null);
        return can.Models.Concat(can.FurtherModels).Select(model => NameOf(provider, model)).Prepend(new NamedModel(provider.Id, new ModelTarget(provider, null)));
    }

    private static NamedModel NameOf(IImageProvider provider, string model) => new($"{provider.Id}/{model}", new ModelTarget(provider, model));

    private static bool Knows(IImageProvider provider, string model)
    {
        var can = provider.CapabilitiesOf(model);
        return can.Family is not null || can.Models.Contains(model, StringComparer.Ordinal) || can.FurtherModels.Contains(model, StringComparer.Ordinal);
    }

    private static string Current(IImageProvider provider, string model) =>
        provider.CapabilitiesOf(model).End is { Over: true, Replacement: var replacement } ? replacement : model;

    /// <summary>Returns whether a name is a built-in default of clients for a model that is no longer offered.</summary>
    private bool IsRetired(string name) =>
        ModelCatalog.Shipped.Find(BuiltInOf, name) is { Known: true } && !ModelCatalog.Shipped.OfferedBy(BuiltInOf, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)).Contains(name);
}
