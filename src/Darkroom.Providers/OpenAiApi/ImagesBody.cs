using System.Globalization;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAiApi;

/// <summary>
/// The body of a request to the Images API: one list of fields, written as JSON, or with images to work from as a form, which is
/// what all its servers take.
/// </summary>
internal sealed class ImagesBody
{
    private readonly List<(string Name, object Value)> _fields = [];

    /// <summary>Adds a field where there is a value: a text, a whole number or a flag.</summary>
    public ImagesBody Add(string name, object? value)
    {
        if (value is not null)
        {
            _fields.Add((name, value));
        }

        return this;
    }

    /// <summary>Where such a request goes, below the base address.</summary>
    public static string PathOf(ImageRequest request) => request.References.IsEmpty ? "images/generations" : "images/edits";

    /// <summary>May be asked for again: a content can be sent only once.</summary>
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

        // One image goes by the name that every server knows, several by the one for lists.
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
