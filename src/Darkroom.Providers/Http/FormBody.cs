using System.Net.Http.Headers;
using System.Text;

namespace Darkroom.Providers.Http;

/// <summary>
/// Builds <c>multipart/form-data</c> with quoted names and without content types for texts, because small servers accept nothing else.
/// </summary>
internal static class FormBody
{
    public static void AddText(this MultipartFormDataContent form, string name, string value) =>
        form.AddPart(new ByteArrayContent(Encoding.UTF8.GetBytes(value)), name, file: null);

    /// <param name="file">The file's name without its extension.</param>
    public static void AddImage(this MultipartFormDataContent form, string name, string file, InputImage image)
    {
        var content = new ReadOnlyMemoryContent(image.Bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(image.Mime);
        form.AddPart(content, name, $"{file}.{image.Mime[(image.Mime.IndexOf('/', StringComparison.Ordinal) + 1)..]}");
    }

    private static void AddPart(this MultipartFormDataContent form, HttpContent part, string name, string? file)
    {
        part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
        {
            Name = $"\"{name}\"",
            FileName = file is null ? null : $"\"{file}\"",
        };
        form.Add(part);
    }
}
