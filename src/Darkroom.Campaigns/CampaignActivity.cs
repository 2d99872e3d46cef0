namespace Darkroom.Campaigns;

/// <summary>The generations of a campaign in short.</summary>
/// <param name="Id">The campaign's id.</param>
/// <param name="Name">The campaign's name.</param>
/// <param name="Runs">The number of its generations.</param>
/// <param name="Running">The number of those that have not ended.</param>
/// <param name="LastAt">When the newest of them was created.</param>
public sealed record CampaignActivity(string Id, string Name, int Runs, int Running, DateTimeOffset LastAt);
