using System.Text.Json;

namespace Darkroom.Tests.Server.Mcp;

/// <summary>Compares a value with the part of JSON schema that the tools use.</summary>
internal static class SchemaCheck
{
    public static IEnumerable<string> Problems(JsonElement value, JsonElement schema, string path = "$")
    {
        if (!schema.TryGetProperty("type", out var type) || !HasType(value, type.GetString()!))
        {
            return [$"{path} is {value.ValueKind}, not {schema}"];
        }

        if (schema.TryGetProperty("enum", out var choices) && !choices.EnumerateArray().Any(choice => choice.GetString() == value.GetString()))
        {
            return [$"{path} is {value}"];
        }

        return value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().SelectMany((entry, index) => Problems(entry, schema.GetProperty("items"), $"{path}[{index}]")),
            JsonValueKind.Object => OfObject(value, schema, path),
            _ => [],
        };
    }

    private static IEnumerable<string> OfObject(JsonElement value, JsonElement schema, string path)
    {
        var properties = schema.GetProperty("properties");
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var missing in required.EnumerateArray().Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _)))
            {
                yield return $"{path}.{missing} is missing";
            }
        }

        foreach (var one in value.EnumerateObject())
        {
            foreach (var problem in properties.TryGetProperty(one.Name, out var inner) ? Problems(one.Value, inner, $"{path}.{one.Name}") : [$"{path}.{one.Name} is unknown"])
            {
                yield return problem;
            }
        }
    }

    private static bool HasType(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number" || (type == "integer" && value.TryGetInt64(out _)),
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Array => type == "array",
        JsonValueKind.Object => type == "object",
        _ => false,
    };
}
