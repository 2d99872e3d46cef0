using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Darkroom.Server.Configuration;

/// <summary>
/// Fills option records from configuration and collects everything that is wrong, where the framework's binder would stop at the
/// first mistake and pass over names it does not know.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _problems = [];

    /// <summary>Reads one section into a record; a value that cannot be used is reported and its default kept.</summary>
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

    /// <summary>Reports names in a section that mean nothing: most are typing errors.</summary>
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

    public void Problem(string key, string? value, string reason)
    {
        var shown = value is null ? "" : IsSecret(key) ? " = (secret)" : $" = \"{value}\"";
        _problems.Add($"  {key}{shown}: {reason}");
    }

    /// <exception cref="StartupException">Something was wrong.</exception>
    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
        {
            throw new StartupException(
                $"Darkroom cannot start, its configuration has {(_problems.Count == 1 ? "a problem" : $"{_problems.Count} problems")}:\n"
                + string.Join('\n', _problems)
                + "\nSettings come from environment variables (Jobs__MaxTries=3), .env.local and .env; docs/guide/configuration.md lists them.",
                StartupException.BadConfiguration);
        }
    }

    private static bool IsSecret(string key) => key.EndsWith("Key", StringComparison.OrdinalIgnoreCase);

    private void Fill(object options, PropertyInfo property, string key, string text)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (Convert(type, text) is not { } value)
        {
            Problem(key, text, $"not {Expected(type)}");
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
        type == typeof(Uri) ? "an address that begins with http:// or https://"
        : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))}"
        : type == typeof(bool) ? "true or false"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : "a number";

    private static string Reason(PropertyInfo property, ValidationResult result) =>
        property.GetCustomAttribute<RangeAttribute>() is { } range
            ? $"choose {range.Minimum} to {range.Maximum}"
            : result.ErrorMessage ?? "not possible";
}
