using System.Text.RegularExpressions;

namespace Darkroom.Server.CommandLine;

/// <summary>The names that fields of the API have as arguments of the commands.</summary>
internal static partial class ArgumentNames
{
    private static readonly Dictionary<string, string> ByField = new(StringComparer.Ordinal)
    {
        ["prompt"] = "PROMPT",
        ["images"] = "IMAGE",
        ["mask"] = "--mask",
        ["input_fidelity"] = "--input-fidelity",
        ["n"] = "-n",
        ["provider"] = "--provider",
        ["model"] = "--model",
        ["size"] = "--size",
        ["aspect_ratio"] = "--aspect-ratio",
        ["quality"] = "--quality",
        ["seed"] = "--seed",
        ["negative_prompt"] = "--negative-prompt",
        ["output_format"] = "--format",
        ["background"] = "--background",
        ["output_compression"] = "--compression",
        ["options.steps"] = "--steps",
        ["options.guidance"] = "--guidance",
        ["options.strength"] = "--strength",
        ["q"] = "QUERY",
        ["select"] = "QUERY",
        ["select.view"] = "QUERY",
        ["name"] = "NAME",
        ["expires_at"] = "--expires-in-days",
        ["images_per_day"] = "--images-per-day",
        ["images_at_once"] = "--images-at-once",
        ["usd_per_day"] = "--usd-per-day",
        ["usd_per_month"] = "--usd-per-month",
        ["models"] = "--model",
    };

    /// <summary>Returns what is wrong with a field of a request as a sentence about the argument.</summary>
    public static string Describe(string field, string message) =>
        $"{ByField.GetValueOrDefault(field, field)}: {FieldName().Replace(message, name => ByField.GetValueOrDefault(name.Value, name.Value))}";

    /// <summary>Only names with an underscore: the others are words of the language too.</summary>
    [GeneratedRegex(@"\b[a-z]+_[a-z_]+\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FieldName();
}
