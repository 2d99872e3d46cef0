using System.Text.Json;

namespace Darkroom.Providers;

/// <summary>The numbers of <see cref="EngineOptions"/> in the fields of a service's request.</summary>
internal static class OptionFields
{
    /// <summary>Returns the fields of the options that are set and that the model documents.</summary>
    /// <param name="rule">Has the names of the fields.</param>
    public static IEnumerable<(string Field, double Value)> From(ImageRequest request, EngineOptionsRule rule)
    {
        var options = request.Options;
        foreach (var (value, field) in new[]
        {
            (options?.Steps, rule.Steps?.Field),
            (options?.Guidance, rule.Guidance?.Field),
            (request.References.IsEmpty ? null : options?.Strength, rule.Strength?.Field),
        })
        {
            if (value is { } number && field is not null)
            {
                yield return (field, number);
            }
        }
    }

    /// <inheritdoc cref="From"/>
    public static void WriteOptions(this Utf8JsonWriter json, ImageRequest request, EngineOptionsRule rule)
    {
        foreach (var (field, value) in From(request, rule))
        {
            json.WriteNumber(field, value);
        }
    }
}
