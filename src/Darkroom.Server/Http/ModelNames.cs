using Darkroom.Providers;

namespace Darkroom.Server.Http;

/// <summary>A provider and a model of it.</summary>
/// <param name="Model">Null for the provider's default.</param>
internal sealed record ModelTarget(IImageProvider Provider, string? Model);

/// <summary>
/// The names of models for programs: <c>provider</c> for its default model, <c>provider/model</c>, or a model's own name, which goes to the first
/// provider that has it. Only providers that are set up have names.
/// </summary>
internal static class ModelNames
{
    private const string Auto = "auto";

    /// <summary>The provider whose list has the names that clients have built in.</summary>
    private const string BuiltInOf = "openai-images";

    /// <summary>Returns the names that clients can choose from, with the day since which each exists, if that is known.</summary>
    public static IEnumerable<(string Name, string Provider, DateOnly? Since)> All(ProviderCatalog providers)
    {
        foreach (var provider in Configured(providers))
        {
            yield return (provider.Id, provider.Id, null);
            var can = provider.CapabilitiesOf(null);
            foreach (var model in can.Models.Concat(can.FurtherModels))
            {
                yield return ($"{provider.Id}/{model}", provider.Id, ModelCatalog.Shipped.Find(provider.Id, model)?.Since);
            }
        }
    }

    /// <summary>Returns what a name stands for; null if it is unknown.</summary>
    /// <param name="today">A model that was shut down before is replaced.</param>
    public static ModelTarget? Find(string? name, ProviderCatalog providers, DateOnly today)
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

        return Configured(providers).FirstOrDefault(one => Knows(one, name)) is { } maker ? new ModelTarget(maker, Current(maker, name))
            : IsRetired(name, today) ? new ModelTarget(providers.Default, null)
            : null;
    }

    /// <summary>Returns the day that decides which models are offered.</summary>
    public static DateOnly Today(this TimeProvider time) => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>Returns whether a name begins with a provider that is set up, or is one. Every other name may also be that of a text model.</summary>
    public static bool NamesProvider(string name, ProviderCatalog providers) => providers.Find(name.Split('/', 2)[0]) is { Setup.Configured: true };

    /// <summary>Returns the providers that are set up.</summary>
    public static IEnumerable<IImageProvider> Configured(ProviderCatalog providers) => providers.All.Where(one => one.Setup.Configured);

    private static bool Knows(IImageProvider provider, string model)
    {
        var can = provider.CapabilitiesOf(model);
        return can.Family is not null || can.Models.Contains(model, StringComparer.Ordinal) || can.FurtherModels.Contains(model, StringComparer.Ordinal);
    }

    private static string Current(IImageProvider provider, string model) =>
        provider.CapabilitiesOf(model).End is { Over: true, Replacement: var replacement } ? replacement : model;

    /// <summary>Returns whether a name is a built-in default of clients for a model that is no longer offered.</summary>
    private static bool IsRetired(string name, DateOnly today) =>
        ModelCatalog.Shipped.Find(BuiltInOf, name) is { Known: true } && !ModelCatalog.Shipped.OfferedBy(BuiltInOf, today).Contains(name);
}
