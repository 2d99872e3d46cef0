using Darkroom.Generations;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Darkroom.Server.Http;

/// <summary>What the OpenAPI document says of the whole API.</summary>
internal static class OpenApiText
{
    public static void Describe(OpenApiOptions options)
    {
        options.AddDocumentTransformer(Describe);

        // Read by a converter of its own, which the generator cannot see into.
        options.AddSchemaTransformer((schema, context, _) =>
        {
            schema.Type = context.JsonTypeInfo.Type == typeof(ImageReference) ? JsonSchemaType.String : schema.Type;
            return Task.CompletedTask;
        });
    }

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = "Darkroom";
        document.Info.Version = "v1";
        document.Info.Description =
            "Makes images and streams them while they develop. Errors are problem+json with a taxonomy name in `code`. "
            + "With an access key set, send it as `Authorization: Bearer …`.";

        // Where it is reached is the client's business; only the path that the site is served below belongs to the addresses.
        document.Servers?.Clear();
        if (context.ApplicationServices.GetRequiredService<SiteLinks>().To("") is { Length: > 0 } siteBase)
        {
            document.Servers = [new OpenApiServer { Url = siteBase }];
        }

        return Task.CompletedTask;
    }
}
