using System.Text.Json.Serialization;
using Darkroom.Providers;

namespace Darkroom.Server.OpenAiApi;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>.</summary>
internal static class ModelIndex
{
    public static ModelListView All(ProviderCatalog providers) => new([.. ModelNames.All(providers).Select(ViewOf)]);

    /// <param name="id">The name. Clients encode its slash or not; the framework leaves an encoded one as it is.</param>
    public static IResult One(string id, ProviderCatalog providers, TimeProvider time)
    {
        var name = Uri.UnescapeDataString(id);
        return ModelNames.All(providers).FirstOrDefault(one => one.Name == name) is { Name: not null } listed ? TypedResults.Ok(ViewOf(listed))
            : ModelNames.Find(name, providers, time.Today()) is { } target ? TypedResults.Ok(ViewOf((name, target.Provider.Id, null)))
            : ModelNotFound(name);
    }

    public static OpenAiError ModelNotFound(string name) =>
        OpenAiError.NotFound($"The model '{PageText.Short(name, 60)}' does not exist. GET /v1/models lists those that do.", "model_not_found") with { Param = "model" };

    private static ModelItem ViewOf((string Name, string Provider, DateOnly? Since) model) => new(
        model.Name,
        "model",
        new DateTimeOffset((model.Since ?? ModelCatalog.Shipped.Version).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeSeconds(),
        model.Provider);
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
