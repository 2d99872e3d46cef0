using Darkroom.Keys;

namespace Darkroom.Server.Access.Pages;

/// <summary>What was entered into a form for an API key.</summary>
/// <param name="Fields">The fields of the form by name.</param>
/// <param name="Errors">What is wrong with them.</param>
public sealed record KeyForm(ImmutableDictionary<string, string> Fields, ImmutableArray<ValidationError> Errors)
{
    public static KeyForm Empty { get; } = new(ImmutableDictionary<string, string>.Empty, []);

    public string Name => this["name"];

    public KeyScope Scope => Enum.TryParse<KeyScope>(this["scope"], ignoreCase: true, out var scope) && Enum.IsDefined(scope) ? scope : KeyScope.Generate;

    /// <summary>The number of days after which the key expires; null for never.</summary>
    public int? Days => int.TryParse(this["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 3650 ? days : null;

    public string this[string field] => Fields.GetValueOrDefault(field, "");

    public static KeyForm Read(IFormCollection form) =>
        new(form.Keys.ToImmutableDictionary(name => name, name => form[name].ToString().Trim(), StringComparer.Ordinal), []);

    /// <summary>Returns the form with the values of a key.</summary>
    public static KeyForm From(ApiKey key) => new(
        new Dictionary<string, string>
        {
            ["name"] = key.Name,
            ["images_per_day"] = ToText(key.Limits.ImagesPerDay),
            ["images_at_once"] = ToText(key.Limits.ImagesAtOnce),
            ["usd_per_day"] = ToText(key.Limits.UsdPerDay),
            ["usd_per_month"] = ToText(key.Limits.UsdPerMonth),
            ["models"] = string.Join(", ", key.Limits.Models),
        }.ToImmutableDictionary(),
        []);

    /// <summary>Reads the limits. An empty field means no limit; one that is no number is an error.</summary>
    public (KeyLimits Limits, ImmutableArray<ValidationError> Errors) ReadLimits()
    {
        var errors = ImmutableArray.CreateBuilder<ValidationError>();
        var limits = new KeyLimits
        {
            ImagesPerDay = (int?)Number("images_per_day", NumberStyles.None, int.MaxValue),
            ImagesAtOnce = (int?)Number("images_at_once", NumberStyles.None, int.MaxValue),
            UsdPerDay = Number("usd_per_day", NumberStyles.AllowDecimalPoint, decimal.MaxValue),
            UsdPerMonth = Number("usd_per_month", NumberStyles.AllowDecimalPoint, decimal.MaxValue),
            Models = [.. this["models"].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
        };
        return (limits, errors.ToImmutable());

        decimal? Number(string field, NumberStyles style, decimal max)
        {
            if (this[field] is not { Length: > 0 } text)
            {
                return null;
            }

            if (decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var number) && number <= max)
            {
                return number;
            }

            errors.Add(new ValidationError(field, KeyTexts.EnterNumber));
            return null;
        }
    }

    private static string ToText(decimal? number) => number?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";
}
