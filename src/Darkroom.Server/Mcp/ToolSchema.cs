using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Darkroom.Server.Mcp;

/// <summary>
/// Writes the JSON schema of a type with the descriptions, ranges, lengths and defaults of its attributes. A value that may be null is one that may be
/// missing: several clients cannot read a list of types.
/// </summary>
internal static class ToolSchema
{
    private static readonly JsonSchemaExporterOptions Options = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };

    public static JsonElement Of(JsonTypeInfo type) => JsonSerializer.SerializeToElement(type.GetJsonSchemaAsNode(Options));

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema)
        {
            return node;
        }

        if (schema["type"] is JsonArray types)
        {
            schema["type"] = types.First(type => type!.GetValue<string>() != "null")!.DeepClone();
        }

        if (schema["enum"] is JsonArray values)
        {
            schema["enum"] = new JsonArray([.. values.Where(value => value is not null).Select(value => value!.DeepClone())]);
            schema["type"] = "string";
        }

        if (context.PropertyInfo?.AttributeProvider is { } provider)
        {
            foreach (var attribute in provider.GetCustomAttributes(inherit: true))
            {
                Add(schema, attribute);
            }
        }

        return schema;
    }

    private static void Add(JsonObject schema, object attribute)
    {
        switch (attribute)
        {
            case DescriptionAttribute { Description: var description }:
                schema["description"] = description;
                break;
            case RangeAttribute range:
                schema["minimum"] = Convert.ToInt64(range.Minimum, CultureInfo.InvariantCulture);
                schema["maximum"] = Convert.ToInt64(range.Maximum, CultureInfo.InvariantCulture);
                break;
            case StringLengthAttribute { MinimumLength: var min, MaximumLength: var max }:
                schema["minLength"] = min;
                schema["maxLength"] = max;
                break;
            case LengthAttribute { MinimumLength: var min, MaximumLength: var max }:
                schema["minItems"] = min;
                schema["maxItems"] = max;
                break;
            case RegularExpressionAttribute { Pattern: var pattern }:
                schema["pattern"] = pattern;
                break;
            case DefaultValueAttribute { Value: var value }:
                schema["default"] = JsonValue.Create(value);
                break;
        }
    }
}
