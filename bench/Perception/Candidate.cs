namespace Darkroom.Bench.Perception;

/// <summary>The selectors of a page that generates images.</summary>
/// <param name="Tiles">The elements that show an image.</param>
/// <param name="Ended">An element that exists once all images are complete.</param>
internal sealed record Candidate(string Tiles, string Ended)
{
    public const string Prompt = "#prompt";
    public const string Count = "#count";
    public const string Generate = "#generate";

    public static readonly Candidate Studio = new("#sheet .tile-image", "#status[data-state=completed]");
    public static readonly Candidate Relay = new("#images .image", "body[data-state=completed]");
}
