using System.Collections.Immutable;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary>A campaign in the list of them.</summary>
/// <param name="Covers">Ids of up to four of its pictures.</param>
/// <param name="Text">How it stands, such as "8 of 12 approved".</param>
public sealed record CampaignCard(string Id, string Name, ImmutableArray<string> Covers, string Text);
