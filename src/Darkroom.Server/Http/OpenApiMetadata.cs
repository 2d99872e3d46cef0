namespace Darkroom.Server.Http;

/// <summary>Describes the events of a route that answers with an event stream.</summary>
/// <param name="Events">The name of each event and the type of its data; null for an empty object.</param>
internal sealed record StreamedEvents(params (string Name, Type? Data)[] Events)
{
    /// <summary>The events of one generation.</summary>
    public static StreamedEvents OfGeneration { get; } = new(
        ("progress", typeof(GenerationEvent.Progress)),
        ("partial_image", typeof(GenerationEvent.PartialImage)),
        ("image", typeof(GenerationEvent.Image)),
        ("error", typeof(GenerationEvent.SlotFailed)),
        ("complete", typeof(GenerationEvent.Complete)),
        ("heartbeat", null));
}

/// <summary>Describes the body of a route that reads it itself, field by field.</summary>
/// <param name="ContentTypes">The content types that are read.</param>
internal sealed record DescribedBody(Type Body, params string[] ContentTypes);
