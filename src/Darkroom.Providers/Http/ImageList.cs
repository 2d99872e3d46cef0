using System.Text.Json;

namespace Darkroom.Providers.Http;

/// <summary>
/// The first image of <c>{"data":[{"b64_json":…}]}</c>, the shape of OpenAI's Images API that many services share. The base64 is found,
/// not decoded.
/// </summary>
/// <param name="Base64">Where it is; empty where there is none.</param>
/// <param name="Address">Where the image is instead; null where there is none.</param>
/// <param name="RevisedPrompt">As the service rewrote it.</param>
internal readonly record struct ImageList(JsonStringRange Base64, string? Address, string? RevisedPrompt)
{
    /// <summary>Reads an answer; one that is something else has no image.</summary>
    public static ImageList Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            var (inRoot, inList) = (false, false);
            while (reader.NextProperty(ref inRoot, out var name))
            {
                if (name != "data")
                {
                    reader.Skip();
                }
                else if (reader.NextElement(ref inList))
                {
                    return ReadItem(ref reader);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or cut off.
        }

        return default;
    }

    private static ImageList ReadItem(ref Utf8JsonReader reader)
    {
        var item = default(ImageList);
        var inside = false;
        while (reader.NextProperty(ref inside, out var name))
        {
            switch (name)
            {
                case "b64_json" or "url" when reader.IsUrl():
                    item = item with { Address = reader.Text() };
                    break;
                case "b64_json":
                    item = item with { Base64 = reader.StringRange() };
                    break;
                case "url":
                    item = item with { Address = reader.Text() };
                    break;
                case "revised_prompt":
                    item = item with { RevisedPrompt = reader.Text() };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return item;
    }
}
