using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAiApi;

/// <summary>Reads <c>GET /models</c>, which costs nothing and, on the internet, needs a good key.</summary>
internal static class ModelList
{
    /// <param name="body">HTTP 200.</param>
    /// <param name="model">The one that images would be asked of; null where the server has its own.</param>
    /// <param name="keyed">Whether a key was sent.</param>
    public static ProviderTest ToTest(ServiceBody body, string? model, bool keyed)
    {
        var json = body.Json();
        if (json.Property("data") is not { ValueKind: JsonValueKind.Array })
        {
            return new ProviderTest.Failed(new Failure(
                FailureCode.BadOutput, "It answers, but not with a list of models. Check the base URL: it mostly ends in /v1."));
        }

        var names = json.Elements("data").Select(each => each.Text("id")).OfType<string>().ToList();
        var (good, who) = keyed ? ("The key is good", "the account sees") : ("It answers", "it offers");
        return model is null ? new ProviderTest.Passed($"{good} and {who} {names.Count} {(names.Count == 1 ? "model" : "models")}.")
            : names.Contains(model) ? new ProviderTest.Passed($"{good} and {who} {model}.")
            : new ProviderTest.Inconclusive($"{good}, but {model} is not among the {names.Count} models {who}.");
    }
}
