namespace Darkroom.Server.Campaigns.Pages;

/// <summary>Who looks at a tile.</summary>
public enum TileLook
{
    Owner,
    Client,
}
