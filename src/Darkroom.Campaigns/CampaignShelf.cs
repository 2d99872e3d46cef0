namespace Darkroom.Campaigns;

/// <summary>Where the list of campaigns shows a campaign.</summary>
public enum CampaignShelf
{
    Active,

    /// <summary>Put away; everything of it works as before.</summary>
    Archived,

    /// <summary>In the trash. Other operations treat the campaign as missing; it can be restored.</summary>
    Deleted,
}
