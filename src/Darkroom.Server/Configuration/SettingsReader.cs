using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Darkroom.Server.Configuration;

/// <summary>
/// Reads option records from configuration and collects all problems. The framework's binder would stop at the first problem and ignore unknown
/// names.
/// </summary>
/// <param name="files">The environment files, whose problems are reported with the others; null for none.</param>
internal sealed class SettingsReader(IConfiguration configuration, EnvironmentFiles? files = null)
{
    private readonly List<string> _lines = [.. (files?.Problems ?? []).Select(problem => $"  {problem}")];
    private readonly List<SettingProblem> _problems = [];

    /// <summary>The problems with settings, without values.</summary>
    public ImmutableArray<SettingProblem> Problems => [.. _problems];

    /// <summary>Reads a section into a record. An invalid value is reported, and its default is used.</summary>
    public T Section<T>(string path)
        where T : class, new() =>
        (T)Section(typeof(T), path);

    /// <inheritdoc cref="Section{T}"/>
    public object Section(Type type, string path)
    {
        var options = Activator.CreateInstance(type)!;
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(one => one.CanWrite).ToList();
        OnlyKnown(path, properties.Select(property => property.Name));
        foreach (var property in properties)
        {
            var key = $"{path}:{property.Name}";
            if (configuration[key] is { Length: > 0 } text)
            {
                Fill(options, property, key, text);
            }
        }

        return options;
    }

    /// <summary>Reports unknown names in a section; most are typing errors.</summary>
    public void OnlyKnown(string path, IEnumerable<string> names)
    {
        var known = names.ToList();
        foreach (var child in configuration.GetSection(path).GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                Problem($"{path}:{child.Key}", null, $"there is no such setting; known here: {string.Join(", ", known)}");
            }
        }
    }

    /// <summary>
    /// Reports settings that are present but empty. For settings that restrict something: an unset variable in a script must not remove the
    /// restriction silently.
    /// </summary>
    /// <param name="path">A setting, or a section whose settings are all checked.</param>
    public void NotEmpty(string path)
    {
        foreach (var (key, value) in configuration.GetSection(path).AsEnumerable())
        {
            if (value is not null && string.IsNullOrWhiteSpace(value))
            {
                Problem(key, value, "the setting is named but empty; give it a value or remove it");
            }
        }
    }

    /// <summary>Reports a last argument such as <c>--DARKROOM_ACCESS_KEY</c> without its value: the framework would ignore it.</summary>
    public void EachSwitchHasValue(string[] args)
    {
        for (var at = 0; at < args.Length; at++)
        {
            // As the framework reads them: "--name value", "--name=value" or "/name value". Other arguments are skipped.
            if (args[at] is not (['-', '-', ..] or ['/', ..]) || args[at].Contains('=', StringComparison.Ordinal))
            {
                continue;
            }

            if (++at == args.Length)
            {
                Problem(args[^1], null, "the value is missing");
            }
        }
    }

    /// <summary>Reports a problem with a setting. A secret value is not shown.</summary>
    public void Problem(string key, string? value, string reason)
    {
        var shown = value is null ? "" : value.Length > 0 && IsSecret(key, value) ? " = (secret)" : $" = \"{value}\"";
        var place = value is not null && files?.PlaceOf(key, value) is { } known ? $" ({known})" : "";
        _lines.Add($"  {key}{shown}{place}: {reason}");
        _problems.Add(new SettingProblem(key, reason));
    }

    public void ThrowIfAny()
    {
        if (_lines.Count > 0)
        {
            throw new StartupException(
                $"Darkroom cannot start, its configuration has {(_lines.Count == 1 ? "a problem" : $"{_lines.Count} problems")}:\n"
                + string.Join('\n', _lines)
                + "\nSettings come from environment variables (Jobs__MaxTries=3), .env.local and .env; docs/guide/configuration.md lists them.");
        }
    }

    /// <summary>Keys, and addresses that may contain a password.</summary>
    private static bool IsSecret(string key, string value) =>
        key.EndsWith("Key", StringComparison.OrdinalIgnoreCase) || key.EndsWith("Secret", StringComparison.OrdinalIgnoreCase) || value.Contains('@', StringComparison.Ordinal);

    private void Fill(object options, PropertyInfo property, string key, string text)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (Convert(type, text) is not { } value)
        {
            Problem(key, text, PageText.Format(ProblemTexts.NotExpected, Expected(type)));
            return;
        }

        var results = new List<ValidationResult>();
        if (Validator.TryValidateProperty(value, new ValidationContext(options) { MemberName = property.Name }, results))
        {
            property.SetValue(options, value);
        }
        else
        {
            results.ForEach(result => Problem(key, text, Reason(property, result)));
        }
    }

    private static object? Convert(Type type, string text)
    {
        if (type == typeof(Uri))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;
        }

        if (type.IsEnum)
        {
            return Enum.TryParse(type, text, ignoreCase: true, out var value) && Enum.IsDefined(type, value) ? value : null;
        }

        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromString(null, CultureInfo.InvariantCulture, text);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or OverflowException or NotSupportedException)
        {
            return null;
        }
    }

    private static string Expected(Type type) =>
        type == typeof(Uri) ? ProblemTexts.ExpectedUrl
        : type.IsEnum ? PageText.Format(ProblemTexts.ExpectedOneOf, string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant())))
        : type == typeof(bool) ? ProblemTexts.ExpectedBoolean
        : type == typeof(int) || type == typeof(long) ? ProblemTexts.ExpectedInteger
        : ProblemTexts.ExpectedNumber;

    private static string Reason(PropertyInfo property, ValidationResult result) =>
        property.GetCustomAttribute<RangeAttribute>() is { } range
            ? PageText.Format(ProblemTexts.ChooseRange, range.Minimum, range.Maximum)
            : result.ErrorMessage ?? ProblemTexts.NotPossible;
}

/// <summary>A problem with a setting.</summary>
/// <param name="Reason">What is wrong, or what would be right, as a part of a sentence and without the value.</param>
internal sealed record SettingProblem(string Key, string Reason)
{
    /// <summary>The reason as a sentence.</summary>
    public string Sentence => $"{char.ToUpperInvariant(Reason[0])}{Reason[1..]}.";
}
