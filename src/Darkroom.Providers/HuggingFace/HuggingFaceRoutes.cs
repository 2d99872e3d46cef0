using System.Collections.Concurrent;
using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.HuggingFace;

/// <summary>Finds out who serves a model. The hub is asked once for each.</summary>
/// <param name="hub">The hub, not the router.</param>
/// <param name="partner">The operator's choice, or null.</param>
internal sealed class HuggingFaceRoutes(ServiceConnection hub, string? partner)
{
    private readonly ConcurrentDictionary<string, HuggingFaceRoute> _known = new(StringComparer.Ordinal);

    /// <summary>Where a model's images are made, or why nowhere.</summary>
    /// <param name="model">Its name on the hub.</param>
    /// <param name="call">The image's call.</param>
    public async Task<(HuggingFaceRoute? Route, Failure? Failure)> ResolveAsync(string model, ProviderCall call)
    {
        // Hugging Face itself calls models what the hub calls them.
        if (partner is HuggingFacePartners.HuggingFace || (partner is null && model == HuggingFaceCapabilities.DefaultModel))
        {
            return (new HuggingFaceRoute(HuggingFacePartners.HuggingFace, model), null);
        }

        if (_known.TryGetValue(model, out var known))
        {
            return (known, null);
        }

        if (!IsHubModel(model))
        {
            return (null, Invalid($"\"{model}\" is no name of a model on the hub; such a name looks like {HuggingFaceCapabilities.DefaultModel}."));
        }

        var address = hub.Service.UrlFor($"api/models/{model}", "expand=inferenceProviderMapping");
        using var body = await hub.FetchAsync(HttpMethod.Get, address, null, call);
        if (body.Failure is { } failure)
        {
            return (null, failure.Code is FailureCode.InvalidRequest ? Invalid($"The hub has no model {model}: {failure.Message}") : failure);
        }

        var served = ReadRoutes(body.Json()).ToList();
        if (Choose(served) is { } route)
        {
            _known[model] = route;
            return (route, null);
        }

        return (null, Invalid(ExplainNotServed(model, served.Select(each => each.Route.Partner).ToList())));
    }

    /// <summary>What was known turned out wrong: the next image asks again.</summary>
    public void Forget(string model) => _known.TryRemove(model, out _);

    /// <summary>The hub's answer is an object by partner or a list.</summary>
    private static IEnumerable<(HuggingFaceRoute Route, bool Live)> ReadRoutes(JsonElement json) =>
        json.Property("inferenceProviderMapping") switch
        {
            { ValueKind: JsonValueKind.Object } byPartner =>
                byPartner.EnumerateObject().Select(each => ReadRoute(each.Name, each.Value)).OfType<(HuggingFaceRoute, bool)>(),
            { ValueKind: JsonValueKind.Array } list =>
                list.EnumerateArray().Select(each => ReadRoute(each.Text("provider"), each)).OfType<(HuggingFaceRoute, bool)>(),
            _ => [],
        };

    private static (HuggingFaceRoute Route, bool Live)? ReadRoute(string? partner, JsonElement entry) =>
        partner is not null && HuggingFacePartners.IsSupported(partner) && entry.Text("task") is "text-to-image"
            && entry.Text("providerId") is { } id && IsPartnerModel(id)
            ? (new HuggingFaceRoute(partner, id), entry.Text("status") is "live")
            : null;

    private HuggingFaceRoute? Choose(List<(HuggingFaceRoute Route, bool Live)> served) => served
        .Where(each => partner is null ? each.Live : each.Route.Partner == partner)
        .Select(each => each.Route)
        .FirstOrDefault();

    private string ExplainNotServed(string model, List<string> partners) => (partner, partners) switch
    {
        (null, _) => $"No partner that Darkroom knows makes images with {model} now. Choose another model.",
        (_, []) => $"{partner} does not make images with {model}, and no other partner that Darkroom knows does.",
        _ => $"{partner} does not make images with {model}; {string.Join(", ", partners)} may. Change Providers:huggingface:Partner.",
    };

    private static Failure Invalid(string message) => new(FailureCode.InvalidRequest, message);

    /// <summary>Owner and name; both become parts of addresses.</summary>
    private static bool IsHubModel(string model) => model.Split('/') is [var owner, var name] && IsPart(owner) && IsPart(name);

    // Partners have names of their own: versions after a colon, more or fewer parts.
    private static bool IsPartnerModel(string id) => id.Length <= 300 && id.Split('/').All(part => IsPart(part.Replace(':', '-')));

    private static bool IsPart(string part) => part.Length is > 0 and <= 200 && part[0] != '.'
        && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
