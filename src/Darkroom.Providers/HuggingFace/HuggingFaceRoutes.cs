using System.Collections.Concurrent;
using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.HuggingFace;

/// <summary>Finds the partner that serves a model. The hub is requested once for each model.</summary>
/// <param name="hub">The connection to the hub.</param>
/// <param name="partner">The configured partner, or null.</param>
/// <param name="own">A model that Hugging Face itself serves.</param>
internal sealed class HuggingFaceRoutes(ServiceConnection hub, string? partner, string own)
{
    private readonly ConcurrentDictionary<string, HuggingFaceRoute> _known = new(StringComparer.Ordinal);

    /// <summary>Returns the route to a model, or why there is none.</summary>
    /// <param name="model">The model's name on the hub.</param>
    public async Task<(HuggingFaceRoute? Route, Failure? Failure)> ResolveAsync(string model, ProviderCall call)
    {
        // Hugging Face's own inference uses the hub's names.
        if (partner is HuggingFacePartners.HuggingFace || (partner is null && model == own))
        {
            return (new HuggingFaceRoute(HuggingFacePartners.HuggingFace, model), null);
        }

        if (_known.TryGetValue(model, out var known))
        {
            return (known, null);
        }

        if (!IsHubModel(model))
        {
            return (null, Invalid($"\"{model}\" is not the name of a model on the hub. Use a name such as {own}."));
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

    /// <summary>Removes a route that is no longer valid, so that the next call resolves it again.</summary>
    public void Forget(string model) => _known.TryRemove(model, out _);

    /// <summary>Reads the partners, which are an object by name or a list.</summary>
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

    /// <summary>Whether a name consists of owner and name. Both become parts of URLs.</summary>
    private static bool IsHubModel(string model) => model.Split('/') is [var owner, var name] && IsPart(owner) && IsPart(name);

    // Partners have their own names, with a version after a colon and any number of parts.
    private static bool IsPartnerModel(string id) => id.Length <= 300 && id.Split('/').All(part => IsPart(part.Replace(':', '-')));

    private static bool IsPart(string part) => part.Length is > 0 and <= 200 && part[0] != '.'
        && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}

/// <summary>The partner that serves a model, and its name of the model.</summary>
/// <param name="Partner">The partner, such as <c>fal-ai</c>: the first part of the router's path.</param>
/// <param name="Model">The partner's name of the model.</param>
internal sealed record HuggingFaceRoute(string Partner, string Model);

/// <summary>The supported partners.</summary>
internal static class HuggingFacePartners
{
    /// <summary>Hugging Face itself.</summary>
    public const string HuggingFace = "hf-inference";

    public const string Fal = "fal-ai";
    public const string Replicate = "replicate";
    public const string Together = "together";
    public const string Nscale = "nscale";
    public const string WaveSpeed = "wavespeed";
    public const string Zai = "zai-org";

    public static bool IsSupported(string partner) => partner is HuggingFace or Fal or Replicate or Together or Nscale or WaveSpeed or Zai;

    /// <summary>Whether a partner responds with a job that must be polled.</summary>
    public static bool HasJobs(string partner) => partner is Fal or Replicate or WaveSpeed or Zai;
}
