using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Gemini;

/// <summary>
/// A model's response, read in one pass over its UTF-8. A thought's signature, which can be larger than the image, is skipped. The image is
/// decoded once it is known which one is used.
/// </summary>
internal sealed class GeminiResponse
{
    /// <summary>The range of the image's base64. Of several images it is the last one, which is the model's final one.</summary>
    public JsonStringRange Image { get; private set; }

    /// <summary>The model's text beside or instead of the image.</summary>
    public string? Text { get; private set; }

    /// <summary>The reason why the model stopped, such as <c>STOP</c> or <c>IMAGE_SAFETY</c>.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>Google's message about the end, such as why there is no image. It is not the model's text.</summary>
    public string? FinishMessage { get; private set; }

    /// <summary>The reason why the prompt was blocked, such as <c>PROHIBITED_CONTENT</c>.</summary>
    public string? BlockReason { get; private set; }

    /// <summary>Imagen's message if the image was filtered.</summary>
    public string? FilterReason { get; private set; }

    public string? Model { get; private set; }

    public TokenUsage? Usage { get; private set; }

    /// <returns>The response; null if it is not JSON.</returns>
    public static GeminiResponse? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var response = new GeminiResponse();
            var reader = new Utf8JsonReader(json);
            reader.Read();
            response.ReadWhole(ref reader);
            return response;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private void ReadWhole(ref Utf8JsonReader reader)
    {
        var inside = false;
        while (reader.NextProperty(ref inside, out var name))
        {
            switch (name)
            {
                case "candidates":
                    var inCandidates = false;
                    while (reader.NextElement(ref inCandidates))
                    {
                        ReadCandidate(ref reader);
                    }

                    break;
                case "predictions":
                    var inPredictions = false;
                    while (reader.NextElement(ref inPredictions))
                    {
                        ReadPrediction(ref reader);
                    }

                    break;
                case "promptFeedback":
                    BlockReason = JsonElement.ParseValue(ref reader).Text("blockReason");
                    break;
                case "usageMetadata":
                    Usage = UsageFrom(JsonElement.ParseValue(ref reader));
                    break;
                case "modelVersion":
                    Model = reader.Text();
                    break;
            }
        }
    }

    private void ReadCandidate(ref Utf8JsonReader reader)
    {
        var inside = false;
        while (reader.NextProperty(ref inside, out var name))
        {
            switch (name)
            {
                case "content":
                    ReadContent(ref reader);
                    break;
                case "finishReason":
                    FinishReason = reader.Text() ?? FinishReason;
                    break;
                case "finishMessage":
                    FinishMessage = reader.Text() ?? FinishMessage;
                    break;
            }
        }
    }

    private void ReadContent(ref Utf8JsonReader reader)
    {
        var inside = false;
        while (reader.NextProperty(ref inside, out var name))
        {
            var inParts = false;
            while (name == "parts" && reader.NextElement(ref inParts))
            {
                ReadPart(ref reader);
            }
        }
    }

    private void ReadPart(ref Utf8JsonReader reader)
    {
        string? text = null;
        var image = default(JsonStringRange);
        var thought = false;
        var inside = false;
        while (reader.NextProperty(ref inside, out var name))
        {
            switch (name)
            {
                case "text":
                    text = reader.Text();
                    break;
                case "inlineData":
                    image = ReadImage(ref reader);
                    break;
                case "thought":
                    thought = reader.TokenType is JsonTokenType.True;
                    break;
            }
        }

        // Text and images of a thought are not part of the response.
        if (!thought)
        {
            Image = image.IsEmpty ? Image : image;
            Text = string.IsNullOrWhiteSpace(text) ? Text : $"{Text} {text}".TrimStart();
        }
    }

    private void ReadPrediction(ref Utf8JsonReader reader)
    {
        var inside = false;
        while (reader.NextProperty(ref inside, out var name))
        {
            switch (name)
            {
                case "bytesBase64Encoded":
                    Image = reader.StringRange();
                    break;
                case "raiFilteredReason":
                    FilterReason = reader.Text();
                    break;
            }
        }
    }

    private static JsonStringRange ReadImage(ref Utf8JsonReader reader)
    {
        var found = default(JsonStringRange);
        var inside = false;
        while (reader.NextProperty(ref inside, out var name))
        {
            found = name == "data" ? reader.StringRange() : found;
        }

        return found;
    }

    private static TokenUsage? UsageFrom(JsonElement usage) => usage.Integer("totalTokenCount") is { } total
        ? new TokenUsage(
            usage.Integer("promptTokenCount") ?? 0,
            (usage.Integer("candidatesTokenCount") ?? 0) + (usage.Integer("thoughtsTokenCount") ?? 0),
            total)
        {
            TextInputTokens = TokensOf(usage, "promptTokensDetails", "TEXT"),
            ImageInputTokens = TokensOf(usage, "promptTokensDetails", "IMAGE"),
            CachedInputTokens = usage.Integer("cachedContentTokenCount"),
            TextOutputTokens = TokensOf(usage, "candidatesTokensDetails", "TEXT"),
            ImageOutputTokens = TokensOf(usage, "candidatesTokensDetails", "IMAGE"),
        }
        : null;

    private static long? TokensOf(JsonElement usage, string details, string modality) =>
        usage.Elements(details).FirstOrDefault(part => part.Text("modality") == modality).Integer("tokenCount");
}
