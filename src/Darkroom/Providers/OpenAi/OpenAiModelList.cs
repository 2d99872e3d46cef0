using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAi;

/// <summary>Reads <c>GET /models</c>, which costs nothing and needs a good key.</summary>
internal static class OpenAiModelList
{
    /// <param name="body">HTTP 200.</param>
    /// <param name="model">The one that pictures would be asked of.</param>
    public static ProviderTest Judge(ServiceBody body, string model)
    {
        var json = body.Json();
        if (json.Member("data") is not { ValueKind: JsonValueKind.Array })
        {
            return new ProviderTest.Failed(new Failure(
                FailureCode.BadOutput, "It answers, but not with a list of models. Check the base URL: it mostly ends in /v1."));
        }

        var names = json.List("data").Select(each => each.Text("id")).OfType<string>().ToList();
        return names.Contains(model)
            ? new ProviderTest.Passed($"The key is good and the account sees {model}.")
            : new ProviderTest.Unsure($"The key is good, but {model} is not among the {names.Count} models the account sees.");
    }
}
