using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Darkroom.Server.Http;

/// <summary>Adds to each operation of the OpenAPI document what the framework does not find out: names, contents that are no JSON, events and errors.</summary>
internal static class OpenApiOperations
{
    private const string Problem = "application/problem+json";
    private const string Events = "text/event-stream";

    private static readonly Dictionary<string, string> ErrorTexts = new()
    {
        ["400"] = "The request is invalid: `errors` has the messages of each field.",
        ["401"] = "The access key is missing or wrong.",
        ["402"] = "The daily limit would be exceeded.",
        ["403"] = "Not allowed with this key.",
        ["404"] = "There is no such thing.",
        ["409"] = "It is in another state than the request assumes.",
        ["410"] = "The link has ended, or what it shows was deleted.",
        ["413"] = "The body is too large.",
        ["415"] = "The content type is not supported.",
        ["422"] = "The text model gave no usable answer.",
        ["429"] = "Too much at once. Retry-After says how long to wait.",
        ["502"] = "The service failed.",
        ["503"] = "The storage or a service cannot be reached. Nothing was changed.",
        ["504"] = "The service did not answer in time.",
    };

    public static async Task DescribeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, Func<PathString, bool> isOpen, CancellationToken cancellationToken)
    {
        var path = new PathString($"/{context.Description.RelativePath}");
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            // The framework names parameters of a record after its properties; it reads them in any case.
            parameter.Name = parameter.In is ParameterLocation.Query && char.IsUpper(parameter.Name![0])
                ? System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name)
                : parameter.Name;
        }

        if (metadata.OfType<DescribedBody>().FirstOrDefault() is { } body)
        {
            var schema = await ReferenceAsync(body.Body, context, cancellationToken);
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = body.ContentTypes.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = schema }) };
        }

        AddContents(operation, metadata);
        if (metadata.OfType<StreamedEvents>().FirstOrDefault() is { } events)
        {
            await AddEventsAsync(operation, events, context, cancellationToken);
        }

        var open = isOpen(path);
        operation.Security = open ? [] : operation.Security;
        var scope = open || !RouteScopes.CanRefuse(metadata, context.Description.HttpMethod!) ? (string[])[] : ["403"];
        await AddErrorsAsync(operation, path.StartsWithSegments("/v1"), open ? [] : ["401", .. scope], context, cancellationToken);
    }

    /// <summary>Adds contents without a type: images, zips and texts.</summary>
    private static void AddContents(OpenApiOperation operation, IList<object> metadata)
    {
        foreach (var produced in metadata.OfType<IProducesResponseTypeMetadata>().Where(one => one.Type is null || one.Type == typeof(void)))
        {
            if (operation.Responses?.GetValueOrDefault(produced.StatusCode.ToString(CultureInfo.InvariantCulture)) is OpenApiResponse response)
            {
                foreach (var type in produced.ContentTypes)
                {
                    response.Content ??= new Dictionary<string, OpenApiMediaType>();
                    response.Content.TryAdd(type, new OpenApiMediaType
                    {
                        Schema = type.StartsWith("text/", StringComparison.Ordinal)
                            ? new OpenApiSchema { Type = JsonSchemaType.String }
                            : new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = "The bytes of the file." },
                    });
                }
            }
        }
    }

    private static async Task AddEventsAsync(OpenApiOperation operation, StreamedEvents events, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var schemas = new List<IOpenApiSchema>();
        foreach (var type in events.Events.Select(one => one.Data).OfType<Type>().Distinct())
        {
            schemas.Add(await ReferenceAsync(type, context, cancellationToken));
        }

        if (operation.Responses!["200"] is OpenApiResponse response)
        {
            response.Content ??= new Dictionary<string, OpenApiMediaType>();
            response.Content[Events] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema
                {
                    Description = $"The data of each event, one JSON object. Events: {string.Join(", ", events.Events.Select(one => $"`{one.Name}`"))}.",
                    OneOf = schemas,
                },

                // OpenApiExamples adds the data.
                Example = $"event: {events.Events[0].Name}\n",
            };
        }
    }

    private static async Task AddErrorsAsync(
        OpenApiOperation operation, bool openAi, string[] ofAccess, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Responses ??= [];
        var hasBody = operation.RequestBody is not null;
        string[] others = (openAi, hasBody) switch
        {
            (true, true) => ["400", "404", "409", "413", "429", "502", "503", "504"],
            (true, false) => ["400", "404", "429", "503"],
            (false, true) => ["400", "413", "415"],
            (false, false) => [],
        };
        foreach (var status in ofAccess.Concat(others))
        {
            operation.Responses.TryAdd(status, new OpenApiResponse());
        }

        var schema = await ReferenceAsync(openAi ? typeof(OpenAiErrorView) : typeof(ProblemDetails), context, cancellationToken);
        foreach (var (status, response) in operation.Responses)
        {
            if (status[0] is '4' or '5' && response is OpenApiResponse error)
            {
                error.Description = ErrorTexts.GetValueOrDefault(status, "The request failed.");
                error.Content = new Dictionary<string, OpenApiMediaType> { [openAi ? "application/json" : Problem] = new OpenApiMediaType { Schema = schema } };
            }
        }
    }

    /// <summary>Returns a reference to the schema of a type, which is added to the components.</summary>
    private static async Task<IOpenApiSchema> ReferenceAsync(Type type, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var name = type == typeof(GenerationEvent.SlotFailed) ? "ErrorEvent" : type.DeclaringType == typeof(GenerationEvent) ? $"{type.Name}Event" : type.Name;
        if (context.Document!.Components?.Schemas?.ContainsKey(name) != true)
        {
            context.Document.AddComponent(name, await context.GetOrCreateSchemaAsync(type, null, cancellationToken));
        }

        return new OpenApiSchemaReference(name, context.Document);
    }
}
