using System.Collections.Immutable;
using System.Globalization;
using Darkroom.Providers;

namespace Darkroom.Generations;

/// <summary>Validates <see cref="EngineOptions"/> against the rule of a model.</summary>
/// <param name="name">The name of the provider.</param>
/// <param name="add">Receives a field such as <c>options.steps</c>, and what is wrong with it.</param>
internal sealed class EngineOptionsCheck(ProviderCapabilities can, string name, Action<string, string> add)
{
    private const int MaxUnknown = 10;
    private const int MaxFieldLength = 2000;
    private readonly EngineOptionsRule _rule = can.Options;

    /// <returns>The options with every default filled in; null if none is set.</returns>
    public EngineOptions? Run(EngineOptions? options, bool hasImages)
    {
        if (options is not null)
        {
            Unknown(options);
            Number("steps", options.Steps, _rule.Steps);
            Number("guidance", options.Guidance, _rule.Guidance);
            Name("sampler", options.Sampler, _rule.Sampler is not null);
            Name("scheduler", options.Scheduler, _rule.Scheduler is not null);
            Number("strength", options.Strength, _rule.Strength);
            if (options.Strength is not null && _rule.Strength is not null && can.Edits is not null && !hasImages)
            {
                add("options.strength", "It says how much of the images to work from changes: send images too, or leave it out.");
            }

            Loras(options.Loras ?? []);
            Number("clip_skip", options.ClipSkip, _rule.ClipSkip);
            foreach (var (field, value) in options.Fields ?? ImmutableSortedDictionary<string, string>.Empty)
            {
                Field(field, value);
            }
        }

        return _rule.Complete(options, hasImages);
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static bool IsName(string text) =>
        text.Length is > 0 and <= ListedModel.MaxNameLength && !string.IsNullOrWhiteSpace(text) && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '<' or '>' or ':');

    private void Unknown(EngineOptions options)
    {
        foreach (var unknown in (options.Unknown?.Keys ?? []).Take(MaxUnknown))
        {
            add($"options.{Short(unknown)}", "There is no such option. Known options: steps, guidance, sampler, scheduler, strength, loras, clip_skip, fields.");
        }
    }

    private void Number(string field, double? value, NumberRule? rule)
    {
        if (value is { } number && !IsRefused(field, rule is not null) && !rule!.Allows(number))
        {
            add($"options.{field}", string.Create(CultureInfo.InvariantCulture, $"{number} is out of range. Choose {rule.Text}."));
        }
    }

    private void Name(string field, string? value, bool supported)
    {
        if (value is not null && !IsRefused(field, supported) && !IsName(value))
        {
            add($"options.{field}", "This is not a name: write 1 to 200 characters without <, > and colons.");
        }
    }

    private void Loras(ImmutableArray<Lora> loras)
    {
        if (loras.IsDefaultOrEmpty || IsRefused("loras", _rule.MaxLoras > 0))
        {
            return;
        }

        if (loras.Length > _rule.MaxLoras)
        {
            add("options.loras", $"There are {loras.Length}; {name} accepts at most {_rule.MaxLoras}.");
        }

        foreach (var lora in loras.Take(_rule.MaxLoras))
        {
            if (lora?.Name is not { } text || !IsName(text))
            {
                add("options.loras", "Each LoRA needs a name of 1 to 200 characters without <, > and colons.");
            }
            else if (!(Math.Abs(lora.Weight) <= Lora.MaxWeight))
            {
                add("options.loras", string.Create(CultureInfo.InvariantCulture, $"The weight {lora.Weight} of {Short(text)} is out of range. Choose a number from {-Lora.MaxWeight} to {Lora.MaxWeight}."));
            }
        }
    }

    private void Field(string field, string value)
    {
        var problem = _rule.Fields.FirstOrDefault(one => one.Name == field) switch
        {
            null when _rule.Fields.IsEmpty => $"{name} has no such field with this model; leave it out.",
            null => $"There is no such field. This model has {string.Join(", ", _rule.Fields.Select(one => one.Name))}.",
            { Kind: FieldKind.Number } when !(double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) => $"'{Short(value)}' is not a number.",
            { Kind: FieldKind.Choice, Choices: var choices } when !choices.Contains(value, StringComparer.Ordinal) => $"'{Short(value)}' is not available. Choose one of {string.Join(", ", choices)}.",
            _ when value.Length > MaxFieldLength || value.Contains('\0', StringComparison.Ordinal) || !IsText(value) => $"Write at most {MaxFieldLength:N0} characters of text.",
            _ => null,
        };
        if (problem is not null)
        {
            add($"options.fields.{Short(field)}", problem);
        }
    }

    /// <summary>Whether every surrogate is half of a pair.</summary>
    private static bool IsText(string value) => !value.Where((c, i) => char.IsHighSurrogate(c) ? i + 1 == value.Length || !char.IsLowSurrogate(value[i + 1])
        : char.IsLowSurrogate(c) && (i == 0 || !char.IsHighSurrogate(value[i - 1]))).Any();

    /// <returns>True if the option was reported as not supported.</returns>
    private bool IsRefused(string field, bool supported)
    {
        if (!supported)
        {
            add($"options.{field}", $"{name} does not support {field} with this model; leave it out.");
        }

        return !supported;
    }
}
