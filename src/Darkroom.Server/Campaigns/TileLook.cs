namespace Darkroom.Server.Campaigns;

/// <summary>Who looks at a tile.</summary>
public enum TileLook
{
    Owner,
    Client,
}
