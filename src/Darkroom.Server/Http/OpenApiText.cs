using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Darkroom.Server.Http;

/// <summary>The OpenAPI document as a whole.</summary>
internal static class OpenApiText
{
    /// <summary>The name of the security scheme.</summary>
    public const string Bearer = "bearer";

    /// <param name="isOpen">Returns whether a path needs no key.</param>
    public static void Describe(OpenApiOptions options, Func<PathString, bool> isOpen)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddOperationTransformer((operation, context, cancellationToken) => OpenApiOperations.DescribeAsync(operation, context, isOpen, cancellationToken));
        options.AddDocumentTransformer(DescribeAsync);
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // It has a custom converter, which the generator cannot read.
            schema.Type = context.JsonTypeInfo.Type == typeof(ImageReference) ? JsonSchemaType.String : schema.Type;
            if (context.JsonTypeInfo.Type == typeof(Microsoft.AspNetCore.Mvc.ProblemDetails))
            {
                AddFieldsOfProblems(schema);
            }

            return Task.CompletedTask;
        });
    }

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = "Darkroom";
        document.Info.Version = "v1";
        document.Info.License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" };
        document.Info.Description =
            "Generates images and streams them while they develop. Errors are problem+json with a taxonomy name in `code`; below `/v1` they have the form of OpenAI's API. "
            + "If an access key is set, send it, or an API key, as `Authorization: Bearer …`.";

        // The client knows the host; only the path that the site is served below is part of the addresses.
        document.Servers?.Clear();
        if (context.ApplicationServices.GetRequiredService<SiteLinks>().To("") is { Length: > 0 } siteBase)
        {
            document.Servers = [new OpenApiServer { Url = siteBase }];
        }

        document.AddComponent(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The access key, if the server has one.",
        });
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        OpenApiExamples.Complete(document);
        return Task.CompletedTask;
    }

    private static void AddFieldsOfProblems(OpenApiSchema schema)
    {
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        schema.Properties["code"] = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = "The failure's name for programs.",
            Enum = [.. Enum.GetValues<FailureCode>().Select(code => System.Text.Json.Nodes.JsonValue.Create(Wire.Name(code)))],
        };
        schema.Properties["errors"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "The messages of each invalid field; absent if no field is invalid.",
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
        };
        schema.Properties[Problems.RetryAfterMs] = new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Description = "How long to wait, in milliseconds; absent if waiting does not help. Retry-After has it in seconds.",
        };
    }
}
