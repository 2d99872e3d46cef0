using System.Text.Json;
using Darkroom.Providers;
using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers.Sketch;

/// <summary>Reads <c>{"image":"…base64…","seed":7}</c>. The image is megabytes of text: it is located, then decoded in place.</summary>
internal static class SketchResponse
{
    public static GenerationUpdate Read(ServiceBody body)
    {
        var base64 = default(JsonStringRange);
        long? seed = null;
        try
        {
            var reader = new Utf8JsonReader(body.Bytes.Span);
            reader.Read();
            var inside = false;
            while (reader.NextProperty(ref inside, out var name))
            {
                switch (name)
                {
                    case "image":
                        base64 = reader.StringRange();
                        break;
                    case "seed":
                        seed = reader.Integer();
                        break;
                }
            }
        }
        catch (JsonException)
        {
            // The body is not JSON, so there is no image.
        }

        return Base64Image.Decode(body.Bytes.Span, base64) is { } image
            ? new GenerationUpdate.FinalImage(image) { Seed = seed }
            : new GenerationUpdate.Failed(new Failure(FailureCode.BadOutput, "Sketch responded with something other than an image."));
    }
}
