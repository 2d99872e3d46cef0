using Darkroom.Providers;

namespace Darkroom.Server.Studio.Pages;

/// <summary>Reads the options of an engine from the studio's form. What the model does not have was hidden, so it is ignored.</summary>
internal static class EngineOptionsForm
{
    /// <summary>The beginning of the names of a workflow's own fields.</summary>
    public const string FieldPrefix = "options.fields.";

    /// <returns>Null if no option is set.</returns>
    public static EngineOptions? Read(IFormCollection form, ProviderCapabilities can, bool hasImages, ImmutableArray<ValidationError>.Builder errors)
    {
        var rule = can.Options;
        var options = new EngineOptions
        {
            Steps = Whole("options.steps", rule.Steps),
            Guidance = Number("options.guidance", rule.Guidance is not null),
            Sampler = rule.Sampler is null ? null : Text("options.sampler"),
            Scheduler = rule.Scheduler is null ? null : Text("options.scheduler"),
            Strength = Number("options.strength", rule.Strength is not null && (can.Edits is null || hasImages)),
            Loras = rule.MaxLoras > 0 ? [.. ReadLoras()] : null,
            ClipSkip = Whole("options.clip_skip", rule.ClipSkip),
            Fields = rule.Fields.Where(field => Text(FieldPrefix + field.Name) is not null)
                .ToImmutableSortedDictionary(field => field.Name, field => Text(FieldPrefix + field.Name)!, StringComparer.Ordinal),
        };
        options = options with
        {
            Loras = options.Loras is { IsDefaultOrEmpty: false } ? options.Loras : null,
            Fields = options.Fields is { IsEmpty: false } ? options.Fields : null,
        };
        return options.IsEmpty ? null : options;

        string? Text(string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;

        int? Whole(string name, NumberRule? supported) => Number(name, supported is not null) switch
        {
            { } number when double.IsInteger(number) && Math.Abs(number) <= int.MaxValue => (int)number,
            { } => Wrong(name, StudioTexts.EnterInteger),
            null => null,
        };

        double? Number(string name, bool supported) => !supported || Text(name) is not { } text ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
            : Wrong(name, StudioTexts.EnterNumber);

        IEnumerable<Lora> ReadLoras()
        {
            var (names, weights) = (form["options.lora"], form["options.lora_weight"]);
            for (var i = 0; i < names.Count; i++)
            {
                if (names[i]?.Trim() is not { Length: > 0 } name)
                {
                    continue;
                }

                var text = i < weights.Count ? weights[i]?.Trim() : null;
                if (string.IsNullOrEmpty(text))
                {
                    yield return new Lora(name);
                }
                else if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && double.IsFinite(weight))
                {
                    yield return new Lora(name, weight);
                }
                else
                {
                    Wrong("options.loras", StudioTexts.EnterNumber);
                }
            }
        }

        int? Wrong(string field, string message)
        {
            errors.Add(new ValidationError(field, message));
            return null;
        }
    }
}
