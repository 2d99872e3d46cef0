using System.Globalization;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAiApi;

/// <summary>
/// The body of a request to the Images API: a list of fields, written as JSON, or as a form if there are reference images. Every server of
/// the API accepts these two formats.
/// </summary>
internal sealed class ImagesBody
{
    private readonly List<(string Name, object Value)> _fields = [];

    /// <summary>Creates a body with the fields that every server accepts.</summary>
    /// <param name="model">The model; null to send none.</param>
    /// <param name="prompt">The prompt as the server expects it.</param>
    public ImagesBody(ImageRequest request, string? model, string prompt) => Add("model", model)
        .Add("prompt", prompt)
        .Add("size", request.Size.ToString())
        .Add("quality", request.Quality)
        .Add("output_format", request.OutputFormat)
        .Add("background", request.Background)
        .Add("output_compression", request.OutputCompression)
        .Add("moderation", request.Moderation)
        .Add("input_fidelity", request.InputFidelity);

    /// <summary>Adds a field, unless the value is null.</summary>
    /// <param name="value">A string, an integer or a Boolean.</param>
    public ImagesBody Add(string name, object? value)
    {
        if (value is not null)
        {
            _fields.Add((name, value));
        }

        return this;
    }

    /// <summary>
    /// Adds the fields that not every server accepts. Some models always respond in base64, may stream, and reject <c>response_format</c>. All
    /// others may respond with a URL unless base64 is requested.
    /// </summary>
    /// <param name="fixedResponse"><see cref="ModelRules.FixedResponse"/> of the model.</param>
    public ImagesBody AddOptional(OptionalFields optional, ImageRequest request, bool fixedResponse)
    {
        if (!fixedResponse)
        {
            return optional.TryAdd(RefusedFields.ResponseFormat) ? Add(RefusedFields.ResponseFormat, "b64_json") : this;
        }

        return request.PartialImages > 0 && optional.TryAdd(RefusedFields.Stream)
            ? Add(RefusedFields.Stream, true).Add("partial_images", request.PartialImages)
            : this;
    }

    /// <summary>The endpoint's path below the base URL.</summary>
    public static string PathOf(ImageRequest request) => request.References.IsEmpty ? "images/generations" : "images/edits";

    /// <summary>Returns new content with every call, because content can be sent only once.</summary>
    public HttpContent Write(ImageRequest request) => request.References.IsEmpty ? Json() : Form(request);

    private HttpContent Json() => JsonBody.Create(json =>
    {
        foreach (var (name, value) in _fields)
        {
            switch (value)
            {
                case string text:
                    json.WriteString(name, text);
                    break;
                case bool flag:
                    json.WriteBoolean(name, flag);
                    break;
                default:
                    json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    break;
            }
        }
    });

    private MultipartFormDataContent Form(ImageRequest request)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in _fields)
        {
            form.AddText(name, value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture)!);
        }

        // Every server knows "image" for one image; several need the name for lists.
        var field = request.References.Length == 1 ? "image" : "image[]";
        for (var i = 0; i < request.References.Length; i++)
        {
            form.AddImage(field, string.Create(CultureInfo.InvariantCulture, $"image-{i}"), request.References[i]);
        }

        if (request.Mask is { } mask)
        {
            form.AddImage("mask", "mask", mask);
        }

        return form;
    }
}
