using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Darkroom.Campaigns.Briefs;
using Darkroom.Generations;

namespace Darkroom.Campaigns;

/// <summary>How a campaign's parts are stored: snake_case, nothing that is absent, enums as words.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseNames<AspectShape>), typeof(SnakeCaseNames<Approval>), typeof(PixelSizeJson)])]
[JsonSerializable(typeof(Brief))]
[JsonSerializable(typeof(ImmutableArray<Concept>))]
[JsonSerializable(typeof(CreativeState))]
[JsonSerializable(typeof(BrandKit))]
[JsonSerializable(typeof(string[]))]
public sealed partial class CampaignJson : JsonSerializerContext;
