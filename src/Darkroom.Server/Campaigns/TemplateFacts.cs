namespace Darkroom.Server.Campaigns;

internal sealed record TemplateFacts(string Id, string Name)
{
    public static IReadOnlyList<TemplateFacts> All { get; } =
    [
        new("a", "Editorial"), new("b", "Band"), new("c", "Split"), new("d", "Card"), new("e", "Frame"), new("f", "Bold"), new("g", "Minimal"), new("h", "Corner"),
    ];

    public static IEnumerable<TemplateFacts> For(FormatFacts format) => All;
}
