using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>The rules of <c>models.json</c> beyond its form.</summary>
internal static class ModelFileRules
{
    private static readonly DateOnly FirstDate = new(2021, 1, 1);

    /// <summary>Returns every broken rule as a sentence.</summary>
    public static List<string> ProblemsIn(ModelFile file)
    {
        var problems = new List<string>();
        problems.AddRange(file.Sizes.Where(one => !IsValid(one.Value)).Select(one => $"The sizes {one.Key} are not a list, bounds or ratios."));
        foreach (var family in file.Families)
        {
            problems.AddRange(ProblemsIn(family.Rules, family.Name, file));
            AddIf(family.Rules.Sizes is null, $"The family {family.Name} has no sizes.");
            AddIf(family.Providers.IsEmpty, $"The family {family.Name} has no providers.");
        }

        foreach (var model in file.Models)
        {
            problems.AddRange(ProblemsIn(model, file));
        }

        problems.AddRange(Repeated(file.Families.SelectMany(family => family.Providers.Select(provider => $"family {family.Name} of {provider}"))));
        problems.AddRange(Repeated(file.Families.SelectMany(family => family.Providers.SelectMany(
            provider => family.Patterns.Select(pattern => $"pattern {pattern} of {provider}")))));
        problems.AddRange(Repeated(file.Models.SelectMany(model => model.Providers.SelectMany(
            provider => model.Names.Select(name => $"name {name} of {provider}")))));
        problems.AddRange(Repeated(file.Models.SelectMany(
            model => (model.DefaultOf ?? []).Select(provider => $"default {(model.Text ? "text " : "")}model of {provider}"))));
        problems.AddRange(Repeated(file.Prices.SelectMany(price => price.Providers.SelectMany(
            provider => price.Models.Select(name => $"price of {name} of {provider} for {price.Unit} {price.Quality} {price.Size}")))));
        foreach (var price in file.Prices)
        {
            var name = price.Models.IsEmpty ? "a model" : price.Models[0];
            AddIf(price.Usd <= 0 || price.Models.IsEmpty || price.Providers.IsEmpty, $"A price of {name} is not complete.");
            AddIf(price.Date < FirstDate || price.Date > file.Version, $"A price of {name} has the date {price.Date:yyyy-MM-dd}.");
            AddIf(price.Source.Scheme != Uri.UriSchemeHttps, $"A price of {name} has no source.");
            AddIf(price.Size is not null && price.Pixels == 0, $"A price of {name} has the size {price.Size}.");
        }

        return problems;

        void AddIf(bool broken, string problem)
        {
            if (broken)
            {
                problems.Add(problem);
            }
        }
    }

    private static IEnumerable<string> ProblemsIn(ModelEntry model, ModelFile file)
    {
        foreach (var problem in model.Rules is { } rules ? ProblemsIn(rules, model.Name, file) : [])
        {
            yield return problem;
        }

        foreach (var provider in model.Providers)
        {
            if (!file.Families.Any(family => family.Name == model.Family && family.Providers.Contains(provider)))
            {
                yield return $"{provider} has no family {model.Family} for {model.Name}.";
            }

            if (model.Replacement is { } replacement && !file.Models.Any(
                other => other.Name == replacement && other.Providers.Contains(provider) && other.Shutdown is null && other.Text == model.Text))
            {
                yield return $"{provider} has no model {replacement} that stays, to replace {model.Name}.";
            }
        }

        if (model.Providers.IsEmpty || (model.DefaultOf ?? []).Except(model.Providers).Any() || model.Name.Length == 0 || model.Name.Contains('*', StringComparison.Ordinal))
        {
            yield return $"The model {model.Name} is not complete.";
        }

        if (model.Shutdown is null != model.Replacement is null || model.Shutdown is null != model.Source is null)
        {
            yield return $"{model.Name} needs its end, its replacement and their source together.";
        }

        if (model.Since < FirstDate || model.Since > file.Version || model.Shutdown < FirstDate || model.Shutdown <= model.Since)
        {
            yield return $"{model.Name} has an impossible date.";
        }
    }

    private static IEnumerable<string> ProblemsIn(RulesEntry rules, string name, ModelFile file)
    {
        if (rules.Sizes is { } sizes && !file.Sizes.ContainsKey(sizes))
        {
            yield return $"{name} refers to the sizes {sizes}, which do not exist.";
        }

        if (rules.PartialImages is < 0 or > 3 || rules.Edits is { MaxImages: < 0 or > 16 } || rules.MaxPromptLength is < 1)
        {
            yield return $"{name} has a number out of range.";
        }

        if (rules.Options?.All.Any(option => !(option.Min >= 0 && option.Min < option.Max) || option.Field.Length == 0) is true || rules.Options?.Strength is { Max: > 1 })
        {
            yield return $"{name} has invalid options.";
        }

        if (rules.Upscale is { } upscale && (upscale.Factors.IsEmpty || !upscale.Factors.All(factor => factor is >= 2 and <= 16) || rules.Edits is not { MaxImages: 1 }))
        {
            yield return $"{name} needs factors of 2 to 16 and exactly one image.";
        }

        foreach (var (field, values, known) in new (string, ImmutableArray<string>?, string[])[]
        {
            ("formats", rules.Formats, ["png", "jpeg", "webp"]),
            ("backgrounds", rules.Backgrounds, ["auto", "opaque", "transparent"]),
            ("moderations", rules.Moderations, ["auto", "low"]),
            ("input_fidelities", rules.InputFidelities, ["low", "high"]),
            ("qualities", rules.Qualities, [.. rules.Qualities ?? []]),
        })
        {
            if (values is { } list && (list.Except(known).Any() || list.Distinct().Count() < list.Length || list.Any(string.IsNullOrWhiteSpace)))
            {
                yield return $"{name} has invalid {field}.";
            }
        }
    }

    private static bool IsValid(SizeEntry entry)
    {
        var bounds = new object?[] { entry.MinEdge, entry.MaxEdge, entry.MultipleOf, entry.MaxPixels, entry.MaxRatio }.Count(one => one is not null);
        return (entry.List is not null, entry.Ratios is not null, bounds) switch
        {
            (true, false, 0) => entry is { Resolutions: null, MinPixels: null } && IsValid(entry.List!.Value),
            (false, true, 0) => entry.MinPixels is null && IsValid(entry.Ratios!.Values) && entry.Ratios.Keys.All(ratio => PixelSize.TryParseRatio(ratio, out _))
                && entry.Resolutions?.Values.All(scale => scale > 0) != false,
            (false, false, 5) => entry.Resolutions is null && entry is { MinEdge: > 0, MultipleOf: > 0, MaxPixels: > 0, MaxRatio: >= 1 }
                && entry.MinEdge <= entry.MaxEdge && !(entry.MinPixels > entry.MaxPixels),
            _ => false,
        };
    }

    private static bool IsValid(IEnumerable<string> sizes) =>
        sizes.Any() && sizes.All(size => PixelSize.TryParse(size, out _)) && sizes.Distinct().Count() == sizes.Count();

    private static IEnumerable<string> Repeated(IEnumerable<string> names) =>
        names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"There are several entries for {group.Key}.");
}
