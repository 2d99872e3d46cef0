using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Darkroom;

/// <summary>The options of local and open engines. For what is null, the default of the provider and the model applies.</summary>
public sealed record EngineOptions
{
    [Description("The number of sampling steps.")]
    public int? Steps { get; init; }

    [Description("How closely the image follows the prompt: the CFG scale.")]
    public double? Guidance { get; init; }

    [Description("The sampler as the server names it.")]
    public string? Sampler { get; init; }

    [Description("The schedule of the noise as the server names it.")]
    public string? Scheduler { get; init; }

    [Description("How much changes: 0 for nothing, 1 for everything.")]
    [Range(0.0, 1.0)]
    public double? Strength { get; init; }

    [Description("Additional weights, in the order in which they are applied.")]
    public ImmutableArray<Lora>? Loras { get; init; }

    [Description("At which layer the text encoder ends, counted from the last: 1 for all layers.")]
    public int? ClipSkip { get; init; }

    /// <summary>The values of a workflow's own fields, by name. Numbers are written as in JSON.</summary>
    [Description("The values of a workflow's own fields, by name: texts or numbers.")]
    [JsonConverter(typeof(FieldTextsJson))]
    public ImmutableSortedDictionary<string, string>? Fields { get; init; }

    /// <summary>Options that do not exist. A request with them is rejected.</summary>
    // With init, the generated reader would be a constructor, which this cannot be a parameter of.
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>Whether no option is set.</summary>
    [JsonIgnore]
    public bool IsEmpty => this is
    {
        Steps: null, Guidance: null, Sampler: null, Scheduler: null, Strength: null, Loras: null or { IsDefaultOrEmpty: true }, ClipSkip: null, Fields: null or { IsEmpty: true },
    };
}

/// <summary>A file of additional weights.</summary>
/// <param name="Name">The name as the server has it.</param>
/// <param name="Weight">How strongly it applies; 1 if it is not set.</param>
public sealed record Lora(string Name, double Weight = 1)
{
    public const double MaxWeight = 10;

    /// <summary>Returns it as AUTOMATIC1111 reads it behind a prompt, with a space before it.</summary>
    public string ToTag() => string.Create(CultureInfo.InvariantCulture, $" <lora:{Name}:{Weight}>");
}

/// <summary>Reads texts and numbers by name, and writes texts.</summary>
public sealed class FieldTextsJson : JsonConverter<ImmutableSortedDictionary<string, string>>
{
    public override ImmutableSortedDictionary<string, string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var fields = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            throw new JsonException("Fields are an object.");
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            fields[name] = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString()!,
                JsonTokenType.Number => JsonElement.ParseValue(ref reader).GetRawText(),
                _ => throw new JsonException("The value of a field is a text or a number."),
            };
        }

        return fields.ToImmutable();
    }

    public override void Write(Utf8JsonWriter writer, ImmutableSortedDictionary<string, string> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in value)
        {
            writer.WriteString(name, text);
        }

        writer.WriteEndObject();
    }
}
