namespace Darkroom.Server.Campaigns;

/// <summary>Who looks at a tile.</summary>
internal enum TileLook
{
    Owner,
    Client,
}
