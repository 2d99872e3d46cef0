using System.Text.Json.Serialization;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Review;
using Darkroom.Generations;

namespace Darkroom.Campaigns;

/// <summary>How a campaign's parts are stored: snake_case names, enums as text, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseNames<Approval>), typeof(SnakeCaseNames<SubjectKind>), typeof(PixelSizeJson)])]
[JsonSerializable(typeof(Brief))]
[JsonSerializable(typeof(CreativeState))]
[JsonSerializable(typeof(CreativeLook))]
[JsonSerializable(typeof(BrandKit))]
[JsonSerializable(typeof(string[]))]
public sealed partial class CampaignJson : JsonSerializerContext;
