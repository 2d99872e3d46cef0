using Darkroom.Providers;
using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers.Sketch;

/// <summary>Writes the body of <c>POST /draw</c>.</summary>
internal static class SketchRequest
{
    public static HttpContent Body(ImageRequest request, SketchOptions options) => JsonBody.Create(json =>
    {
        json.WriteString("text", request.Prompt);
        json.WriteString("pen", request.Model ?? options.Model ?? SketchCapabilities.All.Models[0]);
        json.WriteNumber("width", request.Size.Width);
        json.WriteNumber("height", request.Size.Height);
        json.WriteNumber("strokes", options.Strokes);
        json.WriteIfSet("seed", request.Seed);
        if (request.References is [var reference, ..])
        {
            json.WriteDataUrl("over", reference);
        }
    });
}
