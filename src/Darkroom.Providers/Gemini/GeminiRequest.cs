using System.Text.RegularExpressions;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Gemini;

/// <summary>Writes the request bodies.</summary>
internal static partial class GeminiRequest
{
    /// <summary>Whether a name is a valid model name. It becomes a part of the URL.</summary>
    public static bool IsModel(string name) => Name().IsMatch(name);

    /// <summary>Creates the body of <c>:generateContent</c>.</summary>
    public static HttpContent Content(ImageRequest request, AspectSizes aspects) => JsonBody.Create(json =>
    {
        json.WriteStartArray("contents");
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteStartArray("parts");
        json.WriteStartObject();
        json.WriteString("text", request.Prompt);
        json.WriteEndObject();
        foreach (var image in request.References)
        {
            json.WriteStartObject();
            json.WriteStartObject("inlineData");
            json.WriteString("mimeType", image.Mime);
            json.WriteBase64String("data", image.Bytes.Span);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();

        var (ratio, resolution) = aspects.Nearest(request.Size);
        json.WriteStartObject("generationConfig");
        json.WriteStartArray("responseModalities");
        json.WriteStringValue("TEXT");
        json.WriteStringValue("IMAGE");
        json.WriteEndArray();
        json.WriteStartObject("imageConfig");
        json.WriteString("aspectRatio", ratio);
        json.WriteIfSet("imageSize", resolution.Length == 0 ? null : resolution);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>Creates the body of <c>:predict</c>.</summary>
    public static HttpContent Prediction(ImageRequest request, AspectSizes aspects) => JsonBody.Create(json =>
    {
        json.WriteStartArray("instances");
        json.WriteStartObject();
        json.WriteString("prompt", request.Prompt);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("parameters");
        json.WriteNumber("sampleCount", 1);
        json.WriteString("aspectRatio", aspects.NearestRatio(request.Size));

        // Otherwise the response gives no reason if the image was filtered.
        json.WriteBoolean("includeRaiReason", true);
        json.WriteEndObject();
    });

    [GeneratedRegex(@"\A[a-z0-9](\.?[a-z0-9_-]){0,100}\z", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
