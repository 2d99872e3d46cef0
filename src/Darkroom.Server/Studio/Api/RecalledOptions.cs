using Darkroom.Imports;
using Darkroom.Providers;

namespace Darkroom.Server.Studio.Api;

/// <summary>The options that recalled parameters give: those that the model has, with values that it accepts.</summary>
internal static class RecalledOptions
{
    /// <param name="provider">The id of the provider.</param>
    /// <returns>Null if there are none.</returns>
    public static EngineOptions? From(ImportedParameters found, string provider, ProviderCapabilities can)
    {
        var (given, rule) = (ImportedOptions.From(found, provider), can.Options);
        var options = new EngineOptions
        {
            Steps = Allowed(given.Steps, rule.Steps) is { } steps ? (int)steps : null,
            Guidance = Allowed(given.Guidance, rule.Guidance),
            Sampler = rule.Sampler is null ? null : given.Sampler,
            Scheduler = rule.Scheduler is null ? null : given.Scheduler,
            Strength = Allowed(given.Strength, rule.Strength),
            Loras = given.Loras is { IsDefaultOrEmpty: false } loras && rule.MaxLoras > 0 ? [.. loras.Take(rule.MaxLoras)] : null,
            ClipSkip = Allowed(given.ClipSkip, rule.ClipSkip) is { } skip ? (int)skip : null,
            Fields = given.Fields?.Where(one => rule.Fields.Any(field => field.Name == one.Key)) is { } fields && fields.Any()
                ? fields.ToImmutableSortedDictionary(StringComparer.Ordinal)
                : null,
        };
        return options.IsEmpty ? null : options;
    }

    private static double? Allowed(double? value, NumberRule? rule) => value is { } number && rule?.Allows(number) is true ? number : null;
}
