using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Darkroom.Generations;

/// <summary>The JSON of events and requests: snake_case, without null values, enums as words.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [
        typeof(SnakeCaseNames<FailureCode>), typeof(SnakeCaseNames<ProgressStage>), typeof(SnakeCaseNames<SlotStatus>),
        typeof(SnakeCaseNames<GenerationStatus>), typeof(SnakeCaseNames<CostBasis>), typeof(PixelSizeJson)])]
[JsonSerializable(typeof(GenerationEvent.Progress))]
[JsonSerializable(typeof(GenerationEvent.PartialImage))]
[JsonSerializable(typeof(GenerationEvent.Image))]
[JsonSerializable(typeof(GenerationEvent.SlotFailed))]
[JsonSerializable(typeof(GenerationEvent.Complete))]
[JsonSerializable(typeof(GenerationRequest))]
[JsonSerializable(typeof(EngineOptions))]
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(SlotProgress))]
[JsonSerializable(typeof(SlotFallback))]
[JsonSerializable(typeof(ImageFallback))]
[JsonSerializable(typeof(TokenUsage))]
[JsonSerializable(typeof(ReportedOutput))]
[JsonSerializable(typeof(UnfinishedImage))]
public sealed partial class EventJson : JsonSerializerContext
{
    /// <summary>Returns the event's data line. It contains no line break, because the serializer escapes them.</summary>
    public static string Write(GenerationEvent logged) =>
        JsonSerializer.Serialize(logged, RelaxedEncoding.Readable.GetTypeInfo(logged.GetType())!);

    private static class RelaxedEncoding
    {
        /// <summary>Keeps prompts in any script readable. That is safe, because nothing of it is put into HTML unescaped.</summary>
        public static readonly EventJson Readable =
            new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}

/// <summary>Writes a size as <c>"1024x1536"</c>.</summary>
public sealed class PixelSizeJson : JsonConverter<PixelSize>
{
    public override PixelSize Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PixelSize.TryParse(reader.GetString(), out var size) ? size : throw new JsonException("A size is written 1024x1024.");

    public override void Write(Utf8JsonWriter writer, PixelSize value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
