namespace Darkroom.Bench.Perception;

/// <summary>A page on which one asks for pictures, by its selectors.</summary>
/// <param name="Tiles">What shows a picture, one element each.</param>
/// <param name="Ended">Is there once all pictures have come.</param>
internal sealed record Candidate(string Tiles, string Ended)
{
    public const string Prompt = "#prompt";
    public const string Count = "#count";
    public const string Generate = "#generate";

    public static readonly Candidate Studio = new("#sheet .tile-picture", "#status[data-state=completed]");
    public static readonly Candidate Relay = new("#pictures .picture", "body[data-state=completed]");
}
