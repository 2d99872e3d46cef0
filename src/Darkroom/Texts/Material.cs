using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Darkroom.Texts;

/// <summary>Writes the material of a request to a text model as a JSON object, which separates it from the instructions and its parts from one another.</summary>
public static class Material
{
    public static string Write(Action<Utf8JsonWriter> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
