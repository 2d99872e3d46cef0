using System.Text.Json.Serialization;
using Darkroom.Providers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.OpenAiApi;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>.</summary>
internal static class ModelIndex
{
    public static async Task<Ok<ModelListView>> AllAsync(ModelNames names, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ModelListView([.. (await names.AllAsync(cancellationToken)).Select(ViewOf)]));

    /// <param name="id">The name. Clients encode its slash or not; the framework leaves an encoded one as it is.</param>
    public static async Task<IResult> OneAsync(string id, ModelNames names, CancellationToken cancellationToken)
    {
        var name = Uri.UnescapeDataString(id);
        return names.Known(name) is { } known ? TypedResults.Ok(ViewOf(known))
            : await names.FindAsync(name, cancellationToken) is { } target ? TypedResults.Ok(ViewOf(new NamedModel(name, target)))
            : ModelNotFound(name, names);
    }

    public static OpenAiError ModelNotFound(string name, ModelNames names)
    {
        var message = names.WhyNotConfigured(name) ?? $"The model '{PageText.Short(name, 60)}' does not exist. GET /v1/models lists those that do.";
        return OpenAiError.NotFound(message, "model_not_found") with { Param = "model" };
    }

    private static ModelItem ViewOf(NamedModel model) => new(
        model.Name,
        "model",
        new DateTimeOffset(SinceOf(model.Target).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeSeconds(),
        model.Target.Provider.Id);

    private static DateOnly SinceOf(ModelTarget target) =>
        (target.Model is { } model ? ModelCatalog.Shipped.Find(target.Provider.Id, model)?.Since : null) ?? ModelCatalog.Shipped.Version;
}

/// <summary>The models to choose from.</summary>
public sealed record ModelListView(ImmutableArray<ModelItem> Data)
{
    [JsonPropertyName("object")]
    public string Kind => "list";
}

/// <summary>A model.</summary>
/// <param name="Created">The seconds since 1970 of the day since which it exists; of the list of models if that is unknown.</param>
/// <param name="OwnedBy">The id of the provider.</param>
public sealed record ModelItem(string Id, [property: JsonPropertyName("object")] string Kind, long Created, string OwnedBy);
