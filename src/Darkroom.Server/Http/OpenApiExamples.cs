using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Darkroom.Server.Http;

/// <summary>
/// Completes the operations of the OpenAPI document from the data file openapi.json: the descriptions of parameters, and examples of bodies. An answer
/// without an example of its own gets one from its schema and the sample values of the file.
/// </summary>
internal static class OpenApiExamples
{
    private const int MaxDepth = 6;

    private static readonly Lazy<Texts> Data = new(() => JsonSerializer.Deserialize<Texts>(
        typeof(OpenApiExamples).Assembly.GetManifestResourceStream("openapi.json")!, JsonSerializerOptions.Web)!);

    public static void Complete(OpenApiDocument document)
    {
        foreach (var (path, item) in document.Paths)
        {
            foreach (var (method, operation) in item.Operations ?? [])
            {
                var name = $"{method.Method} {path}";
                operation.OperationId ??= NameOf(name);
                foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
                {
                    Describe(parameter);
                }

                foreach (var (type, content) in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
                {
                    AddExample(type, content, Data.Value.Requests.GetValueOrDefault(name));
                }

                foreach (var (status, response) in operation.Responses ?? [])
                {
                    foreach (var (type, content) in response.Content ?? new Dictionary<string, OpenApiMediaType>())
                    {
                        AddExample(type, content, status[0] == '2' ? null : ErrorOf(status, type));
                    }
                }
            }
        }
    }

    /// <summary>Returns a name such as <c>post_api_generations_id_cancel</c>.</summary>
    private static string NameOf(string operation) =>
        string.Join('_', operation.ToLowerInvariant().Split([' ', '/', '{', '}', '.', '-'], StringSplitOptions.RemoveEmptyEntries));

    private static void Describe(OpenApiParameter parameter)
    {
        if (Data.Value.Parameters.TryGetValue(parameter.Name!, out var text))
        {
            parameter.Description ??= text.Description;
            parameter.Example ??= text.Example?.DeepClone();
        }
    }

    private static void AddExample(string type, OpenApiMediaType media, JsonNode? known)
    {
        if (type.EndsWith("json", StringComparison.Ordinal))
        {
            media.Example ??= known?.DeepClone() ?? ExampleOf(media.Schema, null, 0);
        }
        else if (type == "text/event-stream" && media.Schema?.OneOf is [var first, ..])
        {
            media.Example = $"{media.Example}data: {ExampleOf(first, null, 0)?.ToJsonString()}\n\n";
        }
        else if (type.StartsWith("text/", StringComparison.Ordinal))
        {
            media.Example ??= "text";
        }
    }

    private static JsonObject ErrorOf(string status, string type) => type == "application/problem+json"
        ? new JsonObject
        {
            ["type"] = "urn:darkroom:problem:invalid_request",
            ["title"] = "The request is invalid.",
            ["status"] = int.Parse(status, CultureInfo.InvariantCulture),
            ["detail"] = "What was wrong, and what would be right.",
            ["code"] = status switch
            {
                "401" => "authentication",
                "402" => "quota",
                "403" => "permission",
                "429" => "rate_limited",
                "502" or "503" => "unavailable",
                _ => "invalid_request",
            },
        }
        : new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["message"] = "What was wrong, and what would be right.",
                ["type"] = status[0] == '5' ? OpenAiError.ServerError : OpenAiError.InvalidRequest,
                ["param"] = null,
                ["code"] = status switch
                {
                    "401" => "invalid_api_key",
                    "403" => "insufficient_permissions",
                    "404" => "model_not_found",
                    "409" => "conflict",
                    "413" => "invalid_request",
                    "429" => "rate_limit_exceeded",
                    "502" or "503" or "504" => OpenAiError.ServerError,
                    _ => "invalid_value",
                },
            },
        };

    private static JsonNode? ExampleOf(IOpenApiSchema? schema, string? name, int depth)
    {
        if (schema is null || depth > MaxDepth)
        {
            return null;
        }

        if (name is not null && Data.Value.Values.TryGetValue(name, out var sample) && Fits(sample, schema))
        {
            return sample.DeepClone();
        }

        if ((schema.Default ?? schema.Enum?.FirstOrDefault(value => value is not null)) is { } given)
        {
            return given.DeepClone();
        }

        var choice = (schema.OneOf ?? []).Concat(schema.AnyOf ?? []).Concat(schema.AllOf ?? []).FirstOrDefault(one => one.Type != JsonSchemaType.Null);
        return choice is not null ? ExampleOf(choice, name, depth + 1) : (schema.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.Array => new JsonArray([.. ExampleOf(schema.Items, name, depth + 1) is { } item ? [item] : Array.Empty<JsonNode?>()]),
            JsonSchemaType.Boolean => true,
            JsonSchemaType.Integer => 1,
            JsonSchemaType.Number => 0.5,
            JsonSchemaType.String => schema.Format switch
            {
                "date-time" => "2026-03-01T12:00:00Z",
                "date" => "2026-03-01",
                _ => name ?? "text",
            },
            _ => ObjectOf(schema, depth),
        };
    }

    private static JsonObject ObjectOf(IOpenApiSchema schema, int depth)
    {
        var result = new JsonObject();
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (ExampleOf(property, name, depth + 1) is { } value)
            {
                result[name] = value;
            }
        }

        return result;
    }

    private static bool Fits(JsonNode sample, IOpenApiSchema schema) => sample.GetValueKind() switch
    {
        JsonValueKind.String => schema.Type is null || schema.Type.Value.HasFlag(JsonSchemaType.String),
        JsonValueKind.Number => schema.Type is { } type && (type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number)),
        _ => false,
    };

    /// <summary>The data file.</summary>
    /// <param name="Parameters">Descriptions by the name of the parameter.</param>
    /// <param name="Values">Sample values by the name of the property.</param>
    /// <param name="Requests">Examples of bodies by operation, such as <c>POST /api/generations</c>.</param>
    private sealed record Texts(Dictionary<string, ParameterText> Parameters, Dictionary<string, JsonNode> Values, Dictionary<string, JsonNode> Requests);

    private sealed record ParameterText(string Description, JsonNode? Example);
}
