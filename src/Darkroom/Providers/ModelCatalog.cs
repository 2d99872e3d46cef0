using System.Collections.Immutable;
using System.IO.Enumeration;

namespace Darkroom.Providers;

/// <summary>The models that Darkroom knows: their rules, their ends and their prices. Their names are in <c>models.json</c> and not in code.</summary>
public sealed class ModelCatalog
{
    private static readonly Lazy<ModelCatalog> Embedded = new(() =>
    {
        using var file = typeof(ModelCatalog).Assembly.GetManifestResourceStream("models.json")!;
        return new ModelCatalog(ModelFile.Read(file));
    });

    private readonly ModelFile _file;
    private readonly ImmutableDictionary<string, (SizeRule Rule, AspectSizes? Aspects)> _sizes;

    internal ModelCatalog(ModelFile file)
    {
        _file = file;
        _sizes = file.Sizes.ToImmutableDictionary(one => one.Key, one => SizesOf(one.Value));
    }

    /// <summary>The file that comes with Darkroom.</summary>
    public static ModelCatalog Shipped => Embedded.Value;

    /// <summary>The day of the file's last review.</summary>
    public DateOnly Version => _file.Version;

    internal ImmutableArray<PriceRow> Prices => _file.Prices;

    /// <summary>
    /// Returns the rules of a model: its own, else those of the newest member of the family that its name matches best. A gateway's vendor prefix
    /// is ignored if nothing else matches.
    /// </summary>
    /// <param name="provider">The id of the provider.</param>
    /// <returns>Null if the file has nothing that applies to the name at this provider.</returns>
    public ModelRules? Find(string provider, string name) =>
        Match(provider, name) is { Closeness: > 0 } found ? found.Rules()
        : name.LastIndexOf('/') is >= 0 and var at && Match(provider, name[(at + 1)..]) is { Closeness: > 0 } bare ? bare.Rules() with { Name = name }
        : Match(provider, name)?.Rules();

    /// <summary>Returns the models that a provider's list contains on a day, the ones that will end last.</summary>
    public ImmutableArray<string> OfferedBy(string provider, DateOnly today) =>
    [
        .. _file.Models.Where(model => !model.Unlisted && !model.Text && model.Providers.Contains(provider) && !(model.Shutdown <= today))
            .OrderBy(model => model.Shutdown is not null).Select(model => model.Name),
    ];

    /// <summary>Returns the models of a provider on a day that make an image larger.</summary>
    public ImmutableArray<string> UpscalersOf(string provider, DateOnly today) =>
    [
        .. _file.Models.Where(model => model.Providers.Contains(provider) && !(model.Shutdown <= today)
                && (model.Rules?.Upscale ?? FamilyOf(provider, model).Rules.Upscale) is not null)
            .Select(model => model.Name),
    ];

    /// <summary>Returns a provider's default model on a day: the replacement if it was shut down; null if the provider has none.</summary>
    /// <param name="text">Whether to return the text model that calls the image model.</param>
    public ModelRules? DefaultOf(string provider, DateOnly today, bool text = false) => IntendedDefaultOf(provider, text) is { } model
        ? Find(provider, model.Shutdown <= today ? model.Replacement! : model.Name)
        : null;

    /// <summary>Returns the shut-down model that a provider's default replaces on a day; null if the default itself exists.</summary>
    public ModelEnd? MovedDefaultOf(string provider, DateOnly today, bool text = false) =>
        IntendedDefaultOf(provider, text) is { } model && Find(provider, model.Name)?.EndAt(today) is { Over: true } end ? end : null;

    private ModelEntry? IntendedDefaultOf(string provider, bool text) =>
        _file.Models.FirstOrDefault(model => model.Text == text && model.DefaultOf?.Contains(provider) is true);

    private FamilyEntry FamilyOf(string provider, ModelEntry model) => _file.Families.First(one => one.Name == model.Family && one.Providers.Contains(provider));

    private Found? Match(string provider, string name)
    {
        Found? best = null;
        foreach (var family in _file.Families.Where(family => family.Providers.Contains(provider)))
        {
            Consider(family.Patterns, family, null);
        }

        foreach (var model in _file.Models.Where(model => model.Providers.Contains(provider)))
        {
            Consider(model.Names, FamilyOf(provider, model), model);
        }

        return best;

        void Consider(ImmutableArray<string> patterns, FamilyEntry family, ModelEntry? model)
        {
            foreach (var closeness in patterns.Select(pattern => Closeness(pattern, name)))
            {
                if (closeness > (best?.Closeness ?? -1))
                {
                    best = new Found(closeness, () => RulesOf(name, family, model));
                }
            }
        }
    }

    /// <summary>Returns how many characters of the pattern match literally; -1 if it does not match. A complete name wins.</summary>
    private static int Closeness(string pattern, string name) =>
        pattern == name ? int.MaxValue
        : pattern == "*" ? 0
        : pattern.Contains('*', StringComparison.Ordinal) && FileSystemName.MatchesSimpleExpression(pattern, name) ? pattern.Count(c => c != '*')
        : -1;

    private ModelRules RulesOf(string name, FamilyEntry family, ModelEntry? model)
    {
        var rules = (model?.Rules ?? new RulesEntry()).Within(family.Rules);
        var (sizes, aspects) = _sizes[rules.Sizes!];
        return new ModelRules
        {
            Name = name,
            Family = model is null && family.Patterns is ["*"] ? null : family.Name,
            Known = model is not null,
            Since = model?.Since,
            Shutdown = model?.Shutdown,
            Replacement = model?.Replacement,
            Sizes = sizes,
            Aspects = aspects,
            Qualities = rules.Qualities ?? [],
            Formats = rules.Formats ?? [],
            PartialImages = rules.PartialImages ?? 0,
            Steps = rules.Steps ?? false,
            Seed = rules.Seed ?? false,
            NegativePrompt = rules.NegativePrompt ?? false,
            Edits = rules.Edits is { MaxImages: > 0 } edits ? edits.ToRule() : null,
            MaxPromptLength = rules.MaxPromptLength,
            Backgrounds = rules.Backgrounds ?? [],
            Compression = rules.Compression ?? false,
            Moderations = rules.Moderations ?? [],
            InputFidelities = rules.InputFidelities ?? [],
            Options = rules.Options?.ToRule() ?? EngineOptionsRule.None,
            Upscale = rules.Upscale?.ToRule(),
            FixedResponse = rules.FixedResponse ?? false,
            Endpoint = rules.Endpoint,
            ReferenceField = rules.ReferenceField,
            EditName = rules.EditName,
        };
    }

    private static (SizeRule Rule, AspectSizes? Aspects) SizesOf(SizeEntry entry)
    {
        if (entry.List is { } list)
        {
            return (new SizeRule.OneOf([.. list.Select(Parse)]), null);
        }

        if (entry.Ratios is { } ratios)
        {
            var aspects = new AspectSizes([.. ratios.Select(one => (one.Key, Parse(one.Value)))]);
            aspects = entry.Resolutions is { } resolutions ? aspects with { Resolutions = [.. resolutions.Select(one => (one.Key, one.Value))] } : aspects;
            return (aspects.SizeRule, aspects);
        }

        return (new SizeRule.Within(entry.MinEdge!.Value, entry.MaxEdge!.Value, entry.MultipleOf!.Value, entry.MaxPixels!.Value, entry.MaxRatio!.Value)
        {
            MinPixels = entry.MinPixels ?? 0,
        }, null);
    }

    private static PixelSize Parse(string size) => PixelSize.TryParse(size, out var parsed) ? parsed : default;

    private sealed record Found(int Closeness, Func<ModelRules> Rules);
}
