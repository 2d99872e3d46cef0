using System.Text.Json;
using System.Text.Json.Serialization;
using Darkroom.Imaging;
using Darkroom.Providers;

namespace Darkroom.Server.OpenAiApi;

/// <summary>What a response says beyond its generation. It is stored, so that the response can be read again.</summary>
/// <param name="Model">The name of the text model that the client sent. None is called.</param>
/// <param name="Format">The format of the image in the answer.</param>
/// <param name="Previous">The id of the response whose image this one changes; null for none.</param>
internal sealed record ResponseContent(string Model, ImageFormat Format, bool Background, string? Previous)
{
    public string ToJson() => JsonSerializer.Serialize(this, ResponseJson.Default.ResponseContent);

    public static ResponseContent FromJson(string json) => JsonSerializer.Deserialize(json, ResponseJson.Default.ResponseContent)!;
}

[JsonSerializable(typeof(ResponseContent))]
internal sealed partial class ResponseJson : JsonSerializerContext;

/// <summary>A request for a response: the image that its tool makes.</summary>
internal sealed record ResponseJob(ImageJob Image, ResponseContent Content)
{
    public const string IdPrefix = "resp_";
    private const string Tool = "image_generation";
    private const int MaxModelLength = 100;

    /// <summary>Returns the generation of a response's id; null if the id is not one.</summary>
    public static string? GenerationOf(string? id) =>
        id?.StartsWith(IdPrefix, StringComparison.Ordinal) is true && Ids.IsWellFormed(id[IdPrefix.Length..]) ? id[IdPrefix.Length..] : null;

    /// <summary>Reads a request.</summary>
    /// <param name="imageOf">Returns the id of the image of a response's generation; null if there is none.</param>
    public static async Task<(ResponseJob? Job, OpenAiError? Error)> ReadAsync(
        RequestFields fields, RequestParts parts, Func<string, Task<string?>> imageOf, CancellationToken cancellationToken)
    {
        var tool = fields.Value("tools") is { ValueKind: JsonValueKind.Array } tools
            ? tools.EnumerateArray().FirstOrDefault(one => one.ValueKind is JsonValueKind.Object && one.TryGetProperty("type", out var type) && RequestFields.TextOf(type) is Tool)
            : default;
        if (tool.ValueKind is not JsonValueKind.Object)
        {
            return (null, OpenAiError.Invalid("tools", "This server makes images only: send the tool {\"type\": \"image_generation\"}.", "unsupported_parameter"));
        }

        var (prompt, addresses) = InputOf(fields);
        var previous = fields.Text("previous_response_id");
        if (previous is not null)
        {
            if (GenerationOf(previous) is not { } earlier || await imageOf(earlier) is not { } image)
            {
                return (null, OpenAiError.Invalid("previous_response_id", "There is no response with this id that has an image.", "previous_response_not_found"));
            }

            addresses.Insert(0, image);
        }

        // Read before the check, so that a mistake in them starts nothing.
        var (background, stream) = (fields.Flag("background"), fields.Flag("stream"));
        var model = PageText.Short(fields.Text("model") ?? "gpt-5", MaxModelLength);
        var maker = tool.TryGetProperty("model", out _) || !parts.Models.NamesProvider(model) ? null : model;
        var inner = RequestFields.From(tool, ("model", maker), ("prompt", prompt), ("images", addresses), ("mask", tool.TryGetProperty("input_image_mask", out var mask) ? RequestFields.AddressOf(mask) : null));
        var call = addresses.Count == 0 ? ImageCall.Generation : ImageCall.Edit;
        var (job, error) = await ImageJob.ReadAsync(inner, call, parts.Models, parts.Remote, cancellationToken);
        if (job is null || fields.Error is not null)
        {
            return (null, fields.Error ?? error! with { Param = error.Param is "prompt" or "image" ? "input" : error.Param is null ? null : $"tools.{error.Param}" });
        }

        var partials = (int?)inner.Integer("partial_images", 0, 3) ?? 0;
        var can = parts.Providers.Find(job.Request.Provider!)!.CapabilitiesOf(job.Request.Model);
        var request = job.Request with { N = 1, PartialImages = Math.Min(partials, can.PartialImages), KeepPartials = partials > 0 };
        return (
            new ResponseJob(
                job with { Request = request, Stream = stream },
                new ResponseContent(model, job.Format, background, previous)),
            null);
    }

    /// <summary>Returns the text and the images of the input: a text, or messages of which the last one of the user counts.</summary>
    private static (string? Prompt, List<string> Images) InputOf(RequestFields fields)
    {
        if (fields.Value("input") is not { ValueKind: JsonValueKind.Array } messages)
        {
            return (fields.Text("input"), []);
        }

        var content = messages.EnumerateArray()
            .LastOrDefault(one => one.ValueKind is JsonValueKind.Object && one.TryGetProperty("content", out _) && (!one.TryGetProperty("role", out var role) || RequestFields.TextOf(role) is "user"));
        if (content.ValueKind is not JsonValueKind.Object)
        {
            return (null, []);
        }

        var parts = content.GetProperty("content");
        if (parts.ValueKind is JsonValueKind.String)
        {
            return (RequestFields.TextOf(parts), []);
        }

        var (texts, images) = (new List<string>(), new List<string>());
        foreach (var part in parts.ValueKind is JsonValueKind.Array ? [.. parts.EnumerateArray()] : (JsonElement[])[])
        {
            switch (part.ValueKind is JsonValueKind.Object && part.TryGetProperty("type", out var type) ? RequestFields.TextOf(type) : null)
            {
                case "input_text" when part.TryGetProperty("text", out var text) && RequestFields.TextOf(text) is { } words:
                    texts.Add(words);
                    break;
                case "input_image":
                    images.Add(RequestFields.AddressOf(part) ?? "");
                    break;
            }
        }

        return (string.Join('\n', texts), images);
    }
}
