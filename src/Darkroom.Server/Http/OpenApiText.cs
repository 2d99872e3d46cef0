using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Darkroom.Server.Http;

internal static class OpenApiText
{
    public static void Describe(OpenApiOptions options)
    {
        options.AddDocumentTransformer(Describe);

        // It has a custom converter, which the generator cannot read.
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
            "Generates images and streams them while they develop. Errors are problem+json with a taxonomy name in `code`. "
            + "If an access key is set, send it, or an API key, as `Authorization: Bearer …`.";

        // The client knows the host; only the path that the site is served below is part of the addresses.
        document.Servers?.Clear();
        if (context.ApplicationServices.GetRequiredService<SiteLinks>().To("") is { Length: > 0 } siteBase)
        {
            document.Servers = [new OpenApiServer { Url = siteBase }];
        }

        return Task.CompletedTask;
    }
}
