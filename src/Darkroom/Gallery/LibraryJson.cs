using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Darkroom.Gallery;

/// <summary>The JSON of what stores keep of selections and jobs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImmutableArray<string>))]
[JsonSerializable(typeof(ImmutableArray<CollectionName>))]
[JsonSerializable(typeof(ImageSelection))]
[JsonSerializable(typeof(BulkAction))]
public sealed partial class LibraryJson : JsonSerializerContext;
