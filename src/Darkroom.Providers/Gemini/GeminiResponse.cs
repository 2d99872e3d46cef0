using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Gemini;

/// <summary>
/// What a model answered, found in one walk through its UTF-8: a thought's signature can be larger than the image and is
/// stepped over, the image is decoded once it is known which one counts.
/// </summary>
internal sealed class GeminiResponse
{
    /// <summary>Where the image's base64 is; of several the last, which is the one the model settled for.</summary>
    public JsonStringRange Image { get; private set; }

    /// <summary>What the model said beside the image, or in place of it.</summary>
    public string? Text { get; private set; }

    /// <summary>Such as <c>STOP</c> or <c>IMAGE_SAFETY</c>.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>What Google says about the end, such as why it shows no image. Not the model's words.</summary>
    public string? FinishMessage { get; private set; }

    /// <summary>Why the prompt was blocked, such as <c>PROHIBITED_CONTENT</c>.</summary>
    public string? BlockReason { get; private set; }

    /// <summary>Why Imagen's image was filtered, in words.</summary>
    public string? FilterReason { get; private set; }

    public string? Model { get; private set; }

    public TokenUsage? Usage { get; private set; }

    /// <returns>Null where it is no JSON.</returns>
    public static GeminiResponse? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var answer = new GeminiResponse();
            var reader = new Utf8JsonReader(json);
            reader.Read();
            answer.ReadWhole(ref reader);
            return answer;
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
                    ReadEach(ref reader, ReadCandidate);
                    break;
                case "predictions":
                    ReadEach(ref reader, ReadPrediction);
                    break;
                case "promptFeedback":
                    BlockReason = ReadBlockReason(ref reader);
                    break;
                case "usageMetadata":
                    Usage = ReadUsage(ref reader);
                    break;
                case "modelVersion":
                    Model = reader.Text();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private delegate void Reading(ref Utf8JsonReader reader);

    private static void ReadEach(ref Utf8JsonReader reader, Reading read)
    {
        var inside = false;
        while (reader.NextElement(ref inside))
        {
            read(ref reader);
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
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void ReadContent(ref Utf8JsonReader reader)
    {
        var inside = false;
        while (reader.NextProperty(ref inside, out var name))
        {
            if (name == "parts")
            {
                ReadEach(ref reader, ReadPart);
            }
            else
            {
                reader.Skip();
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
                    reader.Skip();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        // What a model thinks up on the way, words and sketches, is not its answer.
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
                default:
                    reader.Skip();
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
            if (name == "data")
            {
                found = reader.StringRange();
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    private static string? ReadBlockReason(ref Utf8JsonReader reader)
    {
        string? found = null;
        var inside = false;
        while (reader.NextProperty(ref inside, out var name))
        {
            if (name == "blockReason")
            {
                found = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    private static TokenUsage? ReadUsage(ref Utf8JsonReader reader)
    {
        using var whole = JsonDocument.ParseValue(ref reader);
        var usage = whole.RootElement;
        return usage.Integer("totalTokenCount") is { } total
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
    }

    private static long? TokensOf(JsonElement usage, string details, string modality) =>
        usage.Elements(details).FirstOrDefault(part => part.Text("modality") == modality).Integer("tokenCount");
}
