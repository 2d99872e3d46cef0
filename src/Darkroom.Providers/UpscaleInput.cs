using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers;

/// <summary>The input of models that only make an image larger. They have no prompt and none of the usual fields.</summary>
internal static class UpscaleInput
{
    /// <summary>Writes the image and the factor.</summary>
    /// <returns>False if the model makes images; nothing is written then.</returns>
    public static bool WriteUpscale(this Utf8JsonWriter json, ImageRequest request, ModelRules rules)
    {
        if (rules.Upscale is not { } upscale)
        {
            return false;
        }

        json.WriteDataUrls(rules.ReferenceField!, request.References, asList: false);
        if (upscale.Field is { } field)
        {
            json.WriteNumber(field, UpscaleRule.FactorOf(request));
        }

        return true;
    }
}
