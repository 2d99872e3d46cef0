using System.Text.Json;
using System.Text.RegularExpressions;

namespace Darkroom.Server.Mcp;

/// <summary>
/// Compares the arguments of a call with the schema of the tool, and says what would be right. Its reader is a model, which corrects its call if it
/// knows what is wrong with it.
/// </summary>
/// <param name="tool">The name of the tool.</param>
/// <param name="schema">The schema of its arguments: one object, whose properties are texts, whole numbers, true or false, or lists of them.</param>
internal sealed class ToolArguments(string tool, JsonElement schema)
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(100);
    private readonly JsonElement _properties = schema.GetProperty("properties");
    private readonly HashSet<string> _required = schema.TryGetProperty("required", out var names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];

    /// <summary>Returns every mistake, one sentence each.</summary>
    public List<string> Problems(IDictionary<string, JsonElement> arguments)
    {
        var problems = new List<string>();
        foreach (var name in arguments.Keys.Where(name => !_properties.TryGetProperty(name, out _)).Take(5))
        {
            problems.Add($"There is no argument '{PageText.Short(name, 40)}'. {tool} takes {string.Join(", ", _properties.EnumerateObject().Select(one => one.Name))}.");
        }

        foreach (var property in _properties.EnumerateObject())
        {
            if (arguments.TryGetValue(property.Name, out var value) && value.ValueKind is not JsonValueKind.Null)
            {
                Check(property.Name, value, property.Value, problems);
            }
            else if (_required.Contains(property.Name))
            {
                problems.Add($"{property.Name} is missing. {DescriptionOf(property.Value)}");
            }
        }

        return problems;
    }

    /// <summary>Returns the arguments that are set as one JSON object.</summary>
    public static byte[] ToJson(IDictionary<string, JsonElement> arguments)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in arguments.Where(one => one.Value.ValueKind is not JsonValueKind.Null))
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Check(string name, JsonElement value, JsonElement schema, List<string> problems)
    {
        var problem = schema.GetProperty("type").GetString() switch
        {
            "string" => TextProblem(value, schema),
            "integer" => IntegerProblem(value, schema),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "must be true or false",
            _ => ListProblem(name, value, schema, problems),
        };
        if (problem is not null)
        {
            problems.Add($"{name} {problem}. {DescriptionOf(schema)}".TrimEnd());
        }
    }

    private static string? TextProblem(JsonElement value, JsonElement schema)
    {
        if (value.ValueKind is not JsonValueKind.String)
        {
            return "must be a text in quotes";
        }

        if (TextOf(value) is not { } text)
        {
            return "is not valid Unicode";
        }

        if (schema.TryGetProperty("enum", out var choices))
        {
            var allowed = choices.EnumerateArray().Select(choice => choice.GetString()!).ToList();
            return allowed.Contains(text) ? null : $"cannot be '{PageText.Short(text, 40)}'; choose one of {string.Join(", ", allowed)}";
        }

        var (min, max) = (Number(schema, "minLength", 0), Number(schema, "maxLength", int.MaxValue));
        return text.Length > max ? $"has {text.Length:N0} characters; at most {max:N0} are allowed"
            : text.Length < min ? $"needs at least {(min == 1 ? "one character" : $"{min} characters")}"
            : schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.NonBacktracking, MatchTimeout)
                ? $"cannot be '{PageText.Short(text, 40)}'"
                : null;
    }

    private static string? IntegerProblem(JsonElement value, JsonElement schema)
    {
        var (min, max) = (Number(schema, "minimum", long.MinValue), Number(schema, "maximum", long.MaxValue));
        return value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number) && number >= min && number <= max ? null
            : $"must be a whole number from {min} to {max}, without quotes";
    }

    private static string? ListProblem(string name, JsonElement value, JsonElement schema, List<string> problems)
    {
        if (value.ValueKind is not JsonValueKind.Array)
        {
            return "must be a list";
        }

        var (min, max) = (Number(schema, "minItems", 0), Number(schema, "maxItems", int.MaxValue));
        if (value.GetArrayLength() is var length && (length < min || length > max))
        {
            return $"has {length} entries; send {min} to {max}";
        }

        foreach (var (index, entry) in value.EnumerateArray().Index())
        {
            Check($"{name}[{index}]", entry, schema.GetProperty("items"), problems);
        }

        return null;
    }

    private static long Number(JsonElement schema, string name, long otherwise) => schema.TryGetProperty(name, out var number) ? number.GetInt64() : otherwise;

    private static string DescriptionOf(JsonElement schema) => schema.TryGetProperty("description", out var text) ? text.GetString()! : "";

    /// <summary>Returns the text of a value; null if it is half of a surrogate pair.</summary>
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
