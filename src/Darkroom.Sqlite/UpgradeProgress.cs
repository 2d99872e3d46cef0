namespace Darkroom.Sqlite;

/// <summary>The progress of an upgrade that rewrites images. The first report is made before the first image.</summary>
/// <param name="Done">The number of images that are finished.</param>
/// <param name="Total">The number of all images.</param>
public sealed record UpgradeProgress(long Done, long Total);
