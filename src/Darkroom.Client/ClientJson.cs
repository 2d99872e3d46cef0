using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Darkroom.Client;

/// <summary>The bodies of the API, described at build time so that trimming is safe.</summary>
[JsonSerializable(typeof(NewGeneration))]
[JsonSerializable(typeof(Generation))]
[JsonSerializable(typeof(GenerationEvent.Progress))]
[JsonSerializable(typeof(GenerationEvent.PartialImage))]
[JsonSerializable(typeof(GenerationEvent.Image))]
[JsonSerializable(typeof(GenerationEvent.Error))]
[JsonSerializable(typeof(GenerationEvent.Complete))]
[JsonSerializable(typeof(ProviderList))]
[JsonSerializable(typeof(IReadOnlyList<ModelInfo>))]
[JsonSerializable(typeof(QueuePage))]
[JsonSerializable(typeof(ImagePage))]
[JsonSerializable(typeof(ImageDetail))]
[JsonSerializable(typeof(NewDownload))]
[JsonSerializable(typeof(PreparedDownload))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ClientJson : JsonSerializerContext
{
    public static ClientJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        // The body is JSON in UTF-8 and no part of a page; the default would write each "+" of base64 as six characters.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
    });
}

/// <summary>A problem as RFC 9457 describes it, with Darkroom's own fields.</summary>
internal sealed record ProblemBody
{
    public string? Code { get; init; }

    public string? Title { get; init; }

    public string? Detail { get; init; }

    public double? RetryAfterMs { get; init; }

    public string? MissingSetting { get; init; }

    public Dictionary<string, string[]>? Errors { get; init; }
}

/// <summary>Reads names such as <c>partial_image</c>. A name that a newer server has added becomes the first value, which is <c>Unknown</c>.</summary>
internal sealed class NameJson<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> ByName =
        Enum.GetValues<T>().ToDictionary(value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()), StringComparer.Ordinal);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String ? ByName.GetValueOrDefault(reader.GetString()!) : throw new JsonException("A name is expected.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
}

/// <summary>Reads milliseconds. A number that no duration has becomes the nearest one.</summary>
internal sealed class MillisecondsJson : JsonConverter<TimeSpan>
{
    /// <summary>About 30,000 years.</summary>
    private const double Max = 9e14;

    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => From(reader.GetDouble());

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.TotalMilliseconds);

    public static TimeSpan From(double milliseconds) =>
        TimeSpan.FromMilliseconds(double.IsNaN(milliseconds) ? 0 : Math.Clamp(milliseconds, -Max, Max));
}
