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
                add("options.strength", EngineTexts.OptionStrengthAlone);
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

    private static bool IsName(string text) =>
        text.Length is > 0 and <= ListedModel.MaxNameLength && !string.IsNullOrWhiteSpace(text) && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '<' or '>' or ':');

    private void Unknown(EngineOptions options)
    {
        foreach (var unknown in (options.Unknown?.Keys ?? []).Take(MaxUnknown))
        {
            add($"options.{RequestValidator.Quote(unknown)}", EngineTexts.OptionUnknown);
        }
    }

    private void Number(string field, double? value, NumberRule? rule)
    {
        if (value is { } number && !IsRefused(field, rule is not null) && !rule!.Allows(number))
        {
            add($"options.{field}", LocalText.Format(EngineTexts.OptionOutOfRange, number, rule.Text));
        }
    }

    private void Name(string field, string? value, bool supported)
    {
        if (value is not null && !IsRefused(field, supported) && !IsName(value))
        {
            add($"options.{field}", EngineTexts.OptionNoName);
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
            add("options.loras", LocalText.Format(EngineTexts.OptionTooManyLoras, loras.Length, name, _rule.MaxLoras));
        }

        foreach (var lora in loras.Take(_rule.MaxLoras))
        {
            if (lora?.Name is not { } text || !IsName(text))
            {
                add("options.loras", EngineTexts.OptionLoraName);
            }
            else if (!(Math.Abs(lora.Weight) <= Lora.MaxWeight))
            {
                add("options.loras", LocalText.Format(EngineTexts.OptionLoraWeight, lora.Weight, RequestValidator.Quote(text), -Lora.MaxWeight, Lora.MaxWeight));
            }
        }
    }

    private void Field(string field, string value)
    {
        var problem = _rule.Fields.FirstOrDefault(one => one.Name == field) switch
        {
            null when _rule.Fields.IsEmpty => LocalText.Format(EngineTexts.OptionNoFields, name),
            null => LocalText.Format(EngineTexts.OptionNoField, string.Join(", ", _rule.Fields.Select(one => one.Name))),
            { Kind: FieldKind.Number } when !(double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) => LocalText.Format(EngineTexts.OptionNoNumber, RequestValidator.Quote(value)),
            { Kind: FieldKind.Choice, Choices: var choices } when !choices.Contains(value, StringComparer.Ordinal) => LocalText.Format(EngineTexts.OptionNoChoice, RequestValidator.Quote(value), string.Join(", ", choices)),
            _ when value.Length > MaxFieldLength || value.Contains('\0', StringComparison.Ordinal) || RequestValidator.HasLoneSurrogate(value) => LocalText.Format(EngineTexts.OptionFieldTooLong, MaxFieldLength),
            _ => null,
        };
        if (problem is not null)
        {
            add($"options.fields.{RequestValidator.Quote(field)}", problem);
        }
    }

    /// <returns>True if the option was reported as not supported.</returns>
    private bool IsRefused(string field, bool supported)
    {
        if (!supported)
        {
            add($"options.{field}", LocalText.Format(EngineTexts.OptionUnsupported, name, field));
        }

        return !supported;
    }
}
