using System.Globalization;
using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.HuggingFace;

/// <summary>Writes the request body for each partner.</summary>
internal static class HuggingFaceRequest
{
    /// <summary>Returns the path below the router's URL, and the query.</summary>
    public static (string Path, string Query) UrlFor(HuggingFaceRoute route) => route.Partner switch
    {
        HuggingFacePartners.HuggingFace => ($"hf-inference/models/{route.Model}", ""),
        HuggingFacePartners.Fal => ($"fal-ai/{route.Model}", "_subdomain=queue"),
        HuggingFacePartners.Replicate when route.Model.Contains(':', StringComparison.Ordinal) => ("replicate/v1/predictions", ""),
        HuggingFacePartners.Replicate => ($"replicate/v1/models/{route.Model}/predictions", ""),
        HuggingFacePartners.WaveSpeed => ($"wavespeed/api/v3/{route.Model}", ""),
        HuggingFacePartners.Zai => ("zai-org/api/paas/v4/async/images/generations", ""),
        var openAiStyle => ($"{openAiStyle}/v1/images/generations", ""),
    };

    public static HttpContent Body(HuggingFaceRoute route, ImageRequest request) => JsonBody.Create(json =>
    {
        switch (route.Partner)
        {
            case HuggingFacePartners.HuggingFace:
                WriteHuggingFace(json, request);
                break;
            case HuggingFacePartners.Fal:
                WriteFal(json, request);
                break;
            case HuggingFacePartners.Replicate:
                WriteReplicate(json, route.Model, request);
                break;
            case HuggingFacePartners.WaveSpeed:
                json.WriteString("prompt", request.Prompt);
                json.WriteString("size", string.Create(CultureInfo.InvariantCulture, $"{request.Size.Width}*{request.Size.Height}"));
                WriteOptions(json, request);
                break;
            case HuggingFacePartners.Zai:
                json.WriteString("model", route.Model);
                json.WriteString("prompt", request.Prompt);
                json.WriteString("size", request.Size.ToString());
                break;
            default:
                WriteOpenAiStyle(json, route, request);
                break;
        }
    });

    private static void WriteHuggingFace(Utf8JsonWriter json, ImageRequest request)
    {
        json.WriteString("inputs", request.Prompt);
        json.WriteStartObject("parameters");
        json.WriteSize(request.Size);
        WriteOptions(json, request);
        json.WriteOptions(request, RulesOf(request));
        json.WriteEndObject();
    }

    private static void WriteFal(Utf8JsonWriter json, ImageRequest request)
    {
        json.WriteString("prompt", request.Prompt);
        json.WriteStartObject("image_size");
        json.WriteSize(request.Size);
        json.WriteEndObject();
        WriteOptions(json, request);
        json.WriteOptions(request, RulesOf(request));
    }

    private static void WriteReplicate(Utf8JsonWriter json, string model, ImageRequest request)
    {
        if (model.Split(':') is [_, var version])
        {
            json.WriteString("version", version);
        }

        json.WriteInput(request, ReplicateRulesOf(model));
    }

    /// <summary>Returns the rules of a model. Unknown models get a negative prompt if there is one, because most accept it.</summary>
    private static ModelRules ReplicateRulesOf(string model)
    {
        var flux = ModelCatalog.Shipped.Find(HuggingFaceProvider.Kind.Id, model) is { NegativePrompt: false };
        var rules = ReplicateInput.RulesOf(model);
        return rules.Known ? rules : ReplicateInput.RulesOf(flux ? model.Split(':')[0] : model) with { NegativePrompt = true };
    }

    private static void WriteOpenAiStyle(Utf8JsonWriter json, HuggingFaceRoute route, ImageRequest request)
    {
        json.WriteString("model", route.Model);
        json.WriteString("prompt", request.Prompt);
        if (route.Partner is HuggingFacePartners.Together)
        {
            json.WriteString("response_format", "base64");
            json.WriteSize(request.Size);
        }
        else
        {
            json.WriteString("response_format", "b64_json");
            json.WriteString("size", request.Size.ToString());
        }

        WriteOptions(json, request);
    }

    private static EngineOptionsRule RulesOf(ImageRequest request) =>
        ModelCatalog.Shipped.Find(HuggingFaceProvider.Kind.Id, request.Model ?? "")?.Options ?? EngineOptionsRule.None;

    private static void WriteOptions(Utf8JsonWriter json, ImageRequest request)
    {
        json.WriteIfSet("negative_prompt", request.NegativePrompt);
        json.WriteIfSet("seed", request.Seed);
    }
}
