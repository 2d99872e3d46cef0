using System.CommandLine;
using System.CommandLine.Parsing;
using System.Numerics;

namespace Darkroom.Server.CommandLine;

/// <summary>Options whose errors say what would be right, instead of the name of a type.</summary>
internal static class CheckedOptions
{
    /// <summary>Returns an option for a number.</summary>
    public static Option<T?> Number<T>(string name, string description)
        where T : struct, INumber<T>
    {
        // No thousands separators: they would read 1,5 as 15.
        var (style, kind) = typeof(T) == typeof(int) || typeof(T) == typeof(long) ? (NumberStyles.Integer, "a whole number") : (NumberStyles.Float, "a number");
        return new(name)
        {
            HelpName = "N",
            Description = description,
            CustomParser = result => T.TryParse(result.Tokens[0].Value, style, CultureInfo.InvariantCulture, out var number)
                ? number
                : Refuse<T?>(result, $"{name} is {kind}, not '{result.Tokens[0].Value}'."),
        };
    }

    /// <summary>Returns an option for one of the names of an enumeration, in lower case.</summary>
    public static Option<T?> Choice<T>(string name, string description)
        where T : struct, Enum
    {
        string[] names = [.. Enum.GetNames<T>().Select(value => value.ToLowerInvariant())];
        var option = new Option<T?>(name)
        {
            HelpName = string.Join('|', names),
            Description = description,
            CustomParser = result => names.Contains(result.Tokens[0].Value, StringComparer.OrdinalIgnoreCase)
                ? Enum.Parse<T>(result.Tokens[0].Value, ignoreCase: true)
                : Refuse<T?>(result, $"{name} is one of {string.Join(", ", names)}, not '{result.Tokens[0].Value}'."),
        };
        option.CompletionSources.Add(names);
        return option;
    }

    private static T? Refuse<T>(ArgumentResult result, string problem)
    {
        result.AddError(problem);
        return default;
    }
}
