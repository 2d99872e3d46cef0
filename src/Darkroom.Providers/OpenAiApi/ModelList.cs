using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAiApi;

/// <summary>Reads <c>GET /models</c>, which costs nothing and, at public services, requires a valid key.</summary>
internal static class ModelList
{
    /// <summary>Returns the models with their ends.</summary>
    /// <param name="isImageModel">Whether a model makes images: the list contains all models of the service.</param>
    public static IEnumerable<ListedModel> Read(JsonElement json, Func<string, bool> isImageModel) => json.Elements("data")
        .Select(one => new ListedModel(one.Text("id") ?? "", ModelListing.Day(one, "shutdown_date")))
        .Where(model => isImageModel(model.Name));

    /// <param name="json">The body of a successful response.</param>
    /// <param name="model">The default model; null if the server has one of its own.</param>
    /// <param name="keyed">Whether a key was sent.</param>
    public static ProviderTest ToTest(JsonElement json, string? model, bool keyed)
    {
        if (json.Property("data") is not { ValueKind: JsonValueKind.Array })
        {
            return new ProviderTest.Failed(new Failure(
                FailureCode.BadOutput, "The service responds, but not with a list of models. Check the base URL: it usually ends in /v1."));
        }

        var names = json.Texts("data", "id").ToList();
        var (result, subject) = keyed ? ("The key is valid", "the account can use") : ("The server responds", "it offers");
        return model is null ? new ProviderTest.Passed($"{result} and {subject} {names.Count} {(names.Count == 1 ? "model" : "models")}.")
            : names.Contains(model) ? new ProviderTest.Passed($"{result} and {subject} {model}.")
            : new ProviderTest.Inconclusive($"{result}, but {model} is not among the {names.Count} models that {subject}.");
    }
}
