using System.Text;
using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Automatic1111;

/// <summary>Reads the response of <c>txt2img</c>, <c>img2img</c> and <c>extra-single-image</c>.</summary>
internal static class Automatic1111Response
{
    public static GenerationUpdate Read(ReadOnlySpan<byte> json)
    {
        var (place, info) = (default(JsonStringRange), default(string));
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            Find(ref reader, ref place, ref info);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Failed("responded with something other than an image. Check the base URL");
        }

        if (Base64Image.Decode(json, place) is not { } image)
        {
            return Failed("responded without an image");
        }

        var facts = JsonExtensions.Parse(Encoding.UTF8.GetBytes(info ?? ""));
        return new GenerationUpdate.FinalImage(image)
        {
            Seed = facts.Integer("seed"),
            Model = facts.Text("sd_model_name"),
        };
    }

    private static void Find(ref Utf8JsonReader reader, ref JsonStringRange place, ref string? info)
    {
        var inside = false;
        while (reader.NextProperty(ref inside, out var name))
        {
            switch (name)
            {
                case "images":
                    var inList = false;
                    while (reader.NextElement(ref inList))
                    {
                        // The first one is the image. Grids and masks may follow.
                        place = place.IsEmpty ? reader.StringRange() : place;
                    }

                    break;
                case "image":
                    place = reader.StringRange();
                    break;
                case "info":
                    info = reader.Text();
                    break;
            }
        }
    }

    private static GenerationUpdate.Failed Failed(string what) => new(new Failure(FailureCode.BadOutput, $"The web UI {what}."));
}
