using System.Text.Json;
using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.OpenAi;

/// <summary>The response object, which is in several events or is the whole body.</summary>
internal struct OpenAiResponse
{
    public string? Id { get; private set; }

    public string? Status { get; private set; }

    /// <summary>The item with the first finished image.</summary>
    public OpenAiItem Item { get; private set; }

    public string? ImageModel { get; private set; }

    public TokenUsage? Usage { get; private set; }

    public ServiceError? Error { get; private set; }

    public string? IncompleteReason { get; private set; }

    /// <param name="reader">A reader on the object's start. It is left on the object's end.</param>
    public static OpenAiResponse Read(ref Utf8JsonReader reader)
    {
        var response = default(OpenAiResponse);
        var inside = false;
        while (reader.NextProperty(ref inside, out var name))
        {
            switch (name)
            {
                case "id":
                    response.Id = reader.Text();
                    break;
                case "status":
                    response.Status = reader.Text();
                    break;
                case "output":
                    response.Item = ReadOutput(ref reader);
                    break;
                case "error":
                    response.Error = ErrorBody.Read(ref reader);
                    break;
                case "incomplete_details":
                    response.IncompleteReason = JsonElement.ParseValue(ref reader).Text("reason");
                    break;
                case "tools":
                    response.ImageModel = ImageModelIn(JsonElement.ParseValue(ref reader));
                    break;
                case "tool_usage":
                    response.Usage = OpenAiUsage.From(JsonElement.ParseValue(ref reader).Property("image_gen") ?? default).Tokens;
                    break;
            }
        }

        return response;
    }

    private static OpenAiItem ReadOutput(ref Utf8JsonReader reader)
    {
        var found = default(OpenAiItem);
        var inside = false;
        while (reader.NextElement(ref inside))
        {
            found = found.Join(OpenAiItem.Read(ref reader));
        }

        return found;
    }

    private static string? ImageModelIn(JsonElement tools) => tools.ValueKind is JsonValueKind.Array
        ? tools.EnumerateArray().Where(tool => tool.Text("type") is "image_generation").Select(tool => tool.Text("model")).FirstOrDefault(model => model is not null)
        : null;
}

/// <summary>An output item: the image or a message of the text model.</summary>
internal struct OpenAiItem
{
    private string? _size;
    private string? _background;
    private string? _outputFormat;

    /// <summary>The range of the finished image's base64; empty if the item is not an image or is not finished.</summary>
    public JsonStringRange Image { get; private set; }

    public string? RevisedPrompt { get; private set; }

    public string? Quality { get; private set; }

    public readonly ReportedOutput? Reported => ReportedOutput.Create(_size, _background, _outputFormat);

    public string? Text { get; private set; }

    public bool Refused { get; private set; }

    /// <param name="reader">A reader on the object's start. It is left on the object's end.</param>
    public static OpenAiItem Read(ref Utf8JsonReader reader)
    {
        var item = default(OpenAiItem);
        string? type = null;
        var inside = false;
        while (reader.NextProperty(ref inside, out var name))
        {
            switch (name)
            {
                case "type":
                    type = reader.Text();
                    break;
                case "result":
                    item.Image = reader.StringRange();
                    break;
                case "revised_prompt":
                    item.RevisedPrompt = reader.Text();
                    break;
                case "prompt":
                    // xAI's name of the field.
                    var prompt = reader.Text();
                    item.RevisedPrompt ??= prompt;
                    break;
                case "quality":
                    item.Quality = reader.Text();
                    break;
                case "size":
                    item._size = reader.Text();
                    break;
                case "background":
                    item._background = reader.Text();
                    break;
                case "output_format":
                    item._outputFormat = reader.Text();
                    break;
                case "content":
                    var content = ReadContent(JsonElement.ParseValue(ref reader));
                    (item.Text, item.Refused) = (content.Text, content.Refused);
                    break;
            }
        }

        // The status is ignored, because a finished image may still have "generating".
        return type is "image_generation_call" ? item : new OpenAiItem { Text = item.Text, Refused = item.Refused };
    }

    /// <summary>Joins two items: the first image and all of the text.</summary>
    public readonly OpenAiItem Join(OpenAiItem next) => (Image.IsEmpty ? next : this) with
    {
        Text = Text is null ? next.Text : next.Text is null ? Text : $"{Text} {next.Text}",
        Refused = Refused || next.Refused,
    };

    private static OpenAiItem ReadContent(JsonElement content) => content.ValueKind is not JsonValueKind.Array ? default
        : content.EnumerateArray().Aggregate(default(OpenAiItem), (all, part) => all.Join(part.Text("refusal") is { } refusal
            ? new OpenAiItem { Text = refusal, Refused = true }
            : new OpenAiItem { Text = part.Text("text") }));
}
