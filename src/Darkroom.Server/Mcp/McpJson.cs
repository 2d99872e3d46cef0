using System.Text.Json.Serialization;
using Darkroom.Server.Mcp.Tools;

namespace Darkroom.Server.Mcp;

/// <summary>The arguments and results of the tools. Their schemas come from the same types.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters =
    [
        typeof(SnakeCaseNames<RunStatus>), typeof(SnakeCaseNames<SlotStatus>), typeof(SnakeCaseNames<BackgroundChoice>), typeof(SnakeCaseNames<FormatChoice>),
        typeof(SnakeCaseNames<FidelityChoice>),
    ])]
[JsonSerializable(typeof(GenerateArguments))]
[JsonSerializable(typeof(EditArguments))]
[JsonSerializable(typeof(GetGenerationArguments))]
[JsonSerializable(typeof(CancelArguments))]
[JsonSerializable(typeof(SearchArguments))]
[JsonSerializable(typeof(GetImageArguments))]
[JsonSerializable(typeof(ModelListArguments))]
[JsonSerializable(typeof(GenerationContent))]
[JsonSerializable(typeof(SearchContent))]
[JsonSerializable(typeof(ImageContent))]
[JsonSerializable(typeof(ModelsContent))]
internal sealed partial class McpJson : JsonSerializerContext;
